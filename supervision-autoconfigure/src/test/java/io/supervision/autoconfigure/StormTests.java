package io.supervision.autoconfigure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.supervision.ComponentUnavailableException;
import io.supervision.autoconfigure.StormComponents.Stormy;
import io.supervision.event.SupervisionEvent.ChildIsolated;
import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.event.SupervisionEvent.IntensityExceeded;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.RestartType;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.SupervisionKernel.Operation;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Component;
import io.supervision.tree.TreeSnapshot.Node;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 200 components fail at random in every way, under load, while an operator restarts and
 * stops at random too. This is the long test of this module: the storm lasts a minute,
 * and the calm after it some seconds more. {@code -Dstorm.seconds=5} makes it short;
 * {@code -Dstorm.seed=random} makes another tree and other faults, and a number repeats
 * those of an earlier storm, though threads meet as they like.
 */
@Timeout(600)
class StormTests {

	private static final int COMPONENTS = 200;

	private static final int SECONDS = Integer.getInteger("storm.seconds", 60);

	/** Unless told otherwise, the tree and the faults that have once found a defect. */
	private final long seed = "random".equals(System.getProperty("storm.seed")) ? new Random().nextInt(1_000_000)
			: Long.getLong("storm.seed", 559771);

	private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

	private final Storm storm = new Storm();

	private final StormWatch watch = new StormWatch(this.storm);

	private final StormWeather weather = new StormWeather(this.seed, this.storm, COMPONENTS);

	private final Errors errors = new Errors();

	private Instant closing = Instant.MIN;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withBean(Storm.class, () -> this.storm)
		.withBean("watch", StormWatch.class, () -> this.watch)
		.withBean("events", StormWatch.Events.class, () -> this.watch.events)
		.withInitializer((context) -> this.weather.register((GenericApplicationContext) context))
		.withPropertyValues("supervision.root.cool-down=500ms", "supervision.root.max-cool-down=2s",
				"supervision.group-defaults.period=1s", "supervision.backoff.initial-delay=10ms",
				"supervision.backoff.max-delay=200ms", "supervision.backoff.reset-after=1s",
				"supervision.defaults.call-timeout=150ms", "supervision.defaults.start-timeout=2s",
				"supervision.defaults.shutdown-timeout=30ms",
				"supervision.defaults.fail-on=" + Storm.Ruin.class.getName())
		.withPropertyValues(this.weather.properties());

	@BeforeEach
	void begin() {
		System.out.println("storm.seed=" + this.seed);
		Awaitility.doNotCatchUncaughtExceptionsByDefault();
		Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
			if (!Storm.ours(thrown)) {
				this.storm.violated("thread '%s' has died of %s", thread.getName(), thrown);
			}
		});
		this.errors.listen();
	}

	@AfterEach
	void end() {
		this.storm.calm();
		this.errors.detach();
		Thread.setDefaultUncaughtExceptionHandler(this.before);
		Awaitility.reset();
	}

	@Test
	void treeOutlivesAStorm() {
		this.runner.run((context) -> {
			SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
			storm(context.getSourceApplicationContext(), kernel, SECONDS, (injector, callers) -> {
				awaitRest(kernel, injector);
				awaitCure(kernel);
			});
			startAll(kernel);
			patiently().untilAsserted(() -> assertThat(broken()).isEmpty());
			report();
			assertThat(this.storm.violations).as("seed %s", this.seed).isEmpty();
			assertStormy();
			this.closing = Instant.now();
		});
		patiently().untilAsserted(
				() -> assertThat(this.storm.openLives())
					.as("seed %s, closed at %s, threads %s", this.seed, this.closing,
							threadsOfLives() + " " + this.storm.violations)
					.isEmpty());
		assertThat(this.storm.violations).as("seed %s", this.seed).isEmpty();
	}

	@Test
	void withoutSupervisionTheSameStormLeavesMuchThatIsBroken() {
		this.runner.withPropertyValues("supervision.enabled=false").run((context) -> {
			storm(context.getSourceApplicationContext(), null, 5, (injector, callers) -> {
			});
			assertThat(broken()).hasSizeGreaterThan(10);
		});
	}

	private void storm(ConfigurableApplicationContext context, SupervisionKernel kernel, int seconds,
			BiConsumer<StormInjector, StormCallers> calm) throws InterruptedException {
		this.storm.components = this.weather.ids().stream().map((id) -> context.getBean(id, Stormy.class)).toList();
		StormCallers callers = new StormCallers(this.storm, this.seed);
		StormInjector injector = new StormInjector(this.storm, this.seed, this.weather.ids(), kernel);
		rage(callers, seconds);
		injector.stop();
		this.storm.calm();
		List<Long> progress = callers.progress();
		calm.accept(injector, callers);
		patiently().untilAsserted(() -> assertThat(Stream.iterate(0, (i) -> i < progress.size(), (i) -> i + 1))
			.allMatch((i) -> callers.progress().get(i) > progress.get(i)));
		assertThat(callers.stop()).isEmpty();
		assertThat(callers.answered).hasValueGreaterThan(0);
	}

	/** Wait for the end of the storm, and look for deadlocks meanwhile. */
	private void rage(StormCallers callers, int seconds) throws InterruptedException {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		while (end - System.nanoTime() > 0) {
			boolean calm = this.storm.over.await(Math.min(1000, TimeUnit.SECONDS.toMillis(seconds)),
					TimeUnit.MILLISECONDS);
			assertThat(calm).isFalse();
			assertThat(threads.findDeadlockedThreads()).as("threads in a deadlock, seed %s", this.seed).isNull();
			assertThat(this.storm.violations).as("seed %s", this.seed).isEmpty();
		}
	}

	/** Everything runs that neither an operator stopped nor has ended for good. */
	private void awaitRest(SupervisionKernel kernel, StormInjector injector) {
		patiently().untilAsserted(() -> {
			TreeSnapshot snapshot = kernel.snapshot();
			assertThat(snapshot.nodes()
				.filter((node) -> node.state() != ChildState.RUNNING && !staysDown(snapshot, node.path(), injector))
				.map((node) -> node.path() + "=" + node.state() + ", " + node.restart() + ", ended " + node.ended()))
				.as("seed %s, what the operator did %s", this.seed, injector.operations)
				.isEmpty();
		});
	}

	private static boolean staysDown(TreeSnapshot snapshot, String path, StormInjector injector) {
		for (String at = path; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
			Node node = snapshot.find(at);
			if (injector.stopped.contains(at) || (node instanceof Component component && component.stoppedByOperator())
					|| (node.state() == ChildState.STOPPED && node.ended() != null
							&& node.restart() != RestartType.PERMANENT)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * What is broken for certain has been replaced. What is only suspected may run on as
	 * it is once its allowance is spent.
	 */
	private void awaitCure(SupervisionKernel kernel) {
		patiently().untilAsserted(() -> {
			List<String> broken = broken();
			TreeSnapshot snapshot = kernel.snapshot();
			assertThat(broken.stream()
				.filter((id) -> snapshot.find(id).state() == ChildState.RUNNING)
				.filter((id) -> !this.storm.plight(id).observed && !this.storm.plight(id).current().corrupt))
				.as("seed %s", this.seed)
				.isEmpty();
		});
	}

	private void startAll(SupervisionKernel kernel) {
		patiently().untilAsserted(() -> {
			kernel.snapshot()
				.nodes()
				.filter((node) -> node.state() == ChildState.STOPPED || node.state() == ChildState.ISOLATED)
				.forEach((node) -> kernel.operate(node.path(), Operation.START));
			assertThat(kernel.snapshot().nodes().filter((node) -> node.state() != ChildState.RUNNING).map(Node::path))
				.as("seed %s", this.seed)
				.isEmpty();
		});
		broken().forEach((id) -> kernel.operate(id, Operation.RESTART));
	}

	/** What cannot be called, or says that something of it is broken. */
	private List<String> broken() {
		return this.weather.ids().stream().filter((id) -> {
			Stormy component = this.storm.components.get(this.weather.ids().indexOf(id));
			try {
				return component.broken() || !component.call(System.nanoTime(), null).equals(id);
			}
			catch (ComponentUnavailableException | Storm.Squall ex) {
				return true;
			}
		}).toList();
	}

	/** Where threads are that start or stop something. */
	private static List<String> threadsOfLives() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.map((entry) -> entry.getKey().getName() + " " + List.of(entry.getValue()))
			.filter((text) -> text.contains("io.supervision.bean.Bean") || text.contains("ComponentContext"))
			.toList();
	}

	private void report() {
		System.out.printf("storm.seed=%d: %d lives, %d snapshots, failures %s, events %s, %s%n", this.seed,
				this.storm.lives(), this.watch.snapshots.get(), this.watch.events.failures, this.watch.events.counts,
				this.storm.violations);
	}

	/** It was no breeze. */
	private void assertStormy() {
		assertThat(this.watch.events.count(ChildRestarted.class)).isGreaterThan(10 * SECONDS);
		assertThat(this.watch.events.count(IntensityExceeded.class)).isPositive();
		assertThat(this.watch.events.count(ChildIsolated.class)).isPositive();
		assertThat(this.watch.events.count(ChildStartFailed.class)).isPositive();
		assertThat(Stream.of(Detector.EXCEPTION, Detector.HANG, Detector.PROBE, Detector.THREAD, Detector.WORKER,
				Detector.SELF))
			.allMatch((detector) -> SECONDS < 20 || this.watch.events.failures.get(detector).get() > 0);
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(90));
	}

	/** What is logged as an error is one. */
	private final class Errors extends AppenderBase<ILoggingEvent> {

		private final Logger logger = (Logger) LoggerFactory.getLogger("io.supervision");

		private final Logger spring = (Logger) LoggerFactory.getLogger("org.springframework");

		void listen() {
			this.logger.setLevel(Level.WARN);
			this.logger.setAdditive(false);
			this.spring.setLevel(Level.ERROR);
			setContext(this.logger.getLoggerContext());
			start();
			this.logger.addAppender(this);
		}

		void detach() {
			this.logger.detachAppender(this);
			this.logger.setLevel(Level.INFO);
			this.logger.setAdditive(true);
			this.spring.setLevel(null);
		}

		@Override
		protected void append(ILoggingEvent event) {
			boolean unsupervised = event.getMessage().contains("supervision is off");
			boolean unclean = event.getMessage().contains("not close cleanly")
					|| event.getMessage().contains("could not be closed");
			if (unclean || (event.getLevel() == Level.ERROR && !unsupervised)) {
				IThrowableProxy thrown = event.getThrowableProxy();
				StormTests.this.storm.violated("it is logged: %s%s", event.getFormattedMessage(),
						(thrown != null) ? ": " + ThrowableProxyUtil.asString(thrown) : "");
			}
			else if (!unsupervised) {
				System.out.println("LOG " + event.getFormattedMessage());
			}
		}

	}

}
