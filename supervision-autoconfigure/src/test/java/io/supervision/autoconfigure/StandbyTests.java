package io.supervision.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.spec.Phase;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.SupervisionKernel.Operation;
import io.supervision.tree.TreeSnapshot.Component;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A component whose next generation is kept ready.
 */
@Timeout(120)
class StandbyTests {

	private static final List<Feed> MADE = new CopyOnWriteArrayList<>();

	private static final List<Feed> CLOSED = new CopyOnWriteArrayList<>();

	/** What a constructor does, one after the other. */
	private static final Queue<Consumer<Generation>> NEXT = new ConcurrentLinkedQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withBean("pool", Pool.class)
		.withBean("feed", Feed.class)
		.withPropertyValues("supervision.components.feed.standby=true", "supervision.group-defaults.intensity=1000",
				"supervision.root.intensity=1000", "supervision.backoff.initial-delay=1ms",
				"supervision.backoff.max-delay=1ms", "supervision.components.feed.wait-timeout=30s");

	private final CountDownLatch over = new CountDownLatch(1);

	@BeforeEach
	void forget() {
		MADE.clear();
		CLOSED.clear();
		NEXT.clear();
	}

	@AfterEach
	void end() {
		this.over.countDown();
	}

	@Test
	void restartHandsOverToTheGenerationInWait() {
		this.runner.run((context) -> {
			awaitMade(2);
			NEXT.add((generation) -> await(this.over));
			Feed feed = context.getBean(Feed.class);
			assertThat(feed.self()).isSameAs(MADE.get(0));
			feed.fail();
			await(context, 2);
			assertThat(feed.self()).as("made before").isSameAs(MADE.get(1));
			assertThat(feed.number()).isEqualTo(2);
			assertThat(MADE).as("the third is still being made").hasSize(2);
			Awaitility.await().until(() -> CLOSED.equals(List.of(MADE.get(0))));
			this.over.countDown();
			awaitMade(3);
		});
		assertThat(CLOSED).hasSize(3);
	}

	@Test
	void withoutAStandbyNothingIsMadeInAdvance() {
		this.runner.withPropertyValues("supervision.components.feed.standby=false").run((context) -> {
			Feed feed = context.getBean(Feed.class);
			feed.fail();
			await(context, 2);
			assertThat(MADE).hasSize(2);
		});
	}

	@Test
	void failureWhileTheNextOneIsBeingMadeWaitsForIt() {
		CountDownLatch making = new CountDownLatch(1);
		NEXT.add((generation) -> {
		});
		NEXT.add((generation) -> {
			making.countDown();
			await(this.over);
		});
		this.runner.run((context) -> {
			await(making);
			context.getBean(Feed.class).fail();
			Awaitility.await().until(() -> component(context).state() == ChildState.RESTARTING);
			assertThat(MADE).hasSize(1);
			this.over.countDown();
			await(context, 2);
			assertThat(context.getBean(Feed.class).self()).isSameAs(MADE.get(1));
		});
	}

	@Test
	void ifItCouldNotBeMadeTheNextStartIsAnOrdinaryOne() {
		CountDownLatch tried = new CountDownLatch(1);
		NEXT.add((generation) -> {
		});
		NEXT.add((generation) -> {
			tried.countDown();
			throw new IllegalStateException("on purpose");
		});
		this.runner.run((context) -> {
			await(tried);
			assertThat(component(context).state()).isEqualTo(ChildState.RUNNING);
			context.getBean(Feed.class).fail();
			await(context, 2);
			assertThat(component(context).incidents()).as("nothing but the failure").hasSize(1);
			awaitMade(3);
		});
	}

	@Test
	void oneThatReportsAFaultBeforeItsTimeIsClosedAndNotUsed() {
		NEXT.add((generation) -> {
		});
		NEXT.add((generation) -> generation.fail(new IllegalStateException("before its time")));
		this.runner.run((context) -> {
			awaitMade(2);
			Awaitility.await().until(() -> CLOSED.equals(List.of(MADE.get(1))));
			assertThat(component(context).incidents()).isEmpty();
			assertThat(component(context).generation()).isOne();
			context.getBean(Feed.class).fail();
			await(context, 2);
			assertThat(context.getBean(Feed.class).self()).isSameAs(MADE.get(2));
		});
	}

	@Test
	void oneThatReportsAFaultWhileAStartWaitsForItIsNotUsed() {
		CountDownLatch making = new CountDownLatch(1);
		AtomicReference<Generation> early = new AtomicReference<>();
		NEXT.add((generation) -> {
		});
		NEXT.add((generation) -> {
			early.set(generation);
			making.countDown();
			awaitUninterruptibly(this.over);
			generation.fail(new IllegalStateException("before its time"));
		});
		this.runner.run((context) -> {
			await(making);
			context.getBean(Feed.class).fail();
			Awaitility.await().until(() -> component(context).phase() == Phase.STARTING);
			this.over.countDown();
			await(context, 2);
			assertThat(context.getBean(Feed.class).self().generation).isNotSameAs(early.get());
			Awaitility.await().until(() -> CLOSED.stream().anyMatch((feed) -> feed.generation == early.get()));
			assertThat(component(context).incidents()).as("nothing but the failure").hasSize(1);
		});
	}

	@Test
	void oneThatHangsInTheMakingIsNotWaitedForUntilTheStartHasFailed() {
		CountDownLatch making = new CountDownLatch(1);
		NEXT.add((generation) -> {
		});
		NEXT.add((generation) -> {
			making.countDown();
			awaitUninterruptibly(this.over);
		});
		this.runner.withPropertyValues("supervision.components.feed.start-timeout=8s").run((context) -> {
			await(making);
			context.getBean(Feed.class).fail();
			await(context, 2);
			assertThat(context.getBean(Feed.class).self()).isSameAs(MADE.get(1));
			assertThat(component(context).incidents()).as("nothing but the failure").hasSize(1);
			this.over.countDown();
			awaitMade(4);
			Awaitility.await().until(() -> CLOSED.size() == 2);
		});
	}

	@Test
	void whatItReportsOnceItRunsIsTheComponents() {
		this.runner.run((context) -> {
			for (long generation = 2; generation <= 4; generation++) {
				awaitMade((int) generation);
				context.getBean(Feed.class).fail();
				await(context, generation);
			}
			assertThat(component(context).restarts()).isEqualTo(3);
		});
		assertThat(CLOSED).containsExactlyInAnyOrderElementsOf(MADE);
	}

	@Test
	void componentThatIsStoppedKeepsNone() {
		this.runner.run((context) -> {
			awaitMade(2);
			SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
			kernel.operate("/feed", Operation.STOP);
			Awaitility.await().until(() -> CLOSED.size() == 2);
			assertThat(component(context).state()).isEqualTo(ChildState.STOPPED);
			kernel.operate("/feed", Operation.START);
			await(context, 2);
			awaitMade(4);
		});
		assertThat(CLOSED).containsExactlyInAnyOrderElementsOf(MADE);
	}

	@Test
	void oneMadeBeforeTheApplicationHasStartedIsNotUsedWhereItIsToBeToldOfThat() {
		this.runner.withBean("listening", Listening.class)
			.withPropertyValues("supervision.components.listening.standby=true",
					"supervision.components.listening.replay-start-events=true")
			.run((context) -> {
				Listening listening = context.getBean(Listening.class);
				assertThat(listening.told()).as("the real one").isOne();
				for (long generation = 2; generation <= 4; generation++) {
					long next = generation;
					listening.fail();
					Awaitility.await()
						.until(() -> component(context, "listening"),
								(node) -> node.generation() == next && node.state() == ChildState.RUNNING);
					assertThat(listening.told()).as("generation %s", generation).isOne();
				}
			});
	}

	@Test
	void itIsClosedBeforeWhatItDependsOn() {
		this.runner.run((context) -> awaitMade(2));
		assertThat(CLOSED).hasSize(2).allSatisfy((feed) -> assertThat(feed.poolWasOpen).isTrue());
	}

	@Test
	void itIsClosedBeforeWhatItDependsOnAlsoWhereItsComponentDoesNotRun() {
		this.runner
			.withPropertyValues("supervision.backoff.initial-delay=1h", "supervision.backoff.max-delay=1h",
					"supervision.backoff.jitter=0")
			.run((context) -> {
				awaitMade(2);
				context.getBean(Feed.class).fail();
				await(context, 2);
				awaitMade(3);
				context.getBean(Feed.class).fail();
				Awaitility.await().until(() -> component(context).phase() == Phase.WAITING && CLOSED.size() == 2);
				MADE.get(2).closingTakes = Duration.ofMillis(500);
			});
		assertThat(CLOSED).hasSize(3).allSatisfy((feed) -> assertThat(feed.poolWasOpen).isTrue());
	}

	@Test
	void twoGenerationsAreAliveHoweverOftenItIsRestarted() {
		this.runner.run((context) -> {
			for (long generation = 2; generation <= 100; generation++) {
				context.getBean(Feed.class).fail();
				await(context, generation);
			}
			awaitMade(101);
			Awaitility.await().until(() -> CLOSED.size() == 99);
			assertThat(component(context).abandoned()).isZero();
		});
	}

	private static void awaitMade(int generations) {
		Awaitility.await().until(() -> MADE.size() == generations);
	}

	private static void await(ApplicationContext context, long generation) {
		Awaitility.await()
			.until(() -> component(context),
					(node) -> node.generation() == generation && node.state() == ChildState.RUNNING);
	}

	private static Component component(ApplicationContext context) {
		return component(context, "feed");
	}

	private static Component component(ApplicationContext context, String id) {
		return (Component) context.getBean(SupervisionTree.class).snapshot().find(id);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		boolean waiting = true;
		while (waiting) {
			try {
				latch.await();
				waiting = false;
			}
			catch (InterruptedException ex) {
				// Some code does not listen.
			}
		}
	}

	static class Pool {

		private final CountDownLatch closed = new CountDownLatch(1);

		volatile boolean open = true;

		void awaitClosed(Duration atMost) {
			try {
				var unused = this.closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@PreDestroy
		void close() {
			this.open = false;
			this.closed.countDown();
		}

	}

	@Supervised
	static class Listening {

		private final Generation generation;

		private final AtomicInteger told = new AtomicInteger();

		Listening(Generation generation) {
			this.generation = generation;
		}

		@EventListener
		void onRefreshed(ContextRefreshedEvent event) {
			this.told.incrementAndGet();
		}

		int told() {
			return this.told.get();
		}

		void fail() {
			this.generation.fail(new IllegalStateException("on purpose"));
		}

	}

	@Supervised
	static class Feed {

		private final Generation generation;

		private final Pool pool;

		volatile boolean poolWasOpen;

		volatile Duration closingTakes = Duration.ZERO;

		Feed(Generation generation, Pool pool) {
			this.generation = generation;
			this.pool = pool;
			Consumer<Generation> next = NEXT.poll();
			if (next != null) {
				next.accept(generation);
			}
			MADE.add(this);
		}

		Feed self() {
			return this;
		}

		long number() {
			return this.generation.number();
		}

		void fail() {
			this.generation.fail(new IllegalStateException("on purpose"));
		}

		@PreDestroy
		void close() {
			this.pool.awaitClosed(this.closingTakes);
			this.poolWasOpen = this.pool.open;
			CLOSED.add(this);
		}

	}

}
