package io.supervision.autoconfigure;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Probe;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.tree.TreeSnapshot;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.Positive;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.validation.ValidationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What any detector finds is recorded and changes nothing where it is only observed: by
 * the detector's mode, the component's, or the tree's.
 */
class ObserveTests {

	/** How each detector is made to find something in {@link Patient}. */
	private static final Map<Detector, Consumer<Patient>> STRIKES = new EnumMap<>(
			Map.of(Detector.EXCEPTION, (patient) -> {
				for (int i = 0; i < 3; i++) {
					assertThatIllegalStateException().isThrownBy(patient::fail);
				}
			}, Detector.PROBE, Patient::fallIll, Detector.RESULT,
					(patient) -> assertThatExceptionOfType(ConstraintViolationException.class)
						.isThrownBy(patient::answer),
					Detector.SELF, Patient::giveUp, Detector.WORKER, Patient::breakWorker));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class, ValidationAutoConfiguration.class))
		.withBean("patient", Patient.class);

	static Stream<Arguments> observed() {
		return STRIKES.keySet()
			.stream()
			.flatMap((detector) -> Stream
				.of("supervision.detectors." + detector.name().toLowerCase(Locale.ROOT) + ".mode=observe",
						"supervision.components.patient.mode=observe", "supervision.mode=observe")
				.map((property) -> arguments(detector, property)));
	}

	@ParameterizedTest
	@MethodSource
	void observed(Detector detector, String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			Patient patient = context.getBean(Patient.class);
			STRIKES.get(detector).accept(patient);
			Awaitility.await()
				.untilAsserted(() -> assertThat(component(context).incidents()).isNotEmpty().allSatisfy((incident) -> {
					assertThat(incident.detector()).isEqualTo(detector);
					assertThat(incident.decision()).isEqualTo("would have restarted patient, but mode is OBSERVE");
				}));
			assertThat(component(context).generation()).isEqualTo(1);
			assertThat(component(context).restarts()).isZero();
			assertThat(component(context).state()).isEqualTo(ChildState.RUNNING);
			assertThat(patient.generation()).isEqualTo(1);
		});
	}

	static Stream<Arguments> actedOn() {
		return STRIKES.keySet().stream().map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource
	void actedOn(Detector detector) {
		Stream<String> others = STRIKES.keySet()
			.stream()
			.filter((other) -> other != detector)
			.map((other) -> "supervision.detectors." + other.name().toLowerCase(Locale.ROOT) + ".mode=observe");
		this.runner.withPropertyValues(others.toArray(String[]::new))
			.withPropertyValues("supervision.suspicion-outage=1m")
			.run((context) -> {
				STRIKES.get(detector).accept(context.getBean(Patient.class));
				Awaitility.await().untilAsserted(() -> assertThat(component(context).restarts()).isEqualTo(1));
				assertThat(component(context).lastFailure().detector()).isEqualTo(detector);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "supervision.detectors.start.mode=observe", "supervision.components.slow.mode=observe",
			"supervision.mode=observe" })
	void componentThatIsNotRunningIsStartedAllTheSame(String property) {
		SlowToStart.attempts.set(0);
		this.runner.withBean("slow", SlowToStart.class)
			.withPropertyValues(property, "supervision.components.slow.start-optional=true")
			.run((context) -> Awaitility.await().untilAsserted(() -> {
				assertThat(snapshot(context, "slow").state()).isEqualTo(ChildState.RUNNING);
				assertThat(context.getBean(SlowToStart.class).attempt()).isEqualTo(3);
			}));
	}

	@Test
	void everythingIsOrdinaryWithoutSupervision() {
		this.runner.withPropertyValues("supervision.enabled=false").run((context) -> {
			context.getBean(Patient.class).fallIll();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.contains("patient-work")
				.doesNotContain("patient-isWell");
		});
	}

	private static TreeSnapshot.Component component(ApplicationContext context) {
		return snapshot(context, "patient");
	}

	private static TreeSnapshot.Component snapshot(ApplicationContext context, String id) {
		return (TreeSnapshot.Component) context.getBean(SupervisionTree.class).snapshot().find(id);
	}

	@Supervised
	@Validated
	static class Patient {

		private final Generation generation;

		private final CountDownLatch broken = new CountDownLatch(1);

		private volatile boolean ill;

		Patient(Generation generation) {
			this.generation = generation;
		}

		void fail() {
			throw new IllegalStateException("broken");
		}

		@Positive
		public int answer() {
			return -1;
		}

		void giveUp() {
			this.generation.fail(new IllegalStateException("broken"));
		}

		long generation() {
			return this.generation.number();
		}

		void fallIll() {
			this.ill = true;
		}

		@Probe(interval = "1ms", timeout = "1m")
		boolean isWell() {
			return !this.ill;
		}

		void breakWorker() {
			this.broken.countDown();
		}

		@Worker
		void work() throws InterruptedException {
			this.broken.await();
			throw new IllegalStateException("broken");
		}

	}

	@Supervised
	static class SlowToStart {

		private static final AtomicInteger attempts = new AtomicInteger();

		private final int attempt = attempts.incrementAndGet();

		SlowToStart() {
			if (this.attempt < 3) {
				throw new IllegalStateException("attempt " + this.attempt);
			}
		}

		int attempt() {
			return this.attempt;
		}

	}

}
