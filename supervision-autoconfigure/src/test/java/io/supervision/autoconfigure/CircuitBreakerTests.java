package io.supervision.autoconfigure;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.bean.InvalidSupervisionException;
import io.supervision.bean.Problem;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.Evidence;
import io.supervision.spec.Fault;
import io.supervision.tree.Incident;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(60)
class CircuitBreakerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withUserConfiguration(Payments.class);

	@ParameterizedTest
	@ValueSource(strings = { "stop-first", "start-first" })
	void openingRestartsTheComponentAndTheBreakerIsClosedAfterIt(String replace) {
		this.runner.withPropertyValues("supervision.components.gateway.replace=" + replace).run((context) -> {
			CircuitBreaker breaker = breaker(context);
			List<State> applications = new CopyOnWriteArrayList<>();
			breaker.getEventPublisher()
				.onStateTransition((event) -> applications.add(event.getStateTransition().getToState()));
			fail(context, CircuitBreakerTests::own, 4);
			Awaitility.await().until(() -> node(context).generation() == 2 && breaker.getState() == State.CLOSED);
			Incident incident = node(context).lastFailure();
			assertThat(incident.detector()).isEqualTo(Detector.BREAKER);
			assertThat(incident.kind()).isEqualTo(Fault.Kind.SUSPICION);
			assertThat(incident.classification()).isEqualTo(Classification.COMPONENT);
			assertThat(incident.causes()).extracting(Evidence.Cause::message)
				.containsExactly("Circuit breaker 'payments' has opened; failures since it was last closed: 4, "
						+ "a dependency's: 0", "own");
			assertThat(applications).containsExactlyInAnyOrder(State.OPEN, State.CLOSED);
			context.getBean(Gateway.class).charge(null);
		});
	}

	@Test
	void openingForADependencysSakeIsNoReasonToRestart() {
		this.runner.run((context) -> {
			CircuitBreaker breaker = breaker(context);
			fail(context, CircuitBreakerTests::own, 1);
			fail(context, CircuitBreakerTests::dependencys, 3);
			assertThat(breaker.getState()).isEqualTo(State.OPEN);
			Awaitility.await().until(() -> node(context).degradedBy() == Degradation.DEPENDENCY);
			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> context.getBean(Gateway.class).charge(null));
			assertThat(node(context).generation()).isOne();
			assertThat(node(context).incidents()).isEmpty();
			assertThat(breaker.getState()).isEqualTo(State.OPEN);
			breaker.transitionToHalfOpenState();
			context.getBean(Gateway.class).charge(null);
			context.getBean(Gateway.class).charge(null);
			assertThat(breaker.getState()).isEqualTo(State.CLOSED);
			Awaitility.await().until(() -> node(context).degradedBy() == null);
		});
	}

	@Test
	void halfOfTheFailuresIsNotMostOfThem() {
		this.runner.run((context) -> {
			fail(context, CircuitBreakerTests::dependencys, 2);
			fail(context, CircuitBreakerTests::own, 2);
			Awaitility.await().until(() -> node(context).generation() == 2);
			assertThat(node(context).lastFailure().detector()).isEqualTo(Detector.BREAKER);
		});
	}

	@Test
	void failuresAreCountedFromWhenTheBreakerWasLastClosed() {
		this.runner.run((context) -> {
			CircuitBreaker breaker = breaker(context);
			fail(context, CircuitBreakerTests::dependencys, 4);
			breaker.transitionToClosedState();
			fail(context, CircuitBreakerTests::own, 4);
			Awaitility.await().until(() -> node(context).generation() == 2);
		});
	}

	@Test
	void failuresOfTheGenerationBeforeStillCount() {
		this.runner.run((context) -> {
			fail(context, CircuitBreakerTests::dependencys, 3);
			restart(context);
			fail(context, CircuitBreakerTests::own, 1);
			assertThat(breaker(context).getState()).isEqualTo(State.OPEN);
			Awaitility.await().until(() -> node(context).degradedBy() == Degradation.DEPENDENCY);
			assertThat(node(context).generation()).isEqualTo(2);
		});
	}

	@Test
	void restartForAnyOtherReasonLeavesTheBreakerAlone() {
		this.runner.withPropertyValues("supervision.components.gateway.failure-threshold=2").run((context) -> {
			fail(context, CircuitBreakerTests::dependencys, 4);
			Awaitility.await().until(() -> node(context).degradedBy() == Degradation.DEPENDENCY);
			restart(context);
			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> context.getBean(Gateway.class).charge(null));
			for (int i = 0; i < 2; i++) {
				assertThatIllegalArgumentException().isThrownBy(() -> context.getBean(Gateway.class).fail(own()));
			}
			Awaitility.await().until(() -> node(context).generation() == 3);
			assertThat(breaker(context).getState()).isEqualTo(State.OPEN);
		});
	}

	@Test
	void observedBreakerIsReportedAndNothingHappens() {
		this.runner.withPropertyValues("supervision.detectors.breaker.mode=observe").run((context) -> {
			fail(context, CircuitBreakerTests::own, 4);
			Awaitility.await().until(() -> !node(context).incidents().isEmpty());
			Incident incident = node(context).incidents().get(0);
			assertThat(incident.detector()).isEqualTo(Detector.BREAKER);
			assertThat(incident.decision()).isEqualTo("would have restarted gateway, but mode is OBSERVE");
			assertThat(node(context).generation()).isOne();
			restart(context);
			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> context.getBean(Gateway.class).charge(null));
			assertThat(breaker(context).getState()).isEqualTo(State.OPEN);
		});
	}

	@Test
	void breakerOpenedByForceIsAnOperatorsDoing() {
		this.runner.run((context) -> {
			breaker(context).transitionToForcedOpenState();
			breaker(context).transitionToClosedState();
			fail(context, CircuitBreakerTests::own, 4);
			Awaitility.await().until(() -> node(context).generation() == 2);
			assertThat(node(context).incidents()).hasSize(1);
		});
	}

	@Test
	void thirdRestartIsLikeTheFirstAndLeavesNothingBehind() {
		this.runner.run((context) -> {
			CircuitBreaker breaker = breaker(context);
			Map<String, Set<?>> consumers = consumers(breaker);
			int before = consumers.values().stream().mapToInt(Set::size).sum();
			for (int restarts = 1; restarts <= 3; restarts++) {
				long next = restarts + 1L;
				fail(context, CircuitBreakerTests::own, 4);
				Awaitility.await()
					.until(() -> node(context).generation() == next && breaker.getState() == State.CLOSED);
			}
			assertThat(consumers.values().stream().mapToInt(Set::size).sum()).isEqualTo(before);
			fail(context, CircuitBreakerTests::own, 4);
			Awaitility.await().until(() -> node(context).degradedBy() == Degradation.SUSPICION);
			assertThat(node(context).degradedReason()).contains("allowance");
			assertThat(breaker.getState()).isEqualTo(State.OPEN);
		});
	}

	@Test
	void breakerThatIsReplacedInTheRegistryIsFollowed() {
		this.runner.run((context) -> {
			CircuitBreaker next = CircuitBreaker.of("payments", Payments.CONFIG);
			context.getBean(CircuitBreakerRegistry.class).replace("payments", next);
			fail(context, CircuitBreakerTests::own, 4);
			Awaitility.await().until(() -> node(context).generation() == 2 && next.getState() == State.CLOSED);
		});
	}

	@Test
	void breakerMayBeDeclaredByPropertiesOnlyAndMadeLater() {
		this.runner
			.withPropertyValues("supervision.components.gateway.circuit-breaker=late",
					"resilience4j.circuitbreaker.instances.late.sliding-window-size=4")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
				assertThat(registry.find("late")).isEmpty();
				CircuitBreaker late = registry.circuitBreaker("late", Payments.CONFIG);
				for (int i = 0; i < 4; i++) {
					late.onError(1, late.getTimestampUnit(), own());
				}
				Awaitility.await().until(() -> node(context).generation() == 2);
			});
	}

	@Test
	void unknownBreakerFailsTheStart() {
		this.runner.withPropertyValues("supervision.components.gateway.circuit-breaker=paymens").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(problem(context.getStartupFailure())).satisfies((problem) -> {
				assertThat(problem.message()).isEqualTo(
						"'circuitBreaker' must name a circuit breaker of the application: 'paymens' (component 'gateway')");
				assertThat(problem.place()).contains("supervision.components.gateway.circuit-breaker");
				assertThat(problem.remedy()).isEqualTo("Did you mean 'payments'? One is declared with "
						+ "'resilience4j.circuitbreaker.instances.paymens'.");
			});
		});
	}

	@Test
	void missingRegistryFailsTheStart() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
			.withUserConfiguration(Plain.class)
			.withPropertyValues("supervision.components.plain.circuit-breaker=payments")
			.run((context) -> assertThat(problem(context.getStartupFailure()).message()).isEqualTo(
					"'circuitBreaker' needs one bean of type CircuitBreakerRegistry: 'payments' (component 'plain')"));
	}

	@Test
	void missingLibraryFailsTheStartWhereItIsNeededOnly() {
		ApplicationContextRunner bare = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
			.withUserConfiguration(Plain.class)
			.withClassLoader(new FilteredClassLoader("io.github.resilience4j.circuitbreaker"));
		bare.run((context) -> assertThat(context).hasNotFailed());
		bare.withPropertyValues("supervision.components.plain.circuit-breaker=payments")
			.run((context) -> assertThat(problem(context.getStartupFailure())).satisfies((problem) -> {
				assertThat(problem.message())
					.isEqualTo("'circuitBreaker' needs Resilience4j: 'payments' (component 'plain')");
				assertThat(problem.remedy()).startsWith("Add 'io.github.resilience4j:resilience4j-spring-boot3'");
			}));
	}

	private static RuntimeException own() {
		return new IllegalArgumentException("own");
	}

	private static RuntimeException dependencys() {
		return new UncheckedIOException(new ConnectException("down"));
	}

	private static void fail(ApplicationContext context, Supplier<RuntimeException> failures, int times) {
		Gateway gateway = context.getBean(Gateway.class);
		for (int i = 0; i < times; i++) {
			RuntimeException failure = failures.get();
			assertThatExceptionOfType(failure.getClass()).isThrownBy(() -> gateway.charge(failure));
		}
	}

	private static void restart(ApplicationContext context) {
		SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
		long next = node(context).generation() + 1;
		kernel.operate("/gateway", SupervisionKernel.Operation.RESTART);
		Awaitility.await().until(() -> node(context).generation() == next);
	}

	private static CircuitBreaker breaker(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).find("payments").orElseThrow();
	}

	private static TreeSnapshot.Component node(ApplicationContext context) {
		return (TreeSnapshot.Component) context.getBean(SupervisionTree.class).snapshot().find("gateway");
	}

	private static Problem problem(Throwable failure) {
		Throwable cause = failure;
		while (!(cause instanceof InvalidSupervisionException)) {
			cause = cause.getCause();
		}
		assertThat(((InvalidSupervisionException) cause).getProblems()).hasSize(1);
		return ((InvalidSupervisionException) cause).getProblems().get(0);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Set<?>> consumers(CircuitBreaker breaker) {
		return (Map<String, Set<?>>) ReflectionTestUtils.getField(breaker.getEventPublisher(), "eventConsumerMap");
	}

	/** Opens after four calls half of which have failed, and closes after two. */
	@Configuration(proxyBeanMethods = false)
	@Import(Gateway.class)
	static class Payments {

		static final CircuitBreakerConfig CONFIG = CircuitBreakerConfig.custom()
			.slidingWindowSize(4)
			.minimumNumberOfCalls(4)
			.permittedNumberOfCallsInHalfOpenState(2)
			.waitDurationInOpenState(Duration.ofHours(1))
			.build();

		@Bean
		CircuitBreakerRegistry circuitBreakerRegistry() {
			return CircuitBreakerRegistry.of(CONFIG);
		}

	}

	@Component("gateway")
	@Supervised(circuitBreaker = "payments", failureThreshold = 1000)
	static class Gateway {

		private final CircuitBreakerRegistry registry;

		Gateway(CircuitBreakerRegistry registry) {
			this.registry = registry;
			registry.circuitBreaker("payments");
		}

		public void charge(RuntimeException failure) {
			this.registry.circuitBreaker("payments").executeRunnable(() -> fail(failure));
		}

		public void fail(RuntimeException failure) {
			if (failure != null) {
				throw failure;
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Plain.Bean.class)
	static class Plain {

		@Component("plain")
		@Supervised
		static class Bean {

		}

	}

}
