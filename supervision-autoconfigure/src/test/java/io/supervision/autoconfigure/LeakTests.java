package io.supervision.autoconfigure;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import io.supervision.bean.TreeThreads;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * After 3,000 restarts of components that hang, hoard memory and lose threads there is no
 * more of anything than after a few.
 */
@Timeout(300)
class LeakTests {

	private static final int MEGABYTE = 1 << 20;

	private static final Queue<WeakReference<Object>> MADE = new ConcurrentLinkedQueue<>();

	private static volatile CountDownLatch release = new CountDownLatch(0);

	private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withUserConfiguration(Components.class)
		.withPropertyValues("supervision.root.intensity=1000000", "supervision.root.period=10ms",
				"supervision.backoff.initial-delay=1ms", "supervision.backoff.max-delay=1ms",
				"supervision.backoff.jitter=0");

	@BeforeEach
	void quieten() {
		MADE.clear();
		Awaitility.doNotCatchUncaughtExceptionsByDefault();
		Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
		});
	}

	@AfterEach
	void restore() {
		release.countDown();
		Thread.setDefaultUncaughtExceptionHandler(this.before);
		Awaitility.reset();
		Leaving.POOLS.forEach(ExecutorService::shutdownNow);
	}

	@Test
	void threeThousandRestartsLeaveNothingBehind() {
		this.runner.run((context) -> {
			restart(context, 50, 30, 20);
			awaitCollected(3);
			Population few = Population.of(context);
			restart(context, 1_500, 1_000, 500);
			awaitCollected(3);
			Awaitility.await().untilAsserted(() -> {
				System.gc();
				forgetBlame(context);
				Population many = Population.of(context);
				assertThat(many.heap() - few.heap()).as("bytes of heap").isLessThan(16 * MEGABYTE);
				assertThat(many.threads()).as("threads").isLessThanOrEqualTo(few.threads() + 3);
				assertThat(many.groups()).as("thread groups").isLessThanOrEqualTo(few.groups() + 3);
				assertThat(many.classes()).as("classes").isLessThan(few.classes() + 500);
				assertThat(many.listeners()).as("listeners").isEqualTo(few.listeners());
				assertThat(many.scheduled()).as("scheduled tasks").isEqualTo(few.scheduled()).isEqualTo(1);
				assertThat(many.timers()).as("timers, up to 100 cancelled ones among them").isLessThanOrEqualTo(103);
				assertThat(many.instances()).as("instances, contexts among them").satisfies((instances) -> {
					assertThat(instances).containsKey("io.supervision.bean.ComponentContext");
					instances.forEach((type, count) -> assertThat(count).as(type)
						.isLessThanOrEqualTo(few.instances().getOrDefault(type, 0) + 100));
				});
			});
			TreeSnapshot snapshot = context.getBean(SupervisionKernel.class).snapshot();
			assertThat(component(snapshot, "dying").generation()).isEqualTo(1 + 1_550);
			assertThat(component(snapshot, "hoarding").generation()).isEqualTo(1 + 1_030);
			assertThat(component(snapshot, "hanging").generation()).isEqualTo(1 + 520);
		});
	}

	/** A thread that is left behind holds what it works on, not all of the generation. */
	@Test
	void generationIsForgottenAlthoughItsThreadIsLeft() {
		this.runner.withUserConfiguration(Leaving.class).run((context) -> {
			SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
			assertThat(context.getBean(Leaving.class).threads()).isEqualTo(1);
			next(kernel, "leakTests.Leaving",
					() -> kernel.operate("/leakTests.Leaving", SupervisionKernel.Operation.RESTART));
			assertThat(context.getBean(Leaving.class).threads()).isEqualTo(2);
			awaitCollected(4);
		});
	}

	private static void restart(AssertableApplicationContext context, int dying, int hoarding, int hanging) {
		SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
		for (int i = 0; i < dying; i++) {
			next(kernel, "dying", context.getBean(Dying.class)::die);
		}
		for (int i = 0; i < hoarding; i++) {
			context.getBean(Hoarding.class).hoard();
			next(kernel, "hoarding", context.getBean(Hoarding.class)::giveUp);
		}
		for (int i = 0; i < hanging; i++) {
			release = new CountDownLatch(1);
			context.getBean(Hanging.class).hang();
			next(kernel, "hanging", () -> kernel.operate("/hanging", SupervisionKernel.Operation.RESTART));
			release.countDown();
			awaitTree(() -> component(kernel.snapshot(), "hanging").abandoned() == 0);
		}
	}

	/** Break a component and wait until the next generation runs. */
	private static void next(SupervisionKernel kernel, String id, Runnable breaks) {
		long generation = component(kernel.snapshot(), id).generation();
		breaks.run();
		awaitTree(() -> component(kernel.snapshot(), id).generation() == generation + 1);
	}

	private static void awaitTree(java.util.concurrent.Callable<Boolean> condition) {
		Awaitility.await()
			.pollDelay(java.time.Duration.ZERO)
			.pollInterval(java.time.Duration.ofMillis(1))
			.atMost(java.time.Duration.ofSeconds(30))
			.until(condition);
	}

	/** Only the bean of each current generation is still there. */
	private static void awaitCollected(int components) {
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			MADE.removeIf((made) -> made.refersTo(null));
			assertThat(MADE).hasSize(components);
		});
	}

	/** Who was blamed for what is gone is forgotten when somebody is blamed again. */
	private static void forgetBlame(AssertableApplicationContext context) {
		assertThatExceptionOfType(NoSuchElementException.class)
			.isThrownBy(context.getBean(Hoarding.class)::searchInVain);
	}

	private static TreeSnapshot.Component component(TreeSnapshot snapshot, String id) {
		return (TreeSnapshot.Component) snapshot.find("/" + id);
	}

	/** How much there is of all that a restart could leave behind. */
	private record Population(long heap, int threads, int groups, int classes, int listeners, int scheduled, int timers,
			Map<String, Integer> instances) {

		static Population of(AssertableApplicationContext context) {
			Runtime runtime = Runtime.getRuntime();
			ThreadGroup top = Thread.currentThread().getThreadGroup();
			ScheduledThreadPoolExecutor timers = (ScheduledThreadPoolExecutor) ReflectionTestUtils
				.getField(context.getBean(TreeThreads.class), "timers");
			return new Population(runtime.totalMemory() - runtime.freeMemory(),
					ManagementFactory.getThreadMXBean().getThreadCount(), top.activeGroupCount(),
					ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
					context.getSourceApplicationContext(AbstractApplicationContext.class)
						.getApplicationListeners()
						.size(),
					context.getBean(ScheduledAnnotationBeanPostProcessor.class).getScheduledTasks().size(),
					timers.getQueue().size(), reachable());
		}

		/** Count the objects of each of our classes that can still be reached. */
		private static Map<String, Integer> reachable() {
			Map<String, Integer> instances = new HashMap<>();
			Pattern line = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(io\\.supervision\\.\\S+).*");
			histogram().lines().map(line::matcher).filter(Matcher::matches).forEach((found) -> {
				instances.put(found.group(2), Integer.parseInt(found.group(1)));
			});
			return instances;
		}

		private static String histogram() {
			try {
				return (String) ManagementFactory.getPlatformMBeanServer()
					.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
							new Object[] { new String[0] }, new String[] { String[].class.getName() });
			}
			catch (JMException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Components {

		@Bean
		Dying dying() {
			return new Dying();
		}

		@Bean
		Hoarding hoarding(Generation generation) {
			return new Hoarding(generation);
		}

		@Bean
		Hanging hanging(Generation generation) {
			return new Hanging(generation);
		}

	}

	abstract static class Tracked {

		Tracked() {
			MADE.add(new WeakReference<>(this));
		}

	}

	/** Its thread dies. It is also listened to, and called on schedule. */
	@Supervised
	static class Dying extends Tracked implements ApplicationListener<ApplicationEvent> {

		private final CountDownLatch death = new CountDownLatch(1);

		Dying() {
			new Thread(this::live).start();
		}

		private void live() {
			try {
				this.death.await();
			}
			catch (InterruptedException ex) {
				return;
			}
			throw new IllegalStateException("died");
		}

		void die() {
			this.death.countDown();
		}

		@Scheduled(fixedDelay = 10)
		public void tick() {
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
		}

	}

	/** It keeps what it gets, and knows it. */
	@Supervised
	static class Hoarding extends Tracked {

		private final List<byte[]> hoard = new ArrayList<>();

		private final Generation generation;

		Hoarding(Generation generation) {
			this.generation = generation;
		}

		void hoard() {
			this.hoard.add(new byte[MEGABYTE / 4]);
		}

		void searchInVain() {
			throw new NoSuchElementException("the caller's fault");
		}

		void giveUp() {
			this.generation.fail(new IllegalStateException("full after " + this.hoard.size()));
		}

	}

	/** The thread of its pool stays when it goes. */
	@Supervised
	static class Leaving extends Tracked {

		private static final Queue<ExecutorService> POOLS = new ConcurrentLinkedQueue<>();

		Leaving() {
			ExecutorService pool = Executors.newSingleThreadExecutor();
			pool.execute(new CountDownLatch(1)::countDown);
			POOLS.add(pool);
		}

		long threads() {
			return POOLS.size();
		}

	}

	/** A task of its own ignores its interrupt until it is released. */
	@Supervised(shutdownTimeout = "1ms")
	static class Hanging extends Tracked {

		private final Generation generation;

		Hanging(Generation generation) {
			this.generation = generation;
		}

		void hang() {
			CountDownLatch mine = release;
			this.generation.executor().execute(() -> {
				while (mine.getCount() > 0) {
					try {
						mine.await();
					}
					catch (InterruptedException ex) {
						// goes on
					}
				}
			});
		}

	}

}
