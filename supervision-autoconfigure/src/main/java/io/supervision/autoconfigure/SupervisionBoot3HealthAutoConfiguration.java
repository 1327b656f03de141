package io.supervision.autoconfigure;

import io.supervision.actuate.TreeHealth;
import io.supervision.tree.SupervisionKernel;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tree's health with Boot 3.
 */
@AutoConfiguration(afterName = "io.supervision.autoconfigure.SupervisionAutoConfiguration")
@ConditionalOnClass(name = { "org.springframework.boot.actuate.health.HealthContributor",
		"org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator" })
@ConditionalOnBean(SupervisionKernel.class)
@ConditionalOnEnabledHealthIndicator("supervision")
public final class SupervisionBoot3HealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "supervisionHealthContributor")
	HealthContributor supervisionHealthContributor(SupervisionKernel kernel) {
		return new Boot3TreeHealthContributor(() -> TreeHealth.of(kernel.snapshot()));
	}

}
