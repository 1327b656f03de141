package io.supervision.autoconfigure;

import io.supervision.actuate.TreeHealth;
import io.supervision.tree.SupervisionKernel;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tree's health with Boot 4.
 */
@AutoConfiguration(afterName = "io.supervision.autoconfigure.SupervisionAutoConfiguration")
@ConditionalOnClass(name = { "org.springframework.boot.health.contributor.HealthContributor",
		"org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator" })
@ConditionalOnBean(SupervisionKernel.class)
@ConditionalOnEnabledHealthIndicator("supervision")
public final class SupervisionBoot4HealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "supervisionHealthContributor")
	HealthContributor supervisionHealthContributor(SupervisionKernel kernel) {
		return new Boot4TreeHealthContributor(() -> TreeHealth.of(kernel.snapshot()));
	}

}
