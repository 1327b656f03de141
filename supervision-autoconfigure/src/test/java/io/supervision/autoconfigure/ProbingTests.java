package io.supervision.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Probe;
import io.supervision.annotation.Supervised;
import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ReplacementDue;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.Replace;
import io.supervision.tree.TreeListener;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Probes and planned replacements in an application.
 */
class ProbingTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withBean("patient", Patient.class)
		.withBean("other", Other.class)
		.withPropertyValues("supervision.components.patient.probe.interval=1ms",
				"supervision.components.patient.probe.timeout=1m", "supervision.root.intensity=10",
				"supervision.backoff.initial-delay=1ms", "supervision.backoff.max-delay=1ms");

	@Test
	void eachGenerationIsProbedAndOnlyWhatIsIllIsReplaced() {
		this.runner.run((context) -> {
			Patient patient = context.getBean(Patient.class);
			for (int generation = 1; generation <= 4; generation++) {
				int running = generation;
				Awaitility.await()
					.untilAsserted(() -> assertThat(component(context, "patient").generation()).isEqualTo(running));
				patient.fallIll();
			}
			Awaitility.await().untilAsserted(() -> {
				assertThat(component(context, "patient").restarts()).isEqualTo(4);
				assertThat(component(context, "patient").state()).isEqualTo(ChildState.RUNNING);
			});
			assertThat(component(context, "patient").lastFailure().detector()).isEqualTo(Detector.PROBE);
			assertThat(component(context, "other").restarts()).isZero();
			assertThat(probeThreads()).isEqualTo(1);
		});
		Awaitility.await().until(() -> probeThreads() == 0);
	}

	private static long probeThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("patient-isWell"))
			.count();
	}

	@Test
	void healthIndicatorIsNoProbeUnlessAskedFor() {
		ApplicationContextRunner sick = this.runner.withBean("sick", Sick.class)
			.withPropertyValues("supervision.components.sick.probe.interval=1ms",
					"supervision.components.sick.probe.timeout=1m");
		sick.withPropertyValues("supervision.components.sick.probe-health-indicator=true").run((context) -> {
			Awaitility.await().untilAsserted(() -> assertThat(component(context, "sick").restarts()).isGreaterThan(0));
			assertThat(component(context, "sick").lastFailure().causes().get(0).message())
				.isEqualTo("The health indicator of 'sick' is DOWN {}: failed run 3 of 3");
		});
		sick.run((context) -> {
			context.getBean(Patient.class).fallIll();
			Awaitility.await().untilAsserted(() -> assertThat(component(context, "patient").restarts()).isEqualTo(1));
			assertThat(component(context, "sick").restarts()).isZero();
			assertThat(context.getBean(Sick.class).asked()).isZero();
		});
	}

	@Test
	void probesRunThroughTheAdviceOfTheirBean() {
		this.runner.withBean("advised", Advised.class).withUserConfiguration(Transactions.class).run((context) -> {
			Advised advised = context.getBean(Advised.class);
			Awaitility.await().untilAsserted(() -> assertThat(advised.seen()).isNotEmpty());
			assertThat(advised.seen()).containsOnly(true);
		});
	}

	@Test
	void generationThatHasTakenItsCallsIsReplacedAsPlanned() {
		for (Replace replace : Replace.values()) {
			this.runner.withUserConfiguration(Listening.class)
				.withPropertyValues("supervision.components.other.max-calls=5",
						"supervision.components.other.replace=" + replace)
				.run((context) -> {
					Other other = context.getBean(Other.class);
					Awaitility.await().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
						other.call();
						assertThat(component(context, "other").restarts()).isGreaterThan(1);
					});
					assertThat(component(context, "other").lastFailure()).isNull();
					assertThat(component(context, "patient").restarts()).isZero();
					assertThat(context.getBean(Listening.class).due).first()
						.extracting(ReplacementDue::reason)
						.isEqualTo("'max-calls' 5 is reached");
				});
		}
	}

	@Test
	void generationThatHasReachedItsAgeIsReplacedAsPlanned() {
		this.runner.withPropertyValues("supervision.components.other.max-age=20ms").run((context) -> {
			Awaitility.await().untilAsserted(() -> assertThat(component(context, "other").restarts()).isGreaterThan(3));
			assertThat(component(context, "other").lastFailure()).isNull();
			assertThat(component(context, "other").incidents()).isEmpty();
		});
	}

	private static TreeSnapshot.Component component(ApplicationContext context, String id) {
		return (TreeSnapshot.Component) context.getBean(SupervisionTree.class).snapshot().find(id);
	}

	@Supervised
	static class Patient {

		private volatile boolean ill;

		void fallIll() {
			this.ill = true;
		}

		@Probe
		boolean isWell() {
			return !this.ill;
		}

	}

	@Supervised
	static class Other {

		private final Generation generation;

		Other(Generation generation) {
			this.generation = generation;
		}

		long call() {
			return this.generation.number();
		}

	}

	@Supervised
	static class Sick implements HealthIndicator {

		private volatile int asked;

		@Override
		public Health health() {
			this.asked = 1;
			return Health.down().build();
		}

		int asked() {
			return this.asked;
		}

	}

	@Supervised
	static class Advised {

		private final List<Boolean> seen = new CopyOnWriteArrayList<>();

		List<Boolean> seen() {
			return List.copyOf(this.seen);
		}

		@Probe(interval = "1ms")
		@Transactional
		public void isWell() {
			this.seen.add(TransactionSynchronizationManager.isActualTransactionActive());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		PlatformTransactionManager transactionManager() {
			return new AbstractPlatformTransactionManager() {

				private static final long serialVersionUID = 1L;

				@Override
				protected Object doGetTransaction() {
					return new Object();
				}

				@Override
				protected void doBegin(Object transaction, TransactionDefinition definition) {
				}

				@Override
				protected void doCommit(DefaultTransactionStatus status) {
				}

				@Override
				protected void doRollback(DefaultTransactionStatus status) {
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		final List<ReplacementDue> due = new CopyOnWriteArrayList<>();

		@Bean
		TreeListener dueListener() {
			return new TreeListener() {

				@Override
				public void happened(SupervisionEvent event) {
					if (event instanceof ReplacementDue replacement) {
						Listening.this.due.add(replacement);
					}
				}

			};
		}

	}

}
