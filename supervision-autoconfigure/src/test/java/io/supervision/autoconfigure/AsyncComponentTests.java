package io.supervision.autoconfigure;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.ComponentUnavailableException;
import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.bean.SupervisedProxy;
import io.supervision.spec.ChildState;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.test.util.AopTestUtils;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Asynchronous methods of a component: the executor's thread is what enters it.
 */
@Timeout(60)
class AsyncComponentTests {

	private static final List<Seen> SEEN = new CopyOnWriteArrayList<>();

	private static volatile CountDownLatch over = new CountDownLatch(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, AopAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class))
		.withUserConfiguration(Components.class)
		.withPropertyValues("supervision.root.intensity=100", "supervision.backoff.initial-delay=1ms",
				"supervision.backoff.max-delay=1ms", "supervision.max-abandoned=10");

	@BeforeEach
	void forget() {
		SEEN.clear();
		over = new CountDownLatch(1);
	}

	@AfterEach
	void endCalls() {
		over.countDown();
	}

	@ParameterizedTest(name = "spring.aop.auto={0}")
	@ValueSource(strings = { "true", "false" })
	void callsReachTheCurrentGenerationOnAThreadOfTheExecutor(String auto) {
		this.runner.withPropertyValues("spring.aop.auto=" + auto).run((context) -> {
			Mailer mailer = context.getBean(Mailer.class);
			for (int generation = 1; generation <= 4; generation++) {
				SEEN.clear();
				mailer.send();
				assertThat(mailer.later().get(20, TimeUnit.SECONDS)).isEqualTo("later");
				assertThat(mailer.stage().get(20, TimeUnit.SECONDS)).isEqualTo("stage");
				patiently().until(() -> SEEN.size() == 3);
				Object current = AopTestUtils.getUltimateTargetObject(mailer);
				assertThat(SEEN).allSatisfy((seen) -> {
					assertThat(seen.instance()).isSameAs(current);
					assertThat(seen.thread()).startsWith("task-");
				});
				mailer.fail();
				awaitGeneration(context, "mailer", generation + 1);
			}
			assertThat(SEEN).hasSize(3);
		});
	}

	@Test
	void callIsHandedOverOnce() {
		this.runner.run((context) -> {
			CountingExecutor executor = context.getBean(CountingExecutor.class);
			context.getBean(Mailer.class).elsewhere().get(20, TimeUnit.SECONDS);
			assertThat(executor.tasks.get()).isEqualTo(1);
			assertThat(SEEN).singleElement().satisfies((seen) -> assertThat(seen.thread()).startsWith("other-"));
		});
	}

	@Test
	void annotationOnTheClassCountsForAllMethods() {
		this.runner.run((context) -> {
			context.getBean(Courier.class).bring();
			patiently().until(() -> SEEN.size() == 1);
			assertThat(SEEN.get(0).thread()).startsWith("task-");
		});
	}

	@Test
	void whatIsThrownIsJudgedAndGoesWhereSpringPutsIt() {
		this.runner.run((context) -> {
			Mailer mailer = context.getBean(Mailer.class);
			Problems problems = context.getBean(Problems.class);
			mailer.throwing();
			patiently().until(() -> problems.caught.size() == 1);
			assertThat(problems.caught).containsEntry("throwing", "broken");
			awaitGeneration(context, "mailer", 2);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> mailer.broken().get())
				.havingCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessage("broken");
			awaitGeneration(context, "mailer", 3);
		});
	}

	@Test
	void callOfAComponentThatIsDownWaitsOnTheThreadOfTheExecutorAndFailsThere() {
		this.runner.withPropertyValues("supervision.components.mailer.wait-timeout=100ms").run((context) -> {
			Mailer mailer = context.getBean(Mailer.class);
			context.getBean(SupervisionTree.class).root().terminateChild("mailer");
			mailer.send();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> mailer.later().get())
				.withCauseInstanceOf(ComponentUnavailableException.class);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> mailer.stage().get())
				.withCauseInstanceOf(ComponentUnavailableException.class);
			patiently().until(() -> context.getBean(Problems.class).caught.containsKey("send"));
			context.getBean(SupervisionTree.class).root().restartChild("mailer");
			assertThat(mailer.later().get(20, TimeUnit.SECONDS)).isEqualTo("later");
		});
	}

	@Test
	void callThatHangsHoldsUpNobodyElseAndThoseAfterItReachTheNextGeneration() {
		this.runner.withPropertyValues("supervision.components.mailer.call-timeout=200ms").run((context) -> {
			Mailer mailer = context.getBean(Mailer.class);
			for (int generation = 2; generation <= 4; generation++) {
				mailer.hang();
				awaitGeneration(context, "mailer", generation);
				assertThat(mailer.later().get(20, TimeUnit.SECONDS)).isEqualTo("later");
			}
			over.countDown();
			patiently().until(() -> component(context, "mailer").abandoned() == 0);
		});
	}

	@Test
	void transactionIsBegunOnTheThreadOfTheExecutor() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Mailer.class).transaction().get(20, TimeUnit.SECONDS)).isTrue();
			assertThat(SEEN.get(0).thread()).startsWith("task-");
		});
	}

	@Test
	void eventListenersAreCalledOnceEach() {
		this.runner.run((context) -> {
			for (int generation = 1; generation <= 4; generation++) {
				SEEN.clear();
				context.publishEvent(new Posted());
				patiently().until(() -> SEEN.size() == 2);
				assertThat(SEEN).extracting((seen) -> seen.thread().replaceFirst("-.*", ""))
					.containsExactlyInAnyOrder("main", "task");
				context.getBean(Mailer.class).fail();
				awaitGeneration(context, "mailer", generation + 1);
			}
			assertThat(SEEN).hasSize(2);
		});
	}

	@Test
	void whatStandsForTheBeanIsAProxyOfItsClassLikeAnyOther() {
		this.runner.run((context) -> {
			Mailer mailer = context.getBean(Mailer.class);
			assertThat(mailer).isInstanceOf(SupervisedProxy.class)
				.isEqualTo(context.getBean(Post.class))
				.hasSameHashCodeAs(context.getBean("mailer"))
				.hasToString("supervised mailer (" + Mailer.class.getName() + ")");
			assertThat(AopUtils.isAopProxy(mailer)).isTrue();
			assertThat(AopUtils.getTargetClass(mailer)).isEqualTo(Mailer.class);
			Object target = AopTestUtils.getUltimateTargetObject(mailer);
			assertThat(target.getClass()).isEqualTo(Mailer.class);
			assertThat(context.getBean(Reader.class).mailer()).isSameAs(mailer);
		});
	}

	@Test
	void scheduledMethodThatIsAsynchronousTooIsHandedOverOnceAndSkippedWhileTheComponentIsDown() {
		this.runner.withUserConfiguration(Scheduling.class).run((context) -> {
			patiently().until(() -> SEEN.size() > 3);
			assertThat(SEEN).allSatisfy((seen) -> assertThat(seen.thread()).startsWith("task-"));
			context.getBean(SupervisionTree.class).root().terminateChild("clerk");
			SEEN.clear();
			assertThat(context.getBean(Problems.class).caught).doesNotContainKey("tick");
			context.getBean(SupervisionTree.class).root().restartChild("clerk");
			patiently().until(() -> SEEN.size() > 3);
		});
	}

	@Test
	void withoutSupervisionSpringDoesTheSame() {
		this.runner.withPropertyValues("supervision.enabled=false").run((context) -> {
			Mailer mailer = context.getBean(Mailer.class);
			assertThat(mailer.later().get(20, TimeUnit.SECONDS)).isEqualTo("later");
			assertThat(SEEN).singleElement().satisfies((seen) -> assertThat(seen.thread()).startsWith("task-"));
		});
	}

	private static void awaitGeneration(AssertableApplicationContext context, String id, int generation) {
		patiently().until(() -> component(context, id),
				(component) -> component.generation() == generation && component.state() == ChildState.RUNNING);
	}

	private static TreeSnapshot.Component component(AssertableApplicationContext context, String id) {
		return (TreeSnapshot.Component) context.getBean(SupervisionTree.class).snapshot().find(id);
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

	record Seen(Object instance, String thread) {
	}

	record Posted() {
	}

	interface Post {

		void send();

	}

	@Supervised(failOn = IllegalStateException.class)
	static class Mailer implements Post {

		private final Generation generation;

		Mailer(Generation generation) {
			this.generation = generation;
		}

		void fail() {
			this.generation.fail(new IllegalArgumentException("broken"));
		}

		@Async
		@Override
		public void send() {
			see(this);
		}

		@Async
		Future<String> later() {
			see(this);
			return CompletableFuture.completedFuture("later");
		}

		@Async
		public CompletableFuture<String> stage() {
			see(this);
			return CompletableFuture.completedFuture("stage");
		}

		@Async("other")
		public CompletableFuture<String> elsewhere() {
			see(this);
			return CompletableFuture.completedFuture("elsewhere");
		}

		@Async
		public void throwing() {
			throw new IllegalStateException("broken");
		}

		@Async
		public CompletableFuture<String> broken() {
			throw new IllegalStateException("broken");
		}

		@Async
		@Transactional
		public CompletableFuture<Boolean> transaction() {
			see(this);
			return CompletableFuture.completedFuture(TransactionSynchronizationManager.isActualTransactionActive());
		}

		@Async
		public void hang() {
			while (over.getCount() > 0) {
				Thread.onSpinWait();
			}
		}

		@EventListener
		void hear(Posted event) {
			see(this);
		}

		@Async
		@EventListener
		void hearLater(Posted event) {
			see(this);
		}

	}

	@Async
	@Supervised
	static class Courier {

		void bring() {
			see(this);
		}

	}

	@Supervised
	static class Clerk {

		@Async
		@Scheduled(fixedDelay = 5)
		void tick() {
			see(this);
		}

	}

	private static void see(Object instance) {
		SEEN.add(new Seen(instance, Thread.currentThread().getName()));
	}

	record Reader(Mailer mailer) {
	}

	static final class Problems implements AsyncConfigurer, AsyncUncaughtExceptionHandler {

		final Map<String, String> caught = new ConcurrentHashMap<>();

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return this;
		}

		@Override
		public void handleUncaughtException(Throwable thrown, Method method, @Nullable Object... arguments) {
			this.caught.put(method.getName(), Objects.toString(thrown.getMessage()));
		}

	}

	static final class CountingExecutor implements Executor {

		final AtomicInteger tasks = new AtomicInteger();

		private final SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("other-");

		@Override
		public void execute(Runnable task) {
			this.tasks.incrementAndGet();
			this.threads.execute(task);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Components {

		@Bean
		Mailer mailer(Generation generation) {
			return new Mailer(generation);
		}

		@Bean
		Courier courier() {
			return new Courier();
		}

		@Bean
		Reader reader(Mailer mailer) {
			return new Reader(mailer);
		}

		@Bean
		static Problems problems() {
			return new Problems();
		}

		@Bean(defaultCandidate = false)
		CountingExecutor other() {
			return new CountingExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		@Bean
		Clerk clerk() {
			return new Clerk();
		}

	}

}
