package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.supervision.Generation;
import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class BeanInstanceTests {

	private static final List<String> LOG = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		LOG.clear();
		Scripted.reset();
	}

	@Test
	void startRunsOnANewThreadOfTheGenerationsOwnGroup() throws Exception {
		try (TestComponent component = TestComponent.of(Threaded.class)) {
			component.open();
			Threaded first = (Threaded) component.target();
			component.open();
			Threaded second = (Threaded) component.target();
			assertThat(first.starter.getName()).isEqualTo("component-start");
			assertThat(first.starter.isDaemon()).isFalse();
			assertThat(first.starter.getContextClassLoader()).isSameAs(component.application.getClassLoader());
			assertThat(first.groups()).hasSize(3)
				.containsOnly(first.group)
				.doesNotContain(second.group, Thread.currentThread().getThreadGroup());
			first.pool.shutdownNow();
			second.pool.shutdownNow();
		}
	}

	@Test
	void startOnAForeignThreadStillGetsAGroupForWhatIsHandedOut() throws Exception {
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			BeanInstance instance = (BeanInstance) component.child().start(new RecordingLink());
			instance.open();
			Generation generation = ((Scripted) component.target()).generation;
			Thread thread = generation.executor().submit(Thread::currentThread).get();
			assertThat(thread.getThreadGroup()).isInstanceOf(GenerationThreads.class);
			instance.fence();
			instance.stop(ExitReason.shutdown(), Duration.ofSeconds(5));
		}
	}

	@Test
	void startThatFailsDestroysWhatItHadMadeAndInterruptsItsThreads() throws Exception {
		Scripted.onStart = () -> {
			Scripted.thread(() -> Scripted.sleepUntilInterrupted("thread"));
			throw new IllegalStateException("no");
		};
		try (TestComponent component = TestComponent.of(ScriptedLifecycle.class)) {
			TestComponent.Run run = component.begin();
			assertThat(run.instance).failsWithin(Duration.ofSeconds(10));
			Awaitility.await().untilAsserted(() -> assertThat(LOG).contains("@PreDestroy", "thread interrupted"));
		}
	}

	@Test
	void interruptedStartClosesWhatItOpened() throws Exception {
		CountDownLatch hanging = new CountDownLatch(1);
		Scripted.onConstruct = () -> {
			hanging.countDown();
			Scripted.sleepUntilInterrupted("start");
			Thread.currentThread().interrupt();
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.begin();
			hanging.await();
			run.starter.interrupt();
			assertThat(run.instance).failsWithin(Duration.ofSeconds(10))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(InterruptedException.class);
			assertThat(LOG).containsExactly("start interrupted", "@PreDestroy");
		}
	}

	@Test
	void startFailureIsJudgedLikeAnyOther() {
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			assertThat(component.child().classify(new IllegalStateException(new java.net.ConnectException("refused"))))
				.isEqualTo(Classification.DEPENDENCY);
			assertThat(component.child().classify(new IllegalStateException())).isEqualTo(Classification.COMPONENT);
		}
	}

	@Test
	void nothingStartsInAnApplicationThatIsClosed() {
		TestComponent component = TestComponent.of(Scripted.class);
		component.close();
		assertThatIllegalStateException().isThrownBy(() -> component.child().start(new RecordingLink()))
			.withMessage("'component' cannot be started: the application context it belongs to is closed "
					+ "or was never refreshed");
	}

	@Test
	void stopWaitsForCallsThenDestroysThenInterruptsThreads() throws Exception {
		Scripted.onConstruct = () -> {
			Scripted.thread(() -> Scripted.sleepUntilInterrupted("thread"));
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			CallSet calls = component.call();
			CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> component.stop(run));
			Awaitility.await().until(calls.calls()::fenced);
			LOG.add("call returns");
			calls.leave();
			stop.get(10, TimeUnit.SECONDS);
			assertThat(LOG).containsExactly("call returns", "@PreDestroy", "thread interrupted");
		}
	}

	@Test
	void stopClosesInTimeAlthoughACallHangs() throws Exception {
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			CallSet calls = component.call();
			run.instance().fence();
			CompletableFuture<Void> stop = CompletableFuture
				.runAsync(() -> component.stop(run, Duration.ofMillis(200)));
			Awaitility.await().untilAsserted(() -> assertThat(LOG).containsExactly("@PreDestroy"));
			assertThat(stop).as("not stopped while a call is in flight").isNotDone();
			calls.leave();
			stop.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void destroyMethodsMayThrow() throws Exception {
		Scripted.onDestroy = () -> {
			throw new AssertionError("destroy");
		};
		try (TestComponent component = TestComponent.of(ScriptedLifecycle.class)) {
			Scripted.onStop = () -> {
				throw new LinkageError("stop");
			};
			component.restart(2);
			assertThat(LOG).containsExactly("@PreDestroy", "@PreDestroy");
		}
	}

	@Test
	void lifecycleThatNeverReportsItsEndIsGivenNoMoreThanTheLimit() throws Exception {
		try (TestComponent component = TestComponent.of(NeverStops.class)) {
			TestComponent.Run run = component.open();
			run.instance().fence();
			run.instance().stop(ExitReason.shutdown(), Duration.ofMillis(100));
			assertThat(LOG).containsExactly("@PreDestroy");
		}
	}

	@Test
	@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
	void idlePoolTheBeanForgotDoesNotHoldTheStopUpAndIsPointedOutOnce(CapturedOutput output) throws Exception {
		try (TestComponent component = TestComponent.of(Threaded.class)) {
			for (int generation = 1; generation <= 5; generation++) {
				TestComponent.Run run = component.open();
				Threaded bean = (Threaded) component.target();
				assertThat(bean.groups()).isNotEmpty();
				run.instance().fence();
				run.instance().stop(ExitReason.shutdown(), null);
				assertThat(bean.pool.isShutdown()).isFalse();
				Threaded.pools.add(bean.pool);
			}
			assertThat(StringUtils.countOccurrencesOf(output.toString(), "'component' leaves threads behind"))
				.isEqualTo(1);
			assertThat(output).containsPattern("behind whenever it is restarted: \\[pool-\\d+-thread-1\\]. Shut down");
		}
		finally {
			Threaded.pools.forEach(ExecutorService::shutdownNow);
		}
	}

	@Test
	void abandonInterruptsThreadsClosesAndReportsTheEndOnce() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		Scripted.onConstruct = () -> {
			Scripted.thread(() -> Scripted.ignoreInterruptsUntil(release));
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			AtomicInteger ended = new AtomicInteger();
			run.instance().fence();
			run.instance().abandon(ended::incrementAndGet);
			Awaitility.await().untilAsserted(() -> assertThat(LOG).contains("@PreDestroy", "interrupt ignored"));
			assertThat(ended).hasValue(0);
			release.countDown();
			Awaitility.await().untilAsserted(() -> assertThat(ended).hasValue(1));
		}
	}

	@Test
	void abandonedGenerationHasNotEndedWhileACallIsInFlight() throws Exception {
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			CallSet calls = component.call();
			run.instance().fence();
			CompletableFuture<Void> ended = new CompletableFuture<>();
			run.instance().abandon(() -> ended.complete(null));
			Awaitility.await().untilAsserted(() -> assertThat(LOG).containsExactly("@PreDestroy"));
			assertThat(ended).isNotDone();
			calls.leave();
			assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@Test
	void abandonFinishesAStopThatHangsInDestroy() throws Exception {
		AtomicReference<Thread> stopper = new AtomicReference<>();
		Scripted.onDestroy = () -> {
			stopper.set(Thread.currentThread());
			Scripted.sleepUntilInterrupted("destroy");
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> component.stop(run));
			Awaitility.await().until(() -> stopper.get() != null);
			CompletableFuture<Void> ended = new CompletableFuture<>();
			run.instance().abandon(() -> ended.complete(null));
			assertThat(ended).isNotDone();
			stopper.get().interrupt();
			assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
			stop.get(10, TimeUnit.SECONDS);
			assertThat(LOG).containsExactly("@PreDestroy", "destroy interrupted");
		}
	}

	@Test
	void stopThatIsGivenUpBeforeItHasBegunDestroysAllTheSame() throws Exception {
		AtomicBoolean spared = new AtomicBoolean();
		Scripted.onDestroy = () -> spared.set(!Thread.currentThread().isInterrupted());
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			Thread.currentThread().interrupt();
			component.stop(run);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(LOG).containsExactly("@PreDestroy");
			assertThat(spared).isTrue();
		}
	}

	@Test
	void stopThatIsGivenUpReturnsOnlyWhenNothingIsLeft() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		Scripted.onConstruct = () -> {
			Scripted.thread(() -> Scripted.ignoreInterruptsUntil(release));
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			AtomicBoolean interrupted = new AtomicBoolean();
			Thread stopper = new Thread(() -> {
				component.stop(run);
				interrupted.set(Thread.interrupted());
			});
			stopper.start();
			Awaitility.await().until(() -> LOG.contains("interrupt ignored"));
			stopper.interrupt();
			stopper.join(100);
			assertThat(stopper.isAlive()).isTrue();
			release.countDown();
			stopper.join();
			assertThat(interrupted).isTrue();
		}
	}

	@Test
	void beanCanCallItselfThroughItsProxyBeforeItIsOpenAndWhileItDrains() throws Exception {
		try (TestComponent component = TestComponent.of(CallsItself.class)) {
			TestComponent.Run run = component.open();
			assertThat(LOG).containsExactly("called");
			CallSet call = component.call();
			CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> component.stop(run));
			Awaitility.await().until(call.calls()::fenced);
			CallsItself bean = (CallsItself) component.target();
			bean.handle.executor().submit(bean.self::called).get(10, TimeUnit.SECONDS);
			assertThat(LOG).containsExactly("called", "called");
			call.leave();
			stop.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void unfenceLetsCallsInAgain() throws Exception {
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			run.instance().fence();
			assertThat(component.gate.current().calls().fenced()).isTrue();
			assertThat(run.instance().drain(Duration.ZERO)).isTrue();
			run.instance().unfence();
			assertThat(component.gate.current().calls().fenced()).isFalse();
		}
	}

	@Test
	void uncaughtExceptionGoesWhereItWouldHaveGone() throws Exception {
		Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
		Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> uncaught.complete(ex));
		IllegalStateException thrown = new IllegalStateException("inner thread");
		Scripted.onConstruct = () -> {
			Scripted.thread(() -> {
				throw thrown;
			});
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			component.open();
			assertThat(uncaught.get(10, TimeUnit.SECONDS)).isSameAs(thrown);
		}
		finally {
			Thread.setDefaultUncaughtExceptionHandler(before);
		}
	}

	@Test
	void groupsAreGivenBack() throws Exception {
		Scripted.onConstruct = () -> {
			Scripted.thread(() -> Scripted.sleepUntilInterrupted("thread"));
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			ThreadGroup outside = Thread.currentThread().getThreadGroup();
			int before = outside.activeGroupCount();
			component.restart(3000);
			Awaitility.await().until(() -> {
				// Where groups are not destroyed they are collected.
				System.gc();
				return outside.activeGroupCount() <= before + 2;
			});
		}
	}

	@Test
	void poolThatWasEmptyForAWhileWorksOn() throws Exception {
		try (TestComponent component = TestComponent.of(Pooled.class)) {
			component.open();
			Pooled bean = (Pooled) component.target();
			Thread first = bean.pool.submit(Thread::currentThread).get();
			first.join();
			Awaitility.await().until(() -> bean.pool.getPoolSize() == 0);
			Thread second = bean.pool.submit(Thread::currentThread).get();
			assertThat(second).isNotSameAs(first);
			bean.pool.shutdown();
		}
	}

	static class Scripted {

		static Runnable onConstruct;

		static Runnable onStart;

		static Runnable onStop;

		static Runnable onDestroy;

		Generation generation;

		Scripted() {
		}

		@Autowired
		Scripted(Generation generation) {
			this.generation = generation;
			run(onConstruct);
		}

		@PreDestroy
		void preDestroy() {
			LOG.add("@PreDestroy");
			run(onDestroy);
		}

		static void reset() {
			onConstruct = onStart = onStop = onDestroy = null;
		}

		static void run(Runnable script) {
			if (script != null) {
				script.run();
			}
		}

		static void thread(Runnable task) {
			new Thread(task).start();
		}

		static void sleepUntilInterrupted(String who) {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				LOG.add(who + " interrupted");
			}
		}

		static void ignoreInterruptsUntil(CountDownLatch release) {
			while (release.getCount() > 0) {
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					LOG.add("interrupt ignored");
				}
			}
		}

	}

	static class ScriptedLifecycle extends Scripted implements SmartLifecycle {

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
			run(onStart);
		}

		@Override
		public void stop() {
			this.running = false;
			run(onStop);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	static class CallsItself extends ScriptedLifecycle {

		@Autowired
		Generation handle;

		@Autowired
		CallsItself self;

		@Override
		public void start() {
			super.start();
			this.self.called();
		}

		void called() {
			LOG.add("called");
		}

	}

	static class NeverStops extends ScriptedLifecycle {

		@Override
		public void stop(Runnable callback) {
		}

	}

	static class Threaded {

		static final List<ExecutorService> pools = new CopyOnWriteArrayList<>();

		final Thread starter = Thread.currentThread();

		final ThreadGroup group = Thread.currentThread().getThreadGroup();

		final ExecutorService pool = Executors.newFixedThreadPool(1);

		ThreadGroup inThread;

		@PostConstruct
		void begin() throws InterruptedException {
			Thread thread = new Thread(() -> this.inThread = Thread.currentThread().getThreadGroup());
			thread.start();
			thread.join();
		}

		List<ThreadGroup> groups() throws Exception {
			return List.of(this.group, this.inThread,
					this.pool.submit(() -> Thread.currentThread().getThreadGroup()).get());
		}

	}

	static class Pooled {

		final ThreadPoolExecutor pool = new ThreadPoolExecutor(0, 10, 1, TimeUnit.MILLISECONDS,
				new SynchronousQueue<>());

	}

}
