package io.supervision.tree;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.spec.ChildState;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.Reply.Outcome;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes on while the start or stop of one child hangs.
 */
class LaneTests extends HandDrivenTests {

	private static final Duration LONG = Duration.ofHours(1);

	private Supervisor startAbc(Strategy strategy) {
		return start(isolating(SupervisorSpec.builder("root")
			.strategy(strategy)
			.children(child("a").spec(), child("b").spec(), child("c").spec())));
	}

	private SupervisorSpec.Builder group(Strategy strategy) {
		return SupervisorSpec.builder("group")
			.strategy(strategy)
			.intensity(1)
			.children(child("a").spec(), child("b").spec());
	}

	@Test
	void hungStopUnderOneForOneHoldsUpNobodyElse() throws Exception {
		Supervisor root = startAbc(Strategy.ONE_FOR_ONE);
		Held stop = child("a").holdStop();
		child("a").die();
		child("b").die();
		assertThat(states()).containsExactly("a=RESTARTING", "b=RUNNING", "c=RUNNING");
		assertThat(child("b").starts()).isEqualTo(2);
		assertThat(root.terminateChild("c").ok()).isTrue();
		assertThat(root.restartChild("c").ok()).isTrue();
		assertThat(root.restartChild("a").outcome()).isEqualTo(Outcome.RESTARTING);
		assertThat(root.deleteChild("a").outcome()).isEqualTo(Outcome.RESTARTING);
		assertThat(root.startChild(child("a").spec()).outcome()).isEqualTo(Outcome.ALREADY_PRESENT);
		assertThat(root.startChild(child("d").spec()).ok()).isTrue();
		stop.release();
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING", "d=RUNNING");
	}

	@Test
	void hungStartUnderOneForOneHoldsUpNobodyElse() {
		Supervisor root = startAbc(Strategy.ONE_FOR_ONE);
		Held start = child("a").holdStart();
		child("a").die();
		child("b").die();
		assertThat(states()).containsExactly("a=RESTARTING", "b=RUNNING", "c=RUNNING");
		assertThat(root.countChildren()).isEqualTo(counts(3, 2, 0, 3));
		assertThat(root.restartChild("a").outcome()).isEqualTo(Outcome.RESTARTING);
		start.release();
		assertThat(child("a").callable()).isTrue();
	}

	@Test
	void statusIsAnsweredAndFailuresWaitUnderAGroupStrategy() {
		startAbc(Strategy.REST_FOR_ONE);
		Held start = child("b").holdStart();
		child("b").die();
		child("a").die();
		assertThat(states()).containsExactly("a=RUNNING", "b=RESTARTING", "c=RESTARTING");
		assertThat(child("a").starts()).isEqualTo(1);
		start.release();
		assertThat(log()).containsExactly("start a", "start b", "start c", "close b", "stop c", "start b", "start c",
				"close a", "stop c", "stop b", "start a", "start b", "start c");
	}

	@Test
	void terminatedStartIsClosedWhenItComesBackAndNeverOpened() throws Exception {
		for (Strategy strategy : Strategy.values()) {
			Supervisor root = startAbc(strategy);
			Held start = child("c").holdStart();
			child("c").die();
			Pending<Reply> terminated = this.world.request(() -> root.terminateChild("c"));
			start.awaitInterrupt();
			start.release();
			assertThat(terminated.answer().ok()).isTrue();
			assertThat(component("c").state()).isEqualTo(ChildState.STOPPED);
			assertThat(child("c").instance().callable()).isFalse();
			assertThat(child("c").instance().wasStopped()).isTrue();
			anew();
		}
	}

	@Test
	void terminatedStartThatNeverComesBackIsAbandoned() throws Exception {
		Supervisor root = startAbc(Strategy.ONE_FOR_ONE);
		Held start = child("c").holdStart();
		child("c").die();
		Pending<Reply> terminated = this.world.request(() -> root.terminateChild("c"));
		this.world.advance(Duration.ofSeconds(5));
		assertThat(terminated.answer().ok()).isTrue();
		assertThat(component("c").abandoned()).isEqualTo(1);
		start.release();
		assertThat(component("c").abandoned()).isZero();
		assertThat(child("c").instance().wasStopped()).isTrue();
		assertThat(child("c").callable()).isFalse();
	}

	@Test
	void groupRestartGoesOnWithoutTheChildWhoseStartIsTerminated() throws Exception {
		for (Strategy strategy : new Strategy[] { Strategy.REST_FOR_ONE, Strategy.ONE_FOR_ALL }) {
			for (boolean operator : new boolean[] { false, true }) {
				Supervisor root = startAbc(strategy);
				Held start = child("b").holdStart();
				child("a").die();
				if (operator) {
					operate("/b", Operation.STOP);
				}
				else {
					assertThat(this.world.request(() -> root.terminateChild("b")).answer().ok()).isTrue();
				}
				assertThat(states()).containsExactly("a=RUNNING", "b=STOPPED", "c=RUNNING");
				start.release();
				assertThat(states()).containsExactly("a=RUNNING", "b=STOPPED", "c=RUNNING");
				assertThat(child("c").starts()).isEqualTo(2);
				anew();
			}
		}
	}

	@Test
	void groupRestartGoesOnWithoutItsOffender() throws Exception {
		for (boolean isolating : new boolean[] { false, true }) {
			SupervisorSpec.Builder spec = SupervisorSpec.builder("root")
				.strategy(Strategy.REST_FOR_ONE)
				.children(child("a").spec(), child("b").spec());
			Supervisor root = isolating ? start(isolating(spec)) : start(spec);
			Held start = child("a").holdStart();
			child("a").die();
			assertThat(this.world.request(() -> root.terminateChild("a")).answer().ok()).isTrue();
			assertThat(states()).containsExactly("a=STOPPED", isolating ? "b=RUNNING" : "b=STOPPED");
			start.release();
			assertThat(alive(child("a"))).isZero();
			anew();
		}
	}

	@Test
	void terminatingAVictimThatIsBeingStoppedLeavesTheGroupRestart() throws Exception {
		Supervisor root = startAbc(Strategy.ONE_FOR_ALL);
		Held stop = child("c").holdStop();
		child("a").die();
		Pending<Reply> terminated = this.world.request(() -> root.terminateChild("c"));
		stop.release();
		assertThat(terminated.answer().ok()).isTrue();
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=STOPPED");
		assertThat(child("b").starts()).isEqualTo(2);
	}

	@Test
	void ownStopIsAcceptedDuringAGroupRestart() throws Exception {
		start(isolating(SupervisorSpec.builder("root").children(group(Strategy.ONE_FOR_ALL).build())));
		Held start = child("a").holdStart();
		child("a").die();
		Supervisor group = supervisor("/group");
		Pending<Boolean> stopped = this.world.request(() -> group.stop(ExitReason.shutdown(), LONG));
		start.awaitInterrupt();
		start.release();
		assertThat(stopped.answer()).isTrue();
		assertThat(child("a").instance().wasStopped()).isTrue();
		assertThat(states("/group")).as("its parent restarts it").containsExactly("a=RUNNING", "b=RUNNING");
	}

	@Test
	void ownStopDuringTheStartIsAFailedStart() throws Exception {
		Held start = child("b").holdStart();
		CompletableFuture<Void> started = starting(isolating(
				SupervisorSpec.builder("root").children(group(Strategy.ONE_FOR_ONE).build(), child("c").spec())));
		Pending<Boolean> stopped = this.world.request(() -> supervisor("/group").stop(ExitReason.shutdown(), LONG));
		start.release();
		assertThat(stopped.answer()).isTrue();
		assertThat(started).isCompletedExceptionally();
		assertThat(child("c").starts()).isZero();
		assertThat(alive(child("a")) + alive(child("b"))).isZero();
	}

	@Test
	void rootStoppedDuringTheStartHasFailedToStart() throws Exception {
		Held start = child("a").holdStart();
		CompletableFuture<Void> started = starting(
				isolating(SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec())));
		Pending<Boolean> stopped = this.world.request(() -> kernel().root().stop(ExitReason.shutdown(), LONG));
		start.release();
		assertThat(stopped.answer()).isTrue();
		assertThat(started).isCompletedExceptionally();
		endReason();
	}

	@Test
	void givingUpCancelsStartsInProgress() {
		start(isolating(
				SupervisorSpec.builder("root").children(group(Strategy.ONE_FOR_ONE).build(), child("c").spec())));
		Held start = child("a").holdStart();
		child("a").die();
		child("b").die();
		start.awaitInterrupt();
		start.release();
		assertThat(child("a").instance().callable()).isFalse();
		assertThat(child("a").instance().wasStopped()).isTrue();
		assertThat(states("/group")).containsExactly("a=RUNNING", "b=RUNNING");
		assertThat(alive(child("a"))).isEqualTo(1);
	}

	@Test
	void supervisorThatIsGoingDownStartsNothingForAnOperator() {
		start(isolating(
				SupervisorSpec.builder("root").children(group(Strategy.ONE_FOR_ONE).build(), child("c").spec())));
		Held stop = child("a").holdStop();
		operate("/group/a", Operation.RESTART);
		CompletableFuture<List<String>> stopped = stopping();
		stop.release();
		assertThat(stopped).isCompleted();
		assertThat(child("a").starts()).isEqualTo(1);
		assertThat(alive(child("a"))).isZero();
	}

	@Test
	void requestsToASupervisorThatIsGoingDownAreTurnedAway() throws Exception {
		Supervisor root = startAbc(Strategy.ONE_FOR_ONE);
		Held stop = child("c").holdStop();
		CompletableFuture<List<String>> stopped = stopping();
		Pending<Reply> start = this.world.request(() -> root.startChild(child("d").spec()));
		Pending<Reply> restart = this.world.request(() -> root.restartChild("a"));
		Pending<Reply> terminate = this.world.request(() -> root.terminateChild("b"));
		stop.release();
		assertThat(stopped).isCompleted();
		for (Pending<Reply> request : List.of(start, restart, terminate)) {
			assertThat(request.answer().outcome()).isEqualTo(Outcome.NO_SUPERVISOR);
		}
		assertThat(child("d").attempts()).isZero();
		assertThat(child("a").starts()).isEqualTo(1);
	}

	@Test
	void requestsThatWaitWhenTheSupervisorEndsAreTurnedAway() throws Exception {
		Supervisor root = startAbc(Strategy.ONE_FOR_ALL);
		Held start = child("a").holdStart();
		child("a").die();
		Pending<Reply> added = this.world.request(() -> root.startChild(child("d").spec()));
		operateLater("/b", Operation.STOP);
		CompletableFuture<List<String>> stopped = stopping();
		start.release();
		assertThat(stopped).isCompleted();
		assertThat(added.answer().outcome()).isEqualTo(Outcome.NO_SUPERVISOR);
		assertThat(child("d").attempts()).isZero();
	}

	private void operateLater(String path, Operation operation) {
		assertThat(kernel().operate(path, operation).toCompletableFuture()).isCompleted();
	}

	@Test
	void operatorsRestartStoppedHalfwayStartsNothing() throws Exception {
		Supervisor root = startAbc(Strategy.ONE_FOR_ONE);
		Held stop = child("a").holdStop();
		operate("/a", Operation.RESTART);
		Pending<Reply> terminated = this.world.request(() -> root.terminateChild("a"));
		stop.release();
		assertThat(terminated.answer().ok()).isTrue();
		assertThat(child("a").starts()).isEqualTo(1);
		assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
	}

	@Test
	void failedStartOfANewChildIsGoneBeforeTheNextRequestIsHandled() throws Exception {
		Supervisor root = startAbc(Strategy.ONE_FOR_ALL);
		Held start = child("d").holdStart();
		child("d").failNext(1);
		Pending<Reply> added = this.world.request(() -> root.startChild(child("d").spec()));
		child("a").die();
		start.release();
		assertThat(added.answer().outcome()).isEqualTo(Outcome.START_FAILED);
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
		assertThat(child("d").attempts()).isEqualTo(1);
		assertThat(alive(child("d"))).isZero();
	}

	@Test
	void newChildThatIsTerminatedAtOnceHasStarted() throws Exception {
		Supervisor root = startAbc(Strategy.ONE_FOR_ALL);
		Held start = child("d").holdStart();
		Pending<Reply> added = this.world.request(() -> root.startChild(child("d").spec()));
		Pending<Reply> stopped = this.world.request(() -> root.terminateChild("a"));
		start.release();
		assertThat(added.answer().outcome()).isEqualTo(Outcome.OK);
		assertThat(stopped.answer().outcome()).isEqualTo(Outcome.OK);
	}

	@Test
	void treeStoppedWhileAFailedBootIsTornDownEnds() {
		child("b").failNext(1);
		Held stop = child("a").holdStop();
		CompletableFuture<Void> started = starting(
				isolating(SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec())));
		CompletableFuture<List<String>> stopped = stopping();
		stop.release();
		assertThat(stopped).isCompleted();
		assertThat(started).isCompletedExceptionally();
	}

}
