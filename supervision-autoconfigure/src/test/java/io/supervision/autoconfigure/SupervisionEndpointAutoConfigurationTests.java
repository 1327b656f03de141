package io.supervision.autoconfigure;

import io.supervision.actuate.FakeKernel;
import io.supervision.actuate.SupervisionEndpoint;
import io.supervision.actuate.SupervisionEndpointWebExtension;
import io.supervision.actuate.Trees;
import io.supervision.tree.SupervisionKernel;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SupervisionEndpointAutoConfiguration}.
 */
class SupervisionEndpointAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=*")
		.withBean(SupervisionKernel.class, () -> new FakeKernel(Trees.running()));

	@Test
	void endpointIsThereWhenExposed() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(SupervisionEndpoint.class)
			.hasSingleBean(SupervisionEndpointWebExtension.class));
	}

	@Test
	void endpointIsAbsentUnlessExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(SupervisionEndpoint.class));
	}

	@Test
	void endpointIsAbsentWithoutAccess() {
		this.runner.withPropertyValues("management.endpoint.supervision.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(SupervisionEndpoint.class));
	}

	@Test
	void endpointIsAbsentWithoutATree() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SupervisionEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SupervisionEndpoint.class));
	}

	@Test
	void endpointIsAbsentWithoutTheActuator() {
		this.runner.withClassLoader(new FilteredClassLoader(Endpoint.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("supervisionEndpoint"));
	}

}
