package io.supervision.autoconfigure;

import io.supervision.bean.EventPublisher;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tree's log and of its application events.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "supervision.enabled", matchIfMissing = true)
public final class SupervisionEventAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	EventPublisher supervisionEventPublisher(ConfigurableApplicationContext context) {
		return new EventPublisher(context);
	}

}
