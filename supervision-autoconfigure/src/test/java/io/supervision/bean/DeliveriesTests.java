package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.supervision.ComponentUnavailableException;
import io.supervision.bean.ComponentDefinition.Listening;
import io.supervision.detect.OffTheRecord;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import io.supervision.spec.WhenDown;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class DeliveriesTests {

	private final CallGate gate = Gates.gate("clerk");

	private final Clerk proxy = Gates.proxy(this.gate, Clerk.class);

	private final Clerk clerk = new Clerk();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private Deliveries deliveries = deliveries(WhenDown.DROP);

	private GenerationCalls calls;

	private Deliveries deliveries(WhenDown whenDown) {
		Deliveries made = new Deliveries(this.gate, new Listening(whenDown, 3, null));
		made.listens();
		made.use(this.tasks::add);
		return made;
	}

	private void up() {
		this.calls = Gates.open(this.gate, this.clerk);
		became(ChildState.RUNNING);
	}

	private void down(ChildState state) {
		this.calls.fence();
		became(state);
	}

	private void became(ChildState state) {
		this.gate.became(new Child.Transition(state, System.nanoTime(), null));
	}

	private Object deliver(String event) {
		return this.deliveries.deliver(() -> this.proxy.on(event), () -> this.proxy.on(event));
	}

	private void work() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	@ParameterizedTest
	@EnumSource(names = "DEFAULT", mode = EnumSource.Mode.EXCLUDE)
	void eventGoesStraightThroughWhileItRuns(WhenDown whenDown) {
		this.deliveries = deliveries(whenDown);
		up();
		assertThat(deliver("one")).isEqualTo("to one");
		this.clerk.answer = () -> {
			throw new IllegalStateException("its own");
		};
		assertThatIllegalStateException().isThrownBy(() -> deliver("two")).withMessage("its own");
		assertThat(this.clerk.told).containsExactly("one", "two");
		assertThat(this.deliveries.dropped()).isZero();
	}

	@Test
	void eventForAComponentThatIsDownIsDroppedAndCountedAndLoggedOnceAndWhenItIsBack(CapturedOutput output) {
		up();
		down(ChildState.RESTARTING);
		assertThat(deliver("one")).isNull();
		assertThat(deliver("two")).isNull();
		assertThat(this.deliveries.dropped()).isEqualTo(2);
		assertThat(output).containsOnlyOnce("Events for 'clerk' are dropped: it is down");
		up();
		work();
		assertThat(output).contains("'clerk' is back and is told of events again; 2 were dropped");
		deliver("three");
		assertThat(this.clerk.told).containsExactly("three");
		down(ChildState.STOPPED);
		deliver("four");
		up();
		work();
		assertThat(output).contains("'clerk' is back and is told of events again; 1 were dropped");
		assertThat(this.deliveries.dropped()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(names = { "DROP", "QUEUE" })
	void componentThatGoesDownBetweenTheCheckAndTheCallIsNotWaitedFor(WhenDown whenDown) {
		this.deliveries = deliveries(whenDown);
		up();
		this.deliveries.deliver(() -> {
			down(ChildState.RESTARTING);
			return this.proxy.on("one");
		}, () -> this.proxy.on("one"));
		assertThat(this.clerk.told).isEmpty();
		assertThat(this.gate.waited()).isZero();
		assertThat(this.gate.rejected()).as("no call of anybody").isZero();
		up();
		work();
		assertThat(this.clerk.told).hasSize((whenDown == WhenDown.QUEUE) ? 1 : 0);
		assertThat(this.deliveries.dropped()).isEqualTo((whenDown == WhenDown.QUEUE) ? 0 : 1);
	}

	@Test
	void whatTheListenerThrowsIsThePublishersAlsoWhereItLooksLikeOurs() {
		up();
		ComponentUnavailableException own = new ComponentUnavailableException("clerk", ChildState.RESTARTING,
				Duration.ZERO, "from another thread");
		this.clerk.answer = () -> {
			throw own;
		};
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(() -> deliver("one")).isSameAs(own);
		this.clerk.answer = () -> {
			down(ChildState.STOPPED);
			this.calls.shut();
			return this.proxy.on("nested");
		};
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(() -> deliver("two"));
		assertThat(this.clerk.told).containsExactly("one", "two");
		assertThat(this.deliveries.dropped()).isZero();
	}

	@Test
	void eventThatIsPublishedInsideADrainingGenerationIsHandledThere() {
		up();
		List<String> answers = new ArrayList<>();
		this.clerk.answer = () -> {
			this.clerk.answer = () -> "inner";
			down(ChildState.RESTARTING);
			answers.add(String.valueOf(deliver("two")));
			return "outer";
		};
		assertThat(this.proxy.on("one")).isEqualTo("outer");
		assertThat(answers).containsExactly("inner");
	}

	@ParameterizedTest
	@EnumSource(names = "DEFAULT", mode = EnumSource.Mode.EXCLUDE)
	void componentThatIsIsolatedIsNotSetGoingThoughItAnswersCalls(WhenDown whenDown) {
		this.deliveries = deliveries(whenDown);
		up();
		became(ChildState.ISOLATED);
		assertThat(this.proxy.on("call")).isEqualTo("to call");
		deliver("one");
		assertThat(this.clerk.told).containsExactly("call");
		became(ChildState.RUNNING);
		work();
		assertThat(this.clerk.told).hasSize((whenDown == WhenDown.QUEUE) ? 2 : 1);
	}

	@Test
	void keptEventsAreHandledInOrderAndThoseThatDoNotFitAreDropped(CapturedOutput output) {
		this.deliveries = deliveries(WhenDown.QUEUE);
		up();
		down(ChildState.RESTARTING);
		for (String event : List.of("one", "two", "three", "four", "five")) {
			assertThat(deliver(event)).isNull();
		}
		assertThat(this.deliveries.dropped()).isEqualTo(2);
		assertThat(output).containsOnlyOnce("Events for 'clerk' are dropped: 3 are waiting for it");
		up();
		assertThat(this.clerk.told).as("not on the thread that opens it").isEmpty();
		work();
		assertThat(this.clerk.told).containsExactly("one", "two", "three");
		assertThat(this.deliveries.waiting()).isZero();
		assertThat(deliver("six")).isEqualTo("to six");
	}

	@Test
	void newerEventsLineUpBehindThoseThatWait() {
		this.deliveries = deliveries(WhenDown.QUEUE);
		up();
		down(ChildState.RESTARTING);
		deliver("one");
		up();
		this.clerk.answer = () -> {
			this.clerk.answer = null;
			assertThat(deliver("three")).isNull();
			return null;
		};
		assertThat(deliver("two")).isNull();
		work();
		assertThat(this.clerk.told).containsExactly("one", "two", "three");
	}

	@Test
	void keptEventThatFailsIsLoggedAndTheOthersStillCome(CapturedOutput output) {
		this.deliveries = deliveries(WhenDown.QUEUE);
		up();
		down(ChildState.RESTARTING);
		deliver("one");
		deliver("two");
		this.clerk.answer = () -> {
			this.clerk.answer = null;
			throw new IllegalStateException("too late");
		};
		up();
		work();
		assertThat(this.clerk.told).containsExactly("one", "two");
		assertThat(output).contains("'clerk' failed to handle an event that had waited for it").contains("too late");
	}

	@Test
	void keptEventThatFindsItDownAgainStaysTheFirst() {
		this.deliveries = deliveries(WhenDown.QUEUE);
		up();
		down(ChildState.RESTARTING);
		deliver("one");
		this.deliveries.deliver(() -> this.proxy.on("two"), () -> {
			if (this.clerk.told.size() == 1) {
				down(ChildState.RESTARTING);
				this.clerk.told.add("down");
			}
			this.proxy.on("two");
		});
		deliver("three");
		up();
		work();
		assertThat(this.clerk.told).containsExactly("one", "down");
		up();
		work();
		assertThat(this.clerk.told).containsExactly("one", "down", "two", "three");
	}

	@Test
	void publisherWaitsForTheEndOfAShortOutage() throws Exception {
		this.deliveries = deliveries(WhenDown.WAIT);
		up();
		down(ChildState.RESTARTING);
		CompletableFuture<Object> answer = CompletableFuture.supplyAsync(() -> deliver("one"));
		Awaitility.await().until(() -> this.gate.waited() == 1);
		up();
		assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("to one");
		assertThat(this.deliveries.dropped()).isZero();
	}

	@Test
	void publisherWaitsNoLongerThanACallerWould() {
		this.deliveries = deliveries(WhenDown.WAIT);
		up();
		down(ChildState.RESTARTING);
		this.gate.became(new Child.Transition(ChildState.RESTARTING, System.nanoTime() - 500_000_000L, null));
		assertThat(deliver("one")).isNull();
		down(ChildState.STOPPED);
		assertThat(deliver("two")).isNull();
		assertThat(this.deliveries.dropped()).isEqualTo(2);
	}

	@Test
	void threadThatMustNotBlockDoesNotWait() throws Exception {
		this.deliveries = deliveries(WhenDown.WAIT);
		up();
		down(ChildState.RESTARTING);
		CountDownLatch over = new CountDownLatch(1);
		Schedulers.parallel().schedule(() -> {
			deliver("one");
			over.countDown();
		});
		assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.gate.waited()).isZero();
		assertThat(this.deliveries.dropped()).isEqualTo(1);
	}

	@Test
	void methodWhoseResultComesLaterIsNotCalledEither() {
		up();
		assertThat(this.deliveries.deliver(() -> {
			down(ChildState.RESTARTING);
			return this.proxy.later("one");
		}, () -> this.proxy.later("one"))).isNull();
		assertThat(this.deliveries.dropped()).isEqualTo(1);
		assertThat(this.deliveries
			.refused(new ComponentUnavailableException("other", ChildState.STOPPED, Duration.ZERO, "another is down")))
			.isFalse();
		assertThat(this.clerk.told).isEmpty();
	}

	@Test
	void keptEventOfTheTreeItselfStaysOffTheRecord() {
		this.deliveries = deliveries(WhenDown.QUEUE);
		up();
		down(ChildState.RESTARTING);
		List<Boolean> off = new ArrayList<>();
		OffTheRecord.run(() -> this.deliveries.deliver(() -> null, () -> off.add(isOffTheRecord())));
		this.deliveries.deliver(() -> null, () -> off.add(isOffTheRecord()));
		up();
		work();
		assertThat(off).containsExactly(true, false);
	}

	private static boolean isOffTheRecord() {
		Runnable same = () -> {
		};
		return OffTheRecord.carriedBy(same) != same;
	}

	@Test
	void whatIsLeftAtTheEndIsNamed(CapturedOutput output) {
		this.deliveries = deliveries(WhenDown.QUEUE);
		up();
		down(ChildState.STOPPED);
		deliver("one");
		deliver("two");
		this.deliveries.close();
		assertThat(output).contains("'clerk' did not come back to be told of 2 events");
	}

	static class Clerk {

		List<String> told = new ArrayList<>();

		Supplier<String> answer;

		Clerk() {
		}

		String on(String event) {
			this.told.add(event);
			return (this.answer != null) ? this.answer.get() : "to " + event;
		}

		CompletableFuture<String> later(String event) {
			this.told.add(event);
			return CompletableFuture.completedFuture(event);
		}

	}

}
