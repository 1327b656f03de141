package sample.everyday.schedules;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.supervision.ComponentUnavailableException;
import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import io.supervision.spec.ChildState;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Scheduled and asynchronous methods of supervised beans, on this Boot line.
 */
@Timeout(120)
class SchedulesAndAsyncTests {

	private static final List<Seen> SEEN = new CopyOnWriteArrayList<>();

	private static volatile String hanging = "";

	private static volatile boolean heeds;

	private static volatile CountDownLatch over = new CountDownLatch(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withPropertyValues("supervision.root.intensity=100", "supervision.backoff.initial-delay=1ms",
				"supervision.backoff.max-delay=1ms", "supervision.max-abandoned=10", "supervision.suspicion-outage=60s",
				"supervision.defaults.suspicion-allowance=100");

	@BeforeEach
	void forget() {
		SEEN.clear();
		hanging = "";
		over = new CountDownLatch(1);
	}

	@AfterEach
	void endCalls() {
		over.countDown();
	}

	@ParameterizedTest(name = "heeds interrupts: {0}, virtual threads: {1}")
	@CsvSource({ "true, false", "false, false", "false, true" })
	void schedulesGoOnAndResumeWhicheverOfThemHangs(boolean heeding, boolean virtual) {
		heeds = heeding;
		this.runner.withPropertyValues("spring.threads.virtual.enabled=" + virtual)
			.withUserConfiguration(Jobs.class)
			.run((context) -> {
				int tasks = tasks(context);
				assertThat(tasks).isEqualTo(5);
				int generation = 1;
				for (String form : List.of("delay", "rate", "cron")) {
					patiently().until(() -> !seen(form).isEmpty());
					Object before = current();
					hanging = form;
					generation++;
					awaitGeneration(context, "job", generation);
					awaitOthers(context);
					SEEN.clear();
					patiently().until(() -> !seen(form).isEmpty());
					assertThat(seen(form)).allSatisfy((seen) -> assertThat(seen.instance()).isNotSameAs(before));
				}
				assertThat(tasks(context)).isLessThanOrEqualTo(tasks);
				assertThat(seen("once")).isEmpty();
				over.countDown();
				patiently().until(() -> component(context, "job").abandoned() == 0);
			});
	}

	@Test
	void whatTheSchedulersThreadCarriesIsThereInTheRun() {
		this.runner.withUserConfiguration(Context.class).run((context) -> {
			patiently().until(() -> SEEN.size() > 3);
			assertThat(SEEN).allSatisfy((seen) -> {
				assertThat(seen.thread()).startsWith("observed-scheduled-");
				assertThat(seen.context()).containsEntry("run", "mine")
					.containsEntry("observation", "tasks.scheduled.execution");
			});
		});
	}

	@Test
	void asynchronousCallsReachTheCurrentGenerationOnTheThreadsOfTheExecutor() {
		this.runner.withUserConfiguration(Asynchronous.class).run((context) -> {
			Mailer mailer = context.getBean(Mailer.class);
			for (int generation = 1; generation <= 4; generation++) {
				SEEN.clear();
				mailer.send();
				assertThat(mailer.stage().get(20, TimeUnit.SECONDS)).isEqualTo(generation);
				patiently().until(() -> SEEN.size() == 2);
				assertThat(SEEN).allSatisfy((seen) -> assertThat(seen.thread()).startsWith("task-"));
				mailer.fail();
				awaitGeneration(context, "mailer", generation + 1);
			}
			mailer.hang();
			awaitGeneration(context, "mailer", 6);
			assertThat(mailer.stage().get(20, TimeUnit.SECONDS)).isEqualTo(6);
			context.getBean(SupervisionTree.class).root().terminateChild("mailer");
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> mailer.stage().get())
				.withCauseInstanceOf(ComponentUnavailableException.class);
		});
	}

	private static void awaitOthers(AssertableApplicationContext context) {
		Other other = context.getBean(Other.class);
		int before = other.ticks.get();
		patiently().until(() -> other.ticks.get() > before + 5);
	}

	private static TreeSnapshot.Component awaitGeneration(AssertableApplicationContext context, String id,
			int generation) {
		return patiently().until(() -> component(context, id),
				(component) -> component.generation() == generation && component.state() == ChildState.RUNNING);
	}

	private static TreeSnapshot.Component component(AssertableApplicationContext context, String id) {
		return (TreeSnapshot.Component) context.getBean(SupervisionTree.class).snapshot().find(id);
	}

	private static Object current() {
		return SEEN.get(SEEN.size() - 1).instance();
	}

	private static int tasks(AssertableApplicationContext context) {
		return context.getBean(ScheduledAnnotationBeanPostProcessor.class).getScheduledTasks().size();
	}

	private static List<Seen> seen(String form) {
		return SEEN.stream().filter((seen) -> seen.form().equals(form)).toList();
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

	private static void see(Object instance, String form, Map<String, String> context) {
		SEEN.add(new Seen(instance, form, Thread.currentThread().getName(), context));
		if (hanging.equals(form)) {
			hanging = "";
			await();
		}
	}

	private static void await() {
		boolean waiting = true;
		while (waiting) {
			try {
				over.await();
				waiting = false;
			}
			catch (InterruptedException ex) {
				waiting = !heeds;
			}
		}
	}

	record Seen(Object instance, String form, String thread, Map<String, String> context) {
	}

	@Supervised(callTimeout = "200ms")
	static class Job {

		@Scheduled(fixedDelay = 5)
		void delayed() {
			see(this, "delay", Map.of());
		}

		@Scheduled(fixedRate = 5)
		void rated() {
			see(this, "rate", Map.of());
		}

		@Scheduled(cron = "* * * * * *")
		void timed() {
			see(this, "cron", Map.of());
		}

		@Scheduled(initialDelay = 1)
		void once() {
			see(this, "once", Map.of());
		}

	}

	@Supervised
	static class Observed {

		private final ObservationRegistry observations;

		Observed(ObservationRegistry observations) {
			this.observations = observations;
		}

		@Scheduled(fixedDelay = 5)
		void tick() {
			Observation observation = this.observations.getCurrentObservation();
			see(this, "tick", Map.of("run", String.valueOf(MDC.get("run")), "observation",
					(observation != null) ? String.valueOf(observation.getContext().getName()) : ""));
		}

	}

	@Supervised(callTimeout = "500ms")
	static class Mailer {

		private final Generation generation;

		Mailer(Generation generation) {
			this.generation = generation;
		}

		void fail() {
			this.generation.fail(new IllegalStateException("broken"));
		}

		@Async
		void send() {
			see(this, "send", Map.of());
		}

		@Async
		CompletableFuture<Integer> stage() {
			see(this, "stage", Map.of());
			return CompletableFuture.completedFuture((int) this.generation.number());
		}

		@Async
		void hang() {
			SchedulesAndAsyncTests.await();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Other {

		final AtomicInteger ticks = new AtomicInteger();

		@Scheduled(fixedDelay = 5)
		void tick() {
			this.ticks.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jobs extends Other {

		@Bean
		Job job() {
			return new Job();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Context {

		@Bean
		ObservationRegistry observations() {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler((context) -> true);
			return registry;
		}

		@Bean
		SchedulingConfigurer observing(ObservationRegistry observations) {
			return (registrar) -> registrar.setObservationRegistry(observations);
		}

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			TaskDecorator decorator = (task) -> () -> {
				MDC.put("run", "mine");
				task.run();
				MDC.clear();
			};
			scheduler.setTaskDecorator(decorator);
			return scheduler;
		}

		@Bean
		Observed observed(ObservationRegistry observations) {
			return new Observed(observations);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Asynchronous {

		@Bean
		Mailer mailer(Generation generation) {
			return new Mailer(generation);
		}

	}

}
