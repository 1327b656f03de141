package io.supervision.autoconfigure;

import java.util.Objects;

import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Supervised;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotations that supervision would silently take the effect from.
 */
class HiddenAnnotationsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class));

	@Test
	void annotationsBehindTheDeclaredTypeAreRefusedWithARemedy() {
		this.runner.withUserConfiguration(Hiding.class).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = Objects.requireNonNull(
					new InvalidSupervisionFailureAnalyzer().analyze(context.getStartupFailure()), "not analyzed");
			assertThat(analysis.getDescription()).contains(
					"The supervised bean 'job' must show its @Scheduled, @Async, @EventListener and @SafeToRepeat methods in its "
							+ "declared type '" + Job.class.getName()
							+ "': 'HiddenJob.count, HiddenJob.on, HiddenJob.run, HiddenJob.tick'");
			assertThat(analysis.getAction()).contains("Declare the class as the return type of the @Bean method, "
					+ "or put the annotations on the methods of the interface.");
		});
	}

	@Test
	void annotationsOfAnInterfaceAreSeenThroughIt() {
		this.runner.withUserConfiguration(Showing.class).run((context) -> assertThat(context).hasNotFailed());
	}

	interface Job {

		void run();

	}

	interface ShownJob extends Job {

		@Async
		@Override
		void run();

		@Scheduled(fixedDelay = 1000)
		default void tick() {
		}

	}

	static final class HiddenJob implements Job {

		@Async
		@Override
		public void run() {
		}

		@Scheduled(fixedDelay = 1000)
		public void tick() {
		}

		@EventListener
		public void on(String event) {
		}

		@SafeToRepeat
		public int count() {
			return 0;
		}

	}

	static final class Worker implements ShownJob {

		@Override
		public void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Hiding {

		@Bean
		@Supervised
		Job job() {
			return new HiddenJob();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Showing {

		@Bean
		@Supervised
		ShownJob job() {
			return new Worker();
		}

	}

}
