package io.supervision.bean;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.supervision.Generation;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ThreadDeathTests {

	private final List<Throwable> handled = new CopyOnWriteArrayList<>();

	private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

	@BeforeEach
	void handle() {
		Scripted.reset();
		Awaitility.doNotCatchUncaughtExceptionsByDefault();
		Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> this.handled.add(thrown));
	}

	@AfterEach
	void restoreHandler() {
		Thread.setDefaultUncaughtExceptionHandler(this.before);
		Awaitility.reset();
		Scripted.LEFT.forEach(ExecutorService::shutdownNow);
	}

	@Test
	void threadTheBeanWasMadeWithIsAFailureInEveryGeneration() throws Exception {
		Scripted.onConstruct = Scripted::thread;
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			for (int generation = 1; generation <= 4; generation++) {
				TestComponent.Run run = component.open();
				Throwable thrown = new IllegalStateException("generation " + generation);
				bean(component).die(thrown);
				assertThat(awaitFailure(run)).isSameAs(thrown);
				assertThat(run.link.suspicions).isEmpty();
				component.stop(run);
				assertThat(this.handled).containsExactly(thrown);
				this.handled.clear();
			}
		}
	}

	@Test
	void threadOfASubgroupIsSeenToo() throws Exception {
		Scripted.onConstruct = (bean) -> bean.run(new ThreadGroup("sub"), bean.untilDead());
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			Throwable thrown = new IllegalStateException();
			bean(component).die(thrown);
			assertThat(awaitFailure(run)).isSameAs(thrown);
			awaitHandled(thrown);
		}
	}

	@Test
	void timerIsAFailureWheneverItWasMade() throws Exception {
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			Throwable thrown = new IllegalStateException();
			Thread maker = new Thread(threads(component), () -> new Timer("timer").schedule(new TimerTask() {

				@Override
				public void run() {
					throw new CompletionException(thrown);
				}

			}, 0));
			maker.start();
			assertThat(awaitFailure(run)).hasCause(thrown);
		}
	}

	@Test
	void threadOfAPoolIsASuspicion() throws Exception {
		Scripted.onConstruct = (bean) -> bean.pool = pool(2, Executors.defaultThreadFactory());
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			for (int death = 1; death <= 5; death++) {
				Throwable thrown = new IllegalStateException("death " + death);
				bean(component).pool.execute(() -> sneak(thrown));
				assertThat(awaitSuspicions(run, death).cause()).isSameAs(thrown);
				awaitHandled(thrown);
			}
			assertThat(run.link.exits).isEmpty();
			assertThat(bean(component).pool.submit(() -> "works").get()).isEqualTo("works");
		}
	}

	@Test
	void taskOfAForkJoinPoolIsASuspicion() throws Exception {
		Scripted.onConstruct = (bean) -> {
			ForkJoinPool pool = Scripted.left(new ForkJoinPool(1));
			pool.submit(() -> "its thread is made here").join();
			bean.pool = pool;
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			Throwable thrown = new IllegalStateException();
			bean(component).pool.execute(() -> sneak(thrown));
			assertThat(awaitSuspicions(run, 1).cause()).isInstanceOf(IllegalStateException.class);
			assertThat(run.link.exits).isEmpty();
		}
	}

	@Test
	void stackOfAPoolThatIsCutOffDoesNotLookLikeAThreadOfItsOwn() throws Exception {
		Scripted.onConstruct = (bean) -> bean.pool = pool(1, Executors.defaultThreadFactory());
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			bean(component).pool.execute(ThreadDeathTests::overflow);
			assertThat(awaitSuspicions(run, 1).cause()).isInstanceOf(StackOverflowError.class);
			bean(component).pool.execute(() -> sneak(new WithoutStack()));
			assertThat(awaitSuspicions(run, 2).cause()).isInstanceOf(WithoutStack.class);
			assertThat(run.link.exits).isEmpty();
		}
	}

	@Test
	void fixedSetOfThreadsThatHasShrunkForGoodIsAFailureWhateverTheTraceSays() throws Exception {
		AtomicInteger made = new AtomicInteger();
		Scripted.onConstruct = (
				bean) -> bean.pool = pool(2, (task) -> (made.incrementAndGet() <= 3) ? new Thread(task) : null);
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			bean(component).pool.execute(() -> sneak(new IllegalStateException("replaced")));
			awaitSuspicions(run, 1);
			assertThat(run.link.exits).isEmpty();
			bean(component).pool.execute(() -> sneak(new IllegalStateException("not replaced")));
			assertThat(awaitFailure(run)).hasMessage("not replaced");
			Awaitility.await().untilAsserted(() -> assertThat(this.handled).hasSize(2));
		}
	}

	@Test
	void exceptionOfAPoolThatEndsAThreadOfItsOwnIsAFailure() throws Exception {
		IllegalStateException thrown = pool(1, Executors.defaultThreadFactory())
			.submit(() -> new IllegalStateException("made in a pool"))
			.get();
		Scripted.onConstruct = Scripted::thread;
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			bean(component).die(thrown);
			assertThat(awaitFailure(run)).isSameAs(thrown);
		}
	}

	@Test
	void threadOfItsOwnIsMissedAlthoughAnotherHasReturned() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		Scripted.onConstruct = (bean) -> {
			new Thread(() -> await(done)).start();
			Scripted.thread(bean);
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			run.starter.join();
			done.countDown();
			Awaitility.await().until(() -> bean(component).group.activeCount() == 1);
			Throwable thrown = new IllegalStateException();
			bean(component).die(thrown);
			assertThat(awaitFailure(run)).isSameAs(thrown);
		}
	}

	@Test
	void threadThatReturnsHasDoneItsWorkAndTheSetIsNotFixedAnyMore() throws Exception {
		Scripted.onConstruct = (bean) -> {
			Scripted.thread(bean);
			bean.pool = pool(1, Executors.defaultThreadFactory());
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			bean(component).end.complete(null);
			bean(component).thread.join();
			bean(component).pool.execute(() -> sneak(new IllegalStateException()));
			awaitSuspicions(run, 1);
			assertThat(run.link.exits).isEmpty();
		}
	}

	@Test
	void threadThatWasStartedLaterIsASuspicion() throws Exception {
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			new Thread(threads(component), () -> sneak(new IllegalStateException())).start();
			awaitSuspicions(run, 1);
			assertThat(run.link.exits).isEmpty();
		}
	}

	@Test
	void deathDuringTheStartIsASuspicionOnceCallsAreTaken() throws Exception {
		Scripted.onConstruct = (bean) -> {
			Scripted.thread(bean);
			bean.die(new IllegalStateException());
			join(bean.thread);
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.start();
			assertThat(run.link.all).isEmpty();
			run.instance().open();
			awaitSuspicions(run, 1);
		}
	}

	@Test
	void threadWithAHandlerOfItsOwnIsNotSeen() throws Exception {
		List<Throwable> own = new CopyOnWriteArrayList<>();
		Scripted.onConstruct = (bean) -> {
			Scripted.thread(bean);
			bean.thread.setUncaughtExceptionHandler((thread, thrown) -> own.add(thrown));
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			bean(component).die(new IllegalStateException());
			bean(component).thread.join();
			assertThat(own).hasSize(1);
			assertThat(run.link.all).isEmpty();
			assertThat(this.handled).isEmpty();
		}
	}

	@Test
	void handlerThatSomebodyElseCallsIsASuspicionBecauseNothingEnds() throws Exception {
		Scripted.onConstruct = Scripted::thread;
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			Thread thread = bean(component).thread;
			Throwable dropped = new IllegalStateException("dropped");
			thread.getUncaughtExceptionHandler().uncaughtException(thread, dropped);
			assertThat(awaitSuspicions(run, 1).cause()).isSameAs(dropped);
			awaitHandled(dropped);
			bean(component).die(new IllegalStateException("really"));
			assertThat(awaitFailure(run)).hasMessage("really");
		}
	}

	@Test
	void nothingIsReportedOfAStop() throws Exception {
		Scripted.onConstruct = (bean) -> bean.run(null, () -> {
			try {
				bean.end.get();
			}
			catch (Exception ex) {
				throw new IllegalStateException("interrupted", ex);
			}
		});
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			for (int generation = 1; generation <= 4; generation++) {
				TestComponent.Run run = component.open();
				Thread thread = bean(component).thread;
				component.stop(run);
				thread.join();
				assertThat(run.link.all).isEmpty();
				assertThat(this.handled).as("though it is handled as ever").hasSize(generation);
			}
		}
	}

	@Test
	void deathBehindTheFenceIsReportedIfTheGenerationGoesOn() throws Exception {
		Scripted.onConstruct = Scripted::thread;
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			run.instance().fence();
			bean(component).die(new IllegalStateException());
			bean(component).thread.join();
			assertThat(run.link.all).isEmpty();
			run.instance().unfence();
			awaitFailure(run);
		}
	}

	@Test
	void dependencysFaultThatHitATaskEndsWithTheNextSuccess() throws Exception {
		Scripted.onConstruct = (bean) -> bean.pool = pool(1, Executors.defaultThreadFactory());
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			bean(component).pool.execute(() -> sneak(new CompletionException(new ConnectException("refused"))));
			Fault fault = awaitSuspicions(run, 1);
			assertThat(fault.classification()).isEqualTo(Classification.DEPENDENCY);
			assertThat(fault.detector()).isEqualTo(Detector.THREAD);
			Awaitility.await().untilAsserted(() -> {
				component.proxy(Scripted.class).call();
				assertThat(run.link.all).containsExactly("suspected", "recovered");
			});
		}
	}

	@Test
	void dependencysFaultThatTookAThreadAwayLasts() throws Exception {
		Scripted.onConstruct = Scripted::thread;
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			bean(component).die(new ConnectException("refused"));
			assertThat(awaitSuspicions(run, 1).classification()).isEqualTo(Classification.DEPENDENCY);
			component.proxy(Scripted.class).call();
			assertThat(run.link.all).as("no call brings it back").containsExactly("suspected");
		}
	}

	@Test
	void periodicTaskOfTheSchedulerThatEndsForGoodIsASuspicion() throws Exception {
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			Throwable thrown = new IllegalStateException();
			bean(component).generation.scheduler()
				.scheduleAtFixedRate(() -> sneak(thrown), 0, 1, TimeUnit.MILLISECONDS);
			assertThat(awaitSuspicions(run, 1).cause()).isSameAs(thrown);
			bean(component).generation.scheduler().schedule(() -> sneak(thrown), 0, TimeUnit.MILLISECONDS);
			bean(component).generation.scheduler().schedule(() -> {
			}, 0, TimeUnit.MILLISECONDS).get();
			assertThat(run.link.all).as("one whose future can be asked").containsExactly("suspected");
			component.stop(run);
			assertThat(run.link.all).hasSize(1);
		}
	}

	@Test
	void taskOfTheExecutorIsASuspicion() throws Exception {
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			Throwable thrown = new IllegalStateException();
			bean(component).generation.executor().execute(() -> sneak(thrown));
			assertThat(awaitSuspicions(run, 1).cause()).isSameAs(thrown);
			awaitHandled(thrown);
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsOfTheExecutorAreThoseOfTheGeneration() throws Exception {
		try (TestComponent component = virtual()) {
			for (int generation = 1; generation <= 4; generation++) {
				TestComponent.Run run = component.open();
				ExecutorService executor = bean(component).generation.executor();
				Throwable thrown = new IllegalStateException("generation " + generation);
				executor.execute(() -> sneak(thrown));
				assertThat(awaitSuspicions(run, 1).cause()).isSameAs(thrown);
				awaitHandled(thrown);
				assertThat(run.link.exits).isEmpty();
				CompletableFuture<Thread> running = new CompletableFuture<>();
				CompletableFuture<Void> interrupted = new CompletableFuture<>();
				executor.execute(() -> {
					running.complete(Thread.currentThread());
					try {
						new CountDownLatch(1).await();
					}
					catch (InterruptedException ex) {
						interrupted.complete(null);
						throw new IllegalStateException(ex);
					}
				});
				Thread thread = running.get(10, TimeUnit.SECONDS);
				assertThat(thread.getName()).isEqualTo("component-executor-2");
				assertThat(thread.getContextClassLoader()).isSameAs(component.application.getClassLoader());
				assertThat(thread.getClass().getSimpleName()).isEqualTo("VirtualThread");
				assertThat(component.gate.current().calls().has(thread)).isTrue();
				assertThat(component.gate.current().calls().has(new Thread())).isFalse();
				component.stop(run);
				assertThat(interrupted).isDone();
				thread.join();
				assertThat(run.link.all).containsExactly("suspected");
				this.handled.clear();
			}
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadCallsItsOwnComponentWhileItDrains() throws Exception {
		try (TestComponent component = virtual()) {
			TestComponent.Run run = component.open();
			ExecutorService executor = bean(component).generation.executor();
			CallSet call = component.call();
			CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> component.stop(run));
			Awaitility.await().until(call.calls()::fenced);
			Scripted proxy = component.proxy(Scripted.class);
			assertThat(executor.submit(proxy::call).get(10, TimeUnit.SECONDS)).isEqualTo("called");
			call.leave();
			stop.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void threadsThatDoNotEndAreNamed(CapturedOutput output) throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		Scripted.onConstruct = (bean) -> {
			bean.run(null, () -> {
				while (release.getCount() > 0) {
					await(release);
				}
			});
			bean.thread.setName("stubborn");
		};
		try (TestComponent component = TestComponent.of(Scripted.class)) {
			TestComponent.Run run = component.open();
			CompletableFuture<Void> ended = new CompletableFuture<>();
			run.instance().fence();
			run.instance().abandon(() -> ended.complete(null));
			Awaitility.await()
				.untilAsserted(() -> assertThat(output).contains("Abandoned generation 1 of 'component': "
						+ "0 calls are in flight, and these threads do not end: [stubborn at "));
			assertThat(run.instance().stragglers()).singleElement().asString().startsWith("stubborn at ");
			release.countDown();
			assertThat(ended).succeedsWithin(Duration.ofSeconds(20));
			assertThat(output).contains("Nothing is left of generation 1 of 'component'");
		}
	}

	private static TestComponent virtual() {
		return new TestComponent(Scripted.class, io.supervision.spec.RestartType.PERMANENT, (context) -> {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", java.util.Map.of("spring.threads.virtual.enabled", "true")));
			context.registerBean(TestComponent.NAME, Scripted.class);
		}).refresh();
	}

	private static Throwable awaitFailure(TestComponent.Run run) {
		Awaitility.await().untilAsserted(() -> assertThat(run.link.exits).hasSize(1));
		Fault fault = ((ExitReason.Failure) run.link.exits.get(0)).fault();
		assertThat(fault.detector()).isEqualTo(Detector.THREAD);
		assertThat(fault.classification()).isEqualTo(Classification.COMPONENT);
		return fault.cause();
	}

	private static Fault awaitSuspicions(TestComponent.Run run, int count) {
		Awaitility.await().untilAsserted(() -> assertThat(run.link.suspicions).hasSize(count));
		Fault fault = run.link.suspicions.get(count - 1);
		assertThat(fault.detector()).isEqualTo(Detector.THREAD);
		return fault;
	}

	/** The handler there would have been without us is called, and once. */
	private void awaitHandled(Throwable thrown) {
		Awaitility.await().untilAsserted(() -> assertThat(this.handled).contains(thrown));
		assertThat(this.handled).containsOnlyOnce(thrown);
	}

	private static Scripted bean(TestComponent component) {
		return (Scripted) component.target();
	}

	private static ThreadGroup threads(TestComponent component) {
		return bean(component).group;
	}

	/** A pool that has all of its threads from the beginning. */
	private static ExecutorService pool(int size, ThreadFactory factory) {
		ExecutorService pool = Scripted.left(Executors.newFixedThreadPool(size, factory));
		CountDownLatch all = new CountDownLatch(size);
		List<CompletableFuture<Void>> begun = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			begun.add(CompletableFuture.runAsync(() -> {
				all.countDown();
				await(all);
			}, pool));
		}
		begun.forEach(CompletableFuture::join);
		return pool;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			// asked to end, and does not
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings("InfiniteRecursion")
	private static int overflow() {
		return 1 + overflow();
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <T extends Throwable> void sneak(Throwable thrown) throws T {
		throw (T) thrown;
	}

	static class WithoutStack extends RuntimeException {

		private static final long serialVersionUID = 1L;

		WithoutStack() {
			super("no stack", null, false, false);
		}

	}

	static class Scripted {

		static final List<ExecutorService> LEFT = new CopyOnWriteArrayList<>();

		static Consumer<Scripted> onConstruct;

		final CompletableFuture<Void> end = new CompletableFuture<>();

		final ThreadGroup group = Thread.currentThread().getThreadGroup();

		Generation generation;

		ExecutorService pool;

		Thread thread;

		Scripted() {
		}

		@org.springframework.beans.factory.annotation.Autowired
		Scripted(Generation generation) {
			this.generation = generation;
			if (onConstruct != null) {
				onConstruct.accept(this);
			}
		}

		String call() {
			return "called";
		}

		@PreDestroy
		void close() {
			if (this.pool != null) {
				this.pool.shutdownNow();
			}
		}

		static void reset() {
			onConstruct = null;
		}

		static <E extends ExecutorService> E left(E pool) {
			LEFT.add(pool);
			return pool;
		}

		/** Start a thread that lives until it is told how to die. */
		static void thread(Scripted bean) {
			bean.run(null, bean.untilDead());
		}

		void run(ThreadGroup group, Runnable task) {
			this.thread = (group != null) ? new Thread(group, task) : new Thread(task);
			this.thread.start();
		}

		Runnable untilDead() {
			return () -> {
				try {
					this.end.get();
				}
				catch (InterruptedException ex) {
					// asked to end
				}
				catch (java.util.concurrent.ExecutionException ex) {
					sneak(ex.getCause());
				}
			};
		}

		void die(Throwable thrown) {
			thrown.setStackTrace(thrown.getStackTrace());
			this.end.completeExceptionally(thrown);
		}

	}

}
