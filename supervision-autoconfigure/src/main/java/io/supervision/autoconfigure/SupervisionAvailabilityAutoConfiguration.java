package io.supervision.autoconfigure;

import java.time.Duration;

import io.supervision.actuate.ApplicationExit;
import io.supervision.actuate.AvailabilityPublisher;
import io.supervision.actuate.AvailabilitySettings;
import io.supervision.actuate.OnEssentialGiveUp;
import io.supervision.actuate.SingleThreadTimers;
import io.supervision.tree.Clock;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of what the platform is told about the tree.
 */
@AutoConfiguration
@Conditional(OnSupervision.class)
public final class SupervisionAvailabilityAutoConfiguration {

	@Bean
	SingleThreadTimers supervisionAvailabilityTimers() {
		return new SingleThreadTimers("supervision-availability");
	}

	@Bean
	@ConditionalOnMissingBean
	AvailabilityPublisher supervisionAvailability(ConfigurableApplicationContext context,
			SingleThreadTimers supervisionAvailabilityTimers) {
		return new AvailabilityPublisher(context, Clock.SYSTEM, supervisionAvailabilityTimers,
				settings(Binder.get(context.getEnvironment())), new ApplicationExit(context, System::exit));
	}

	private static AvailabilitySettings settings(Binder binder) {
		return new AvailabilitySettings(binder.bind("supervision.readiness", Boolean.class).orElse(true),
				binder.bind("supervision.held-refuses-after", Duration.class).orElse(Duration.ofMinutes(10)),
				binder.bind("supervision.root.on-essential-give-up", OnEssentialGiveUp.class)
					.orElse(OnEssentialGiveUp.BREAK_LIVENESS));
	}

}
