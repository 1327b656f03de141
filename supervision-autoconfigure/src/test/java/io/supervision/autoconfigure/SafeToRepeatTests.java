package io.supervision.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

import io.supervision.ComponentUnavailableException;
import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.tree.TreeSnapshot.Component;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Calls that are safe to repeat, in an application.
 */
@Timeout(60)
class SafeToRepeatTests {

	private static final String FAIL_ON = "supervision.components.feed.fail-on=java.lang.IllegalStateException";

	private static final String FOR_EVER = "supervision.defaults.wait-timeout=1h";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withBean("log", Log.class)
		.withBean("feed", Feed.class)
		.withPropertyValues("supervision.backoff.initial-delay=1ms", "supervision.backoff.max-delay=1ms",
				"supervision.suspicion-outage=60s", "supervision.defaults.wait-timeout=30s");

	@Test
	void failureOfTheComponentIsHiddenFromItsCaller() {
		this.runner.withPropertyValues(FAIL_ON).run((context) -> {
			assertThat(feed(context).again(SafeToRepeatTests::failsInTheFirst)).isEqualTo("generation 2");
			assertThat(log(context)).containsExactly(1L, 2L);
			Component feed = await(context, "feed", (component) -> component.state() == ChildState.RUNNING);
			assertThat(feed.restarts()).isOne();
			assertThat(feed.incidents()).singleElement().satisfies((incident) -> assertThat(incident.count()).isOne());
		});
	}

	@Test
	void withoutTheAnnotationItsCallerMeetsIt() {
		this.runner.withPropertyValues(FAIL_ON).run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> feed(context).once(SafeToRepeatTests::failsInTheFirst))
				.withMessage("1")
				.satisfies((thrown) -> assertThat(thrown.getSuppressed()).isEmpty());
			assertThat(log(context)).containsExactly(1L);
		});
	}

	@Test
	void withoutSupervisionItsCallerMeetsIt() {
		this.runner.withPropertyValues(FAIL_ON, "supervision.enabled=false").run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> feed(context).again(SafeToRepeatTests::failsInTheFirst));
			assertThat(log(context)).containsExactly(1L);
		});
	}

	@Test
	void whatTheComponentSaysOfItselfIsHiddenToo() {
		this.runner.run((context) -> {
			String answer = feed(context).again((generation) -> {
				if (generation.number() == 1) {
					generation.fail(new IllegalStateException("corrupt"));
					throw new IllegalArgumentException("so there is no answer");
				}
				return "fine";
			});
			assertThat(answer).isEqualTo("fine");
			assertThat(log(context)).containsExactly(1L, 2L);
		});
	}

	@Test
	void requestThatFailsOnTheNextGenerationTooIsNotMadeAThirdTime() {
		this.runner.withPropertyValues(FAIL_ON, FOR_EVER).run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> feed(context).again(SafeToRepeatTests::fails))
				.withMessage("1")
				.satisfies((thrown) -> assertThat(thrown.getSuppressed()).singleElement()
					.satisfies((later) -> assertThat(later).hasMessage("2")));
			assertThat(log(context)).containsExactly(1L, 2L);
			Component feed = await(context, "feed", (component) -> component.generation() == 3);
			assertThat(feed.restarts()).isEqualTo(2);
		});
	}

	@Test
	void repetitionNeverIsWhatExceedsTheBudget() {
		this.runner.withPropertyValues(FAIL_ON, FOR_EVER, "supervision.root.intensity=1").run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> feed(context).again(SafeToRepeatTests::fails))
				.satisfies((thrown) -> assertThat(thrown.getSuppressed()).isEmpty());
			assertThat(log(context)).containsExactly(1L);
			await(context, "feed",
					(component) -> component.generation() == 2 && component.state() == ChildState.RUNNING);
		});
	}

	@Test
	void throwableThatIsNoReasonToRestartReachesItsCallerAtOnce() {
		this.runner.withPropertyValues(FOR_EVER).run((context) -> {
			for (int i = 0; i < 2; i++) {
				assertThatIllegalStateException().isThrownBy(() -> feed(context).again(SafeToRepeatTests::fails));
			}
			assertThat(log(context)).containsExactly(1L, 1L);
			assertThat(feed(context).again(SafeToRepeatTests::works)).isEqualTo("works");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "stop-first", "start-first" })
	void suspicionThatIsActedOnIsHidden(String replace) {
		this.runner
			.withPropertyValues(FOR_EVER, "supervision.defaults.failure-threshold=1",
					"supervision.components.feed.replace=" + replace)
			.run((context) -> {
				assertThat(feed(context).again(SafeToRepeatTests::failsInTheFirst)).isEqualTo("generation 2");
				assertThat(log(context)).containsExactly(1L, 2L);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "suspicion-allowance=0", "on-suspicion=observe" })
	void suspicionThatIsNotActedOnReachesItsCallerAtOnce(String property) {
		this.runner
			.withPropertyValues(FOR_EVER, "supervision.defaults.failure-threshold=1",
					"supervision.defaults." + property)
			.run((context) -> {
				for (int i = 0; i < 5; i++) {
					assertThatIllegalStateException().isThrownBy(() -> feed(context).again(SafeToRepeatTests::fails));
				}
				assertThat(log(context)).containsExactly(1L, 1L, 1L, 1L, 1L);
			});
	}

	@Test
	void failureThatIsOnlyObservedReachesItsCallerAtOnce() {
		this.runner.withPropertyValues(FAIL_ON, FOR_EVER, "supervision.mode=observe").run((context) -> {
			for (int i = 0; i < 5; i++) {
				assertThatIllegalStateException().isThrownBy(() -> feed(context).again(SafeToRepeatTests::fails));
			}
			assertThat(log(context)).containsExactly(1L, 1L, 1L, 1L, 1L);
		});
	}

	@Test
	void componentThatDoesNotComeBackIsNotWaitedFor() {
		this.runner.withPropertyValues(FAIL_ON, FOR_EVER, "supervision.components.feed.restart=temporary")
			.run((context) -> {
				assertThatIllegalStateException().isThrownBy(() -> feed(context).again(SafeToRepeatTests::fails));
				assertThat(log(context)).containsExactly(1L);
				assertThatExceptionOfType(ComponentUnavailableException.class)
					.isThrownBy(() -> feed(context).again(SafeToRepeatTests::fails));
			});
	}

	@Test
	void callersFaultIsNotRepeatedAndAfterARepetitionIsTheAnswer() {
		this.runner.withPropertyValues(FAIL_ON, FOR_EVER).run((context) -> {
			assertThatException().isThrownBy(() -> feed(context).again((generation) -> {
				throw new NoSuchElementException("no such thing");
			})).withMessage("no such thing");
			assertThat(log(context)).containsExactly(1L);
			assertThatExceptionOfType(NoSuchElementException.class)
				.isThrownBy(() -> feed(context).again((generation) -> {
					failsInTheFirst(generation);
					throw new NoSuchElementException("no such thing");
				}))
				.satisfies((thrown) -> assertThat(thrown.getSuppressed()).singleElement()
					.satisfies((earlier) -> assertThat(earlier).hasMessage("1")));
			assertThat(log(context)).containsExactly(1L, 1L, 2L);
		});
	}

	@Test
	void callInsideATransactionOfItsCallerIsNotRepeated() {
		this.runner.withPropertyValues(FAIL_ON).run((context) -> {
			TransactionSynchronizationManager.setActualTransactionActive(true);
			try {
				assertThatIllegalStateException()
					.isThrownBy(() -> feed(context).again(SafeToRepeatTests::failsInTheFirst));
			}
			finally {
				TransactionSynchronizationManager.clear();
			}
			assertThat(log(context)).containsExactly(1L);
		});
	}

	@Test
	void callOutOfTheComponentItselfIsNotRepeatedButTheOneAroundItIs() {
		this.runner.withPropertyValues(FAIL_ON, FOR_EVER).run((context) -> {
			Feed feed = feed(context);
			assertThat(feed.again((generation) -> feed.again(SafeToRepeatTests::failsInTheFirst)))
				.isEqualTo("generation 2");
			assertThat(log(context)).containsExactly(1L, 1L, 2L, 2L);
		});
	}

	@Test
	void callOutOfTheComponentItselfStaysInItsGeneration() {
		this.runner
			.withPropertyValues(FOR_EVER, "supervision.defaults.failure-threshold=1",
					"supervision.components.feed.replace=start-first")
			.run((context) -> {
				Feed feed = feed(context);
				assertThat(feed.again((generation) -> feed.again(SafeToRepeatTests::failsInTheFirst)))
					.isEqualTo("generation 2");
				assertThat(log(context)).containsExactly(1L, 1L, 2L, 2L);
			});
	}

	@Test
	void nobodyWaitsWhereCallsDoNotWait() {
		this.runner.withPropertyValues(FAIL_ON, "supervision.defaults.wait-timeout=0").run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> feed(context).again(SafeToRepeatTests::fails));
			assertThat(log(context)).containsExactly(1L);
		});
	}

	@Test
	void callThatHungAndWasInterruptedIsRepeated() {
		this.runner.withPropertyValues(FOR_EVER, "supervision.components.feed.call-timeout=200ms").run((context) -> {
			CountDownLatch never = new CountDownLatch(1);
			String answer = feed(context).again((generation) -> {
				if (generation.number() == 1) {
					await(never);
				}
				return "generation " + generation.number();
			});
			assertThat(answer).isEqualTo("generation 2");
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest-for-one", "one-for-all" })
	void callAroundTheFaultIsRepeatedWhereBothAreRestartedTogether(String strategy) {
		group(strategy).withPropertyValues(FAIL_ON).run((context) -> {
			assertThat(context.getBean(Outer.class).safe(SafeToRepeatTests::failsInTheFirst)).isEqualTo("generation 2");
			assertThat(log(context)).containsExactly(1L, 2L);
			Awaitility.await().until(() -> component(context, "outer").generation() == 2);
		});
	}

	@Test
	void callAroundTheFaultIsRepeatedAlsoIfTheOneInsideMustNot() {
		group("rest-for-one").withPropertyValues(FAIL_ON).run((context) -> {
			assertThat(context.getBean(Outer.class).unsafe(SafeToRepeatTests::failsInTheFirst))
				.isEqualTo("generation 2");
			assertThat(log(context)).containsExactly(1L, 2L);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest-for-one", "one-for-all" })
	void callAroundASuspicionIsRepeatedWhereBothAreRestartedTogether(String strategy) {
		group(strategy).withPropertyValues("supervision.defaults.failure-threshold=1").run((context) -> {
			Outer outer = context.getBean(Outer.class);
			CompletableFuture<String> answer = CompletableFuture
				.supplyAsync(() -> outer.safe(SafeToRepeatTests::failsInTheFirst));
			assertThat(answer.get(50, TimeUnit.SECONDS)).isEqualTo("generation 2");
			assertThat(log(context)).containsExactly(1L, 2L);
		});
	}

	@Test
	void poisonGainsNothingByGoingThroughTwoComponents() {
		group("rest-for-one").withPropertyValues(FAIL_ON).run((context) -> {
			assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(Outer.class).safe(SafeToRepeatTests::fails))
				.withMessage("1");
			assertThat(log(context)).containsExactly(1L, 2L);
		});
	}

	@Test
	void callThatIsCaughtUpInTheRestartOfAnotherIsRepeated() {
		group("rest-for-one").withPropertyValues(FAIL_ON).run((context) -> {
			CountDownLatch entered = new CountDownLatch(1);
			CountDownLatch down = new CountDownLatch(1);
			CompletableFuture<String> caught = CompletableFuture
				.supplyAsync(() -> context.getBean(Outer.class).later(entered, down));
			entered.await();
			CompletableFuture<String> cause = CompletableFuture
				.supplyAsync(() -> feed(context).again(SafeToRepeatTests::failsInTheFirst));
			Awaitility.await().until(() -> component(context, "outer").state() == ChildState.RESTARTING);
			down.countDown();
			assertThat(caught.get(50, TimeUnit.SECONDS)).isEqualTo("generation 2");
			assertThat(cause.get(50, TimeUnit.SECONDS)).isEqualTo("generation 2");
		});
	}

	@Test
	void callInAComponentThatIsRestartedAfterAnotherIsWaitedFor() {
		group("rest-for-one").withPropertyValues(FAIL_ON).run((context) -> {
			CountDownLatch entered = new CountDownLatch(1);
			CountDownLatch down = new CountDownLatch(1);
			CompletableFuture<String> caught = CompletableFuture
				.supplyAsync(() -> context.getBean(Outer.class).laterUnsafe(entered, down));
			entered.await();
			assertThatIllegalStateException().isThrownBy(() -> feed(context).once(SafeToRepeatTests::fails));
			Awaitility.await().until(() -> component(context, "outer").state() == ChildState.RESTARTING);
			down.countDown();
			assertThat(caught.get(50, TimeUnit.SECONDS)).isEqualTo("generation 2");
			Awaitility.await().until(() -> component(context, "outer").generation() == 2);
		});
	}

	/** An end may take longer than calls wait, and both may take for ever. */
	private ApplicationContextRunner group(String strategy) {
		return this.runner.withBean("outer", Outer.class)
			.withPropertyValues("supervision.components.feed.group=g", "supervision.components.outer.group=g",
					"supervision.groups.g.strategy=" + strategy, "supervision.defaults.wait-timeout=1h",
					"supervision.defaults.shutdown-timeout=2h");
	}

	private static String failsInTheFirst(Generation generation) {
		return (generation.number() == 1) ? fails(generation) : "generation " + generation.number();
	}

	private static String fails(Generation generation) {
		throw new IllegalStateException(String.valueOf(generation.number()));
	}

	private static String works(Generation generation) {
		return "works";
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new NoSuchElementException("interrupted");
		}
	}

	private static Feed feed(ApplicationContext context) {
		return context.getBean(Feed.class);
	}

	private static List<Long> log(ApplicationContext context) {
		return context.getBean(Log.class).generations;
	}

	private static Component component(ApplicationContext context, String id) {
		return (Component) context.getBean(SupervisionTree.class).snapshot().find(id);
	}

	private static Component await(ApplicationContext context, String id, Predicate<Component> condition) {
		return Awaitility.await().until(() -> component(context, id), condition);
	}

	static class Log {

		final List<Long> generations = new CopyOnWriteArrayList<>();

	}

	@Supervised
	static class Feed {

		private final Log log;

		private final Generation generation;

		Feed(Log log, Generation generation) {
			this.log = log;
			this.generation = generation;
		}

		@SafeToRepeat
		String again(Function<Generation, String> question) {
			return once(question);
		}

		String once(Function<Generation, String> question) {
			this.log.generations.add(this.generation.number());
			return question.apply(this.generation);
		}

	}

	@Supervised
	static class Outer {

		private final Feed feed;

		Outer(Feed feed) {
			this.feed = feed;
		}

		@SafeToRepeat
		String safe(Function<Generation, String> question) {
			return this.feed.again(question);
		}

		@SafeToRepeat
		String unsafe(Function<Generation, String> question) {
			return this.feed.once(question);
		}

		@SafeToRepeat
		String later(CountDownLatch entered, CountDownLatch down) {
			return laterUnsafe(entered, down);
		}

		String laterUnsafe(CountDownLatch entered, CountDownLatch down) {
			entered.countDown();
			await(down);
			return this.feed.again(SafeToRepeatTests::failsInTheFirst);
		}

		private static void await(CountDownLatch latch) {
			SafeToRepeatTests.await(latch);
		}

	}

}
