package io.supervision.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import io.supervision.spec.Replace;
import io.supervision.tree.Incident;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of components whose own threads die, and of workers that overlap.
 */
@Timeout(60)
class InnerThreadTests {

	private static final List<String> LOG = new CopyOnWriteArrayList<>();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withUserConfiguration(Components.class);

	@BeforeEach
	void quieten() {
		LOG.clear();
		Awaitility.doNotCatchUncaughtExceptionsByDefault();
		Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> this.handled.add(thrown.getMessage()));
	}

	@AfterEach
	void restore() {
		Thread.setDefaultUncaughtExceptionHandler(this.before);
		Awaitility.reset();
	}

	@Test
	void componentWhoseThreadDiesIsRestartedAloneAgainAndAgain() {
		this.runner.run((context) -> {
			SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
			for (int generation = 2; generation <= 4; generation++) {
				int expected = generation;
				context.getBean(Listening.class).disturb("line broke");
				Awaitility.await().untilAsserted(() -> {
					assertThat(component(kernel, "listening").generation()).isEqualTo(expected);
					assertThat(component(kernel, "listening").state()).isEqualTo(ChildState.RUNNING);
				});
			}
			Incident incident = component(kernel, "listening").lastFailure();
			assertThat(incident.detector()).isEqualTo(Detector.THREAD);
			assertThat(incident.kind()).isEqualTo(Fault.Kind.FAILURE);
			assertThat(incident.causes().get(0).frames()).anyMatch((frame) -> frame.contains("Listening.listen"));
			assertThat(component(kernel, "working").generation()).isEqualTo(1);
			assertThat(this.handled).as("by the application's own handler")
				.containsExactly("line broke", "line broke", "line broke");
		});
		assertThat(this.handled).as("a stop is no death").hasSize(3);
	}

	@Test
	void whatIsOnlyObservedIsNotRestarted() {
		this.runner.withPropertyValues("supervision.detectors.thread.mode=observe").run((context) -> {
			SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
			context.getBean(Listening.class).disturb("line broke");
			Awaitility.await().untilAsserted(() -> assertThat(component(kernel, "listening").incidents()).hasSize(1));
			assertThat(component(kernel, "listening").incidents().get(0).decision())
				.startsWith("would have restarted ");
			assertThat(component(kernel, "listening").generation()).isEqualTo(1);
			assertThat(component(kernel, "listening").state()).isEqualTo(ChildState.RUNNING);
		});
	}

	@Test
	void workersThatBearEachOtherRunSideBySideWhileTheyAreReplaced() {
		this.runner.run((context) -> {
			SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
			Awaitility.await().untilAsserted(() -> assertThat(LOG).containsExactly("made", "begins", "begins"));
			kernel.operate("/working", SupervisionKernel.Operation.RESTART);
			Awaitility.await().untilAsserted(() -> assertThat(LOG).hasSize(8));
			assertThat(LOG.lastIndexOf("made")).as("before the workers of the old one end")
				.isLessThan(LOG.indexOf("ends"));
			assertThat(LOG).filteredOn("ends"::equals).hasSize(2);
			assertThat(component(kernel, "working").generation()).isEqualTo(2);
			assertThat(component(kernel, "working").restarts()).isZero();
		});
	}

	private static TreeSnapshot.Component component(SupervisionKernel kernel, String id) {
		return (TreeSnapshot.Component) kernel.snapshot().find("/" + id);
	}

	@Configuration(proxyBeanMethods = false)
	static class Components {

		@Bean
		Listening listening() {
			return new Listening();
		}

		@Bean
		Working working() {
			return new Working();
		}

	}

	/** It listens on a thread of its own. */
	@Supervised
	static class Listening {

		private final CountDownLatch disturbed = new CountDownLatch(1);

		private volatile String noise = "";

		Listening() {
			new Thread(this::listen).start();
		}

		private void listen() {
			try {
				this.disturbed.await();
			}
			catch (InterruptedException ex) {
				return;
			}
			throw new IllegalStateException(this.noise);
		}

		void disturb(String noise) {
			this.noise = noise;
			this.disturbed.countDown();
		}

	}

	@Supervised(replace = Replace.START_FIRST)
	static class Working {

		Working() {
			LOG.add("made");
		}

		@Worker(overlap = true)
		void one() {
			work();
		}

		@Worker(overlap = true)
		void two() {
			work();
		}

		private static void work() {
			LOG.add("begins");
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				LOG.add("ends");
			}
		}

	}

}
