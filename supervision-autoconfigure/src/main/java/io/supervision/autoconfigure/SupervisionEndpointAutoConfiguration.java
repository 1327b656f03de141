package io.supervision.autoconfigure;

import io.supervision.actuate.ComponentDetails;
import io.supervision.actuate.SupervisionEndpoint;
import io.supervision.actuate.SupervisionEndpointWebExtension;
import io.supervision.tree.SupervisionKernel;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint {@code supervision}.
 */
@AutoConfiguration(afterName = "io.supervision.autoconfigure.SupervisionAutoConfiguration")
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(SupervisionKernel.class)
@ConditionalOnAvailableEndpoint(SupervisionEndpoint.class)
@EnableConfigurationProperties(SupervisionEndpointProperties.class)
public final class SupervisionEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SupervisionEndpoint supervisionEndpoint(SupervisionKernel kernel, ObjectProvider<ComponentDetails> components,
			ConfigurableApplicationContext context, SupervisionEndpointProperties properties) {
		return new SupervisionEndpoint(kernel, components.getIfAvailable(() -> ComponentDetails.NONE),
				context::isClosed, properties.showDetails());
	}

	@Bean
	@ConditionalOnMissingBean
	SupervisionEndpointWebExtension supervisionEndpointWebExtension(SupervisionEndpoint endpoint,
			SupervisionEndpointProperties properties) {
		return new SupervisionEndpointWebExtension(endpoint, properties.showDetails(), properties.roles());
	}

}
