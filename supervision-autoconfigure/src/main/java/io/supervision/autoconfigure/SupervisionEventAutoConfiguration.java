package io.supervision.autoconfigure;

import io.supervision.bean.EventPublisher;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of the tree's log and of its application events.
 */
@AutoConfiguration
@Conditional(OnSupervision.class)
public final class SupervisionEventAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	EventPublisher supervisionEventPublisher(ConfigurableApplicationContext context) {
		return new EventPublisher(context);
	}

}
