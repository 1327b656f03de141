package io.supervision.autoconfigure;

import io.supervision.bean.HealthReader;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What probes need that are health indicators of Boot 3.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
@ConditionalOnBooleanProperty(name = "supervision.enabled", matchIfMissing = true)
class Boot3ProbeConfiguration {

	@Bean
	HealthReader supervisionBoot3HealthReader() {
		return new Boot3HealthReader();
	}

}
