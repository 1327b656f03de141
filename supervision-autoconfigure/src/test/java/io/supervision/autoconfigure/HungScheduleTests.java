package io.supervision.autoconfigure;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scheduled runs that hang, in an application whose scheduler has one thread.
 */
@Timeout(60)
class HungScheduleTests {

	private static volatile Plan plan = new Plan(true);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(SupervisionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withPropertyValues("supervision.root.intensity=100", "supervision.backoff.initial-delay=1ms",
				"supervision.backoff.max-delay=1ms", "supervision.max-abandoned=10");

	private final ApplicationContextRunner watching = this.runner
		.withPropertyValues("supervision.components.job.call-timeout=200ms");

	@AfterEach
	void endRuns() {
		plan.over.countDown();
	}

	@ParameterizedTest(name = "{0}, heeds interrupts: {1}")
	@CsvSource({ "delay, true", "delay, false", "rate, true", "rate, false", "cron, true", "cron, false" })
	void hungRunStopsNeitherOtherSchedulesNorItsOwnOnTheNextGeneration(String form, boolean heeds) {
		run(form, heeds, (context) -> {
			int tasks = tasks(context);
			assertThat(tasks).isEqualTo(2);
			for (int generation = 2; generation <= 4; generation++) {
				Object hung = hangNextRun();
				awaitOthers(context);
				TreeSnapshot.Component replaced = awaitGeneration(context, generation);
				assertThat(replaced.lastFailure().detector()).isEqualTo(Detector.HANG);
				patiently().until(() -> plan.last != hung);
				assertThat(tasks(context)).isEqualTo(tasks);
			}
			patiently().until(() -> component(context).abandoned() == (heeds ? 0 : 3));
			plan.over.countDown();
			patiently().until(() -> component(context).abandoned() == 0);
		});
	}

	@ParameterizedTest(name = "heeds interrupts: {0}")
	@CsvSource({ "true", "false" })
	void hungOneTimeRunStopsNoOtherScheduleAndIsNotMadeAgain(boolean heeds) {
		plan = new Plan(heeds);
		plan.hang();
		this.watching.withUserConfiguration(Other.class, Once.class).run((context) -> {
			plan.inside.await();
			awaitOthers(context);
			awaitGeneration(context, 2);
			awaitOthers(context);
			assertThat(plan.runs.get()).isEqualTo(1);
			plan.over.countDown();
			patiently().until(() -> component(context).abandoned() == 0);
		});
	}

	@Test
	void runIsMadeOnAThreadOfTheGenerationWhichTheStackOfTheIncidentShows() {
		run("delay", true, (context) -> {
			hangNextRun();
			Thread hung = plan.thread;
			assertThat(hung.getThreadGroup().getName()).isEqualTo("job");
			assertThat(hung.getName()).startsWith("job-scheduled-");
			TreeSnapshot.Component replaced = awaitGeneration(context, 2);
			assertThat(replaced.lastFailure().causes().get(0).message()).contains("on thread '" + hung.getName() + "'");
			assertThat(replaced.lastFailure().causes().get(0).frames())
				.anyMatch((frame) -> frame.contains("$$Supervised$$job"));
			patiently().until(() -> !hung.isAlive());
		});
	}

	@Test
	void nothingIsLeftOfGenerationsWhoseRunsHung() {
		run("rate", false, (context) -> {
			List<WeakReference<Object>> hung = new ArrayList<>();
			for (int generation = 2; generation <= 4; generation++) {
				hung.add(new WeakReference<>(hangNextRun()));
				awaitGeneration(context, generation);
			}
			plan.over.countDown();
			patiently().until(() -> component(context).abandoned() == 0);
			patiently().until(() -> plan.runs.get() > 1);
			patiently().until(() -> {
				System.gc();
				return hung.stream().allMatch((reference) -> reference.get() == null);
			});
		});
	}

	@Test
	void hangThatIsOnlyObservedReleasesTheSchedulerAndIsNotMadeTwice() {
		plan = new Plan(false);
		this.watching.withPropertyValues("supervision.mode=observe")
			.withUserConfiguration(Other.class, Delay.class)
			.run((context) -> {
				hangNextRun();
				awaitOthers(context);
				int runs = plan.runs.get();
				awaitOthers(context);
				assertThat(plan.runs.get()).isEqualTo(runs);
				assertThat(component(context).generation()).isEqualTo(1);
				plan.over.countDown();
				patiently().until(() -> plan.runs.get() > runs + 3);
			});
	}

	@Test
	void hungRunThatNobodyLooksForIsReleasedByARestart() {
		plan = new Plan(false);
		this.runner.withPropertyValues("supervision.components.job.shutdown-timeout=200ms")
			.withUserConfiguration(Other.class, Delay.class)
			.run((context) -> {
				hangNextRun();
				context.getBean(Generations.class).fail();
				awaitOthers(context);
				awaitGeneration(context, 2);
			});
	}

	@Test
	void runInFlightAtARestartComesToItsEndAndTheSchedulerWaitsForIt() {
		plan = new Plan(true);
		this.runner.withUserConfiguration(Other.class, Delay.class).run((context) -> {
			hangNextRun();
			int others = context.getBean(Other.class).ticks.get();
			context.getBean(Generations.class).fail();
			assertThat(component(context).generation()).isEqualTo(1);
			assertThat(plan.thread.isInterrupted()).isFalse();
			assertThat(context.getBean(Other.class).ticks.get()).isEqualTo(others);
			plan.over.countDown();
			awaitGeneration(context, 2);
			awaitOthers(context);
			assertThat(plan.interrupts.get()).isZero();
		});
	}

	@Test
	void contextClosesAlthoughARunHangs() {
		plan = new Plan(false);
		this.runner
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=2s")
			.withUserConfiguration(Other.class, Delay.class)
			.run((context) -> {
				ThreadPoolTaskScheduler scheduler = context.getBean(ThreadPoolTaskScheduler.class);
				hangNextRun();
				context.getSourceApplicationContext().close();
				patiently().until(() -> scheduler.getScheduledThreadPoolExecutor().isTerminated());
			});
	}

	private void run(String form, boolean heeds, ContextConsumer<AssertableApplicationContext> test) {
		plan = new Plan(heeds);
		Class<?> jobs = switch (form) {
			case "delay" -> Delay.class;
			case "rate" -> Rate.class;
			default -> Cron.class;
		};
		this.watching.withUserConfiguration(Other.class, jobs).run(test);
	}

	private static Object hangNextRun() throws InterruptedException {
		patiently().until(() -> plan.runs.get() > 1);
		plan.hang();
		plan.inside.await();
		return plan.last;
	}

	private static void awaitOthers(AssertableApplicationContext context) {
		Other other = context.getBean(Other.class);
		int before = other.ticks.get();
		patiently().until(() -> other.ticks.get() > before + 5);
	}

	private static TreeSnapshot.Component awaitGeneration(AssertableApplicationContext context, int generation) {
		return patiently().until(() -> component(context),
				(component) -> component.generation() == generation && component.state() == ChildState.RUNNING);
	}

	private static TreeSnapshot.Component component(AssertableApplicationContext context) {
		return (TreeSnapshot.Component) context.getBean(SupervisionTree.class).snapshot().find("job");
	}

	private static int tasks(AssertableApplicationContext context) {
		return context.getBean(ScheduledAnnotationBeanPostProcessor.class).getScheduledTasks().size();
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

	/** What the runs of all generations do, and did. */
	static final class Plan {

		final boolean heeds;

		final AtomicInteger runs = new AtomicInteger();

		final AtomicInteger interrupts = new AtomicInteger();

		final CountDownLatch over = new CountDownLatch(1);

		volatile CountDownLatch inside = new CountDownLatch(1);

		volatile Object last = this;

		volatile Thread thread = Thread.currentThread();

		private volatile boolean hangs;

		Plan(boolean heeds) {
			this.heeds = heeds;
		}

		void hang() {
			this.inside = new CountDownLatch(1);
			this.hangs = true;
		}

		void run(Object self) {
			this.runs.incrementAndGet();
			this.last = self;
			this.thread = Thread.currentThread();
			if (this.hangs) {
				this.hangs = false;
				this.inside.countDown();
				await();
			}
		}

		private void await() {
			boolean waiting = true;
			while (waiting) {
				try {
					this.over.await();
					waiting = false;
				}
				catch (InterruptedException ex) {
					this.interrupts.incrementAndGet();
					waiting = !this.heeds;
				}
			}
		}

	}

	@Supervised
	static class Delayed {

		@Scheduled(fixedDelay = 5)
		void tick() {
			plan.run(this);
		}

	}

	@Supervised
	static class Rated {

		@Scheduled(fixedRate = 5)
		protected void tick() {
			plan.run(this);
		}

	}

	@Supervised
	static class Timed {

		@Scheduled(cron = "* * * * * *")
		public void tick() {
			plan.run(this);
		}

	}

	@Supervised
	static class OneTime {

		@Scheduled(initialDelay = 1)
		void tick() {
			plan.run(this);
		}

	}

	/** The way to make the current generation fail, on the thread of whoever asks. */
	static final class Generations {

		volatile @Nullable Generation current;

		void fail() {
			Objects.requireNonNull(this.current).fail(new IllegalStateException("broken"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Other {

		@Bean
		Generations generations() {
			return new Generations();
		}

		final AtomicInteger ticks = new AtomicInteger();

		@Scheduled(fixedDelay = 5)
		void tick() {
			this.ticks.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Delay {

		@Bean
		Delayed job(Generation generation, Generations generations) {
			generations.current = generation;
			return new Delayed();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Rate {

		@Bean
		Rated job() {
			return new Rated();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Cron {

		@Bean
		Timed job() {
			return new Timed();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Once {

		@Bean
		OneTime job() {
			return new OneTime();
		}

	}

}
