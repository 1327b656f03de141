package io.supervision.autoconfigure;

import java.time.Duration;

import io.supervision.actuate.AvailabilityPublisher;
import io.supervision.actuate.Trees;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.tree.Incident;
import io.supervision.tree.SupervisionKernel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SupervisionAvailabilityAutoConfiguration}.
 */
class SupervisionAvailabilityAutoConfigurationTests {

	@Test
	void applicationThatLosesAnEssentialComponentIsBrokenUntilItIsBack() {
		try (ConfigurableApplicationContext context = run()) {
			AvailabilityPublisher publisher = context.getBean(AvailabilityPublisher.class);
			publisher.changed(Trees.gaveUp(Trees.component("/feed").essential().state(ChildState.ISOLATED).build()));
			await(context, LivenessState.BROKEN, ReadinessState.REFUSING_TRAFFIC);
			publisher.changed(Trees.running(Trees.component("/feed").essential().build()));
			await(context, LivenessState.CORRECT, ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void internalErrorOutOfAnyComponentBreaksLivenessUntilTheRootIsReset() {
		try (ConfigurableApplicationContext context = run(SupervisedApplication.class)) {
			Fragile fragile = context.getBean(Fragile.class);
			assertThatExceptionOfType(InternalError.class).isThrownBy(fragile::call);
			await(context, LivenessState.BROKEN, ReadinessState.REFUSING_TRAFFIC);
			SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
			assertThat(kernel.snapshot().suspectJvm()).isEqualTo("java.lang.InternalError out of 'fragile'");
			kernel.operate("/", SupervisionKernel.Operation.RESET);
			await(context, LivenessState.CORRECT, ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void internalErrorOutOfAnObservedComponentChangesNothing() {
		try (ConfigurableApplicationContext context = run(SupervisedApplication.class, "--supervision.mode=observe")) {
			assertThatExceptionOfType(InternalError.class).isThrownBy(context.getBean(Fragile.class)::call);
			SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(kernel.snapshot().find("fragile").incidents()).extracting(Incident::decision)
							.contains("observed: the root would give up: java.lang.InternalError out of 'fragile'"));
			assertThat(kernel.snapshot().gaveUp()).isFalse();
		}
	}

	@Test
	void propertiesAreHeeded() {
		try (ConfigurableApplicationContext context = run("--supervision.readiness=false",
				"--supervision.root.on-essential-give-up=break-liveness")) {
			context.getBean(AvailabilityPublisher.class)
				.changed(Trees.gaveUp(Trees.component("/feed").essential().state(ChildState.ISOLATED).build()));
			await(context, LivenessState.BROKEN, ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void nothingIsToldWhenSupervisionIsOff() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SupervisionAvailabilityAutoConfiguration.class))
			.withPropertyValues("supervision.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(AvailabilityPublisher.class));
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return run(Application.class, arguments);
	}

	private static ConfigurableApplicationContext run(Class<?> application, String... arguments) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE).run(arguments);
	}

	private static void await(ConfigurableApplicationContext context, LivenessState liveness,
			ReadinessState readiness) {
		ApplicationAvailability availability = context.getBean(ApplicationAvailability.class);
		Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			assertThat(availability.getLivenessState()).isEqualTo(liveness);
			assertThat(availability.getReadinessState()).isEqualTo(readiness);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ApplicationAvailabilityAutoConfiguration.class,
			SupervisionAvailabilityAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ApplicationAvailabilityAutoConfiguration.class, SupervisionAutoConfiguration.class,
			SupervisionAvailabilityAutoConfiguration.class })
	static class SupervisedApplication {

		@Bean
		Fragile fragile() {
			return new Fragile();
		}

	}

	@Supervised
	static class Fragile {

		void call() {
			throw new InternalError("broken");
		}

	}

}
