package io.supervision.tree;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.Backoff;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.Reply.Outcome;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator can do to components and supervisors in each of their states.
 */
class OperationTests extends HandDrivenTests {

	private static final Backoff TEN_SECONDS = (attempt) -> Duration.ofSeconds(10);

	private Supervisor startAll(Strategy strategy, Backoff backoff, ChildSpec... children) {
		return start(TreeSpec.isolating(
				SupervisorSpec.builder("root").intensity(1).strategy(strategy).children(children).build(), backoff,
				Backoff.NONE));
	}

	private Outcome operated(String path, Operation operation) {
		CompletableFuture<Reply> reply = kernel().operate(path, operation).toCompletableFuture();
		assertThat(reply).as("%s of %s is answered at once", operation, path).isCompleted();
		return reply.join().outcome();
	}

	private void accepts(String path, Operation... accepted) {
		for (Operation operation : Operation.values()) {
			if (!java.util.List.of(accepted).contains(operation)) {
				assertThat(operated(path, operation)).as("%s of %s", operation, path).isEqualTo(Outcome.REFUSED);
			}
		}
		for (Operation operation : accepted) {
			assertThat(operated(path, operation)).as("%s of %s", operation, path).isEqualTo(Outcome.OK);
		}
	}

	private int counted() {
		return kernel().snapshot().root().restartsInPeriod();
	}

	@Test
	void runningComponentTakesRestartStopAndReset() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec());
		accepts("/a", Operation.RESET, Operation.RESTART, Operation.STOP);
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
		assertThat(component("a").stoppedByOperator()).isTrue();
	}

	@Test
	void stoppedComponentTakesStartAndReset() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec());
		operate("/a", Operation.STOP);
		accepts("/a", Operation.RESET, Operation.START);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("a").stoppedByOperator()).isFalse();
		assertThat(component("a").restarts()).isZero();
		assertThat(component("a").generation()).isEqualTo(2);
	}

	@Test
	void restartingComponentTakesRestartStopAndReset() {
		startAll(Strategy.ONE_FOR_ONE, TEN_SECONDS, child("a").spec());
		child("a").die();
		assertThat(operated("/a", Operation.START)).isEqualTo(Outcome.REFUSED);
		operate("/a", Operation.RESTART);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("a").restarts()).isEqualTo(1);
		assertThat(component("a").manualRestarts()).isEqualTo(1);
		operate("/a", Operation.RESET);
		child("a").die();
		operate("/a", Operation.STOP);
		this.world.advance(Duration.ofMinutes(1));
		assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
		assertThat(child("a").starts()).isEqualTo(2);
	}

	@Test
	void restartNowStillWaitsForTheOldGenerationToClose() {
		startAll(Strategy.ONE_FOR_ONE, TEN_SECONDS, child("a").spec());
		Held stop = child("a").holdStop();
		child("a").die();
		operate("/a", Operation.RESTART);
		operate("/a", Operation.RESTART);
		assertThat(child("a").starts()).isEqualTo(1);
		stop.release();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		this.world.advance(Duration.ofMinutes(1));
		assertThat(child("a").starts()).isEqualTo(2);
	}

	@Test
	void restartNowRestartsTheGroup() {
		startAll(Strategy.ONE_FOR_ALL, TEN_SECONDS, child("a").spec(), child("b").spec());
		child("a").die();
		operate("/a", Operation.RESTART);
		assertThat(log()).containsExactly("start a", "start b", "close a", "stop b", "start a", "start b");
	}

	@Test
	void stoppingComponentTakesOnlyReset() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec());
		Held stop = child("a").holdStop();
		operate("/a", Operation.STOP);
		assertThat(component("a").state()).isEqualTo(ChildState.STOPPING);
		accepts("/a", Operation.RESET);
		stop.release();
	}

	@Test
	void startingComponentTakesStopAndReset() {
		Held start = child("a").holdStart();
		CompletableFuture<Void> started = starting(
				isolating(SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec())));
		assertThat(component("a").state()).isEqualTo(ChildState.STARTING);
		accepts("/a", Operation.RESET, Operation.STOP);
		assertThat(started).isCompleted();
		start.release();
		assertThat(states()).containsExactly("a=STOPPED", "b=RUNNING");
		assertThat(child("a").callable()).isFalse();
		assertThat(alive(child("a"))).isZero();
	}

	@Test
	void isolatedComponentTakesAllFour() {
		for (Operation operation : Operation.values()) {
			startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec(), child("b").spec());
			child("a").die();
			child("a").die();
			assertThat(states()).containsExactly("a=ISOLATED", "b=RUNNING");
			operate("/a", operation);
			ChildState expected = switch (operation) {
				case RESTART, START -> ChildState.RUNNING;
				case STOP -> ChildState.STOPPED;
				case RESET -> ChildState.ISOLATED;
			};
			assertThat(component("a").state()).as(operation.name()).isEqualTo(expected);
			this.world.advance(Duration.ofMinutes(4));
			assertThat(component("a").state()).as(operation.name()).isEqualTo(expected);
			anew();
		}
	}

	@Test
	void whoIsTakenOverWhileItsSiblingHangsIsNotStoppedAgain() throws Exception {
		Supervisor root = startAll(Strategy.REST_FOR_ONE, Backoff.NONE, child("a").spec(), child("b").spec());
		child("a").die();
		Held hung = child("b").holdStop();
		child("a").die();
		assertThat(states()).containsExactly("a=ISOLATED", "b=ISOLATED");
		assertThat(this.world.request(() -> root.terminateChild("a")).answer().ok()).isTrue();
		assertThat(this.world.request(() -> root.restartChild("a")).answer().ok()).isTrue();
		hung.release();
		assertThat(child("a").callable()).isTrue();
		assertThat(states()).containsExactly("a=RUNNING", "b=ISOLATED");
	}

	@Test
	void whoWaitsBehindSomebodyThatIsIsolatedAgainGoesOnWithoutIt() {
		startAll(Strategy.ONE_FOR_ALL, Backoff.NONE, child("a").spec(), child("b").spec());
		child("a").die();
		child("a").die();
		operate("/b", Operation.START);
		this.world.advance(Duration.ofMinutes(5));
		assertThat(states()).as("one on probation, one taken over").containsExactly("a=RUNNING", "b=RUNNING");
		child("a").failing(true);
		child("b").die();
		assertThat(states()).containsExactly("a=ISOLATED", "b=RUNNING");
	}

	@Test
	void whoIsIsolatedWhileItEndsHasEndedForGood() {
		startAll(Strategy.ONE_FOR_ALL, Backoff.NONE, child("a").spec((spec) -> spec.restart(RestartType.TRANSIENT)),
				child("b").spec());
		child("b").die();
		Held hung = child("a").holdStop();
		child("a").exitNormally();
		child("b").die();
		hung.release();
		assertThat(states()).containsExactly("a=STOPPED", "b=ISOLATED");
		this.world.advance(Duration.ofMinutes(5));
		assertThat(states()).containsExactly("a=STOPPED", "b=RUNNING");
		assertThat(this.world.violations()).isEmpty();
	}

	@Test
	void whatWasDeletedBeforeItsTurnIsNotStarted() throws Exception {
		Supervisor root = startAll(Strategy.ONE_FOR_ALL, Backoff.NONE, child("a").spec(), child("b").spec());
		operate("/b", Operation.STOP);
		Held hung = child("a").holdStart();
		child("a").die();
		Pending<Reply> deleted = this.world.request(() -> root.deleteChild("b"));
		operate("/b", Operation.START);
		hung.release();
		assertThat(deleted.answer().ok()).isTrue();
		assertThat(child("b").attempts()).isEqualTo(1);
		assertThat(states()).containsExactly("a=RUNNING");
	}

	@Test
	void startEndsIsolationForGood() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec(), child("b").spec());
		child("a").die();
		child("a").die();
		operate("/a", Operation.START);
		child("a").die();
		assertThat(component("a").state()).as("it is not on probation").isEqualTo(ChildState.RUNNING);
	}

	@Test
	void componentOfAnIsolatedGroupIsStartedWithItsGroup() {
		for (Operation operation : new Operation[] { Operation.START, Operation.RESTART }) {
			SupervisorSpec group = SupervisorSpec.builder("group")
				.intensity(0)
				.strategy(Strategy.ONE_FOR_ALL)
				.children(child("a").spec(), child("b").spec())
				.build();
			startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, group, child("c").spec());
			child("a").die();
			child("a").die();
			assertThat(component("a").state()).isEqualTo(ChildState.ISOLATED);
			assertThat(states()).containsExactly("group=ISOLATED", "c=RUNNING");
			operate("/group/b", operation);
			assertThat(states("/group")).containsExactly("a=RUNNING", "b=RUNNING");
			anew();
		}
	}

	@Test
	void componentStoppedWhileItsGroupIsDownStaysDownWithTheGroupBack() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.intensity(0)
			.children(child("a").spec(), child("b").spec())
			.build();
		startAll(Strategy.ONE_FOR_ONE, TEN_SECONDS, group, child("c").spec());
		child("a").die();
		assertThat(states()).containsExactly("group=RESTARTING", "c=RUNNING");
		assertThat(component("b").state()).isEqualTo(ChildState.RESTARTING);
		operate("/group/b", Operation.STOP);
		assertThat(component("b").state()).isEqualTo(ChildState.STOPPED);
		operate("/group/a", Operation.RESTART);
		assertThat(states("/group")).containsExactly("a=RUNNING", "b=STOPPED");
		assertThat(child("b").starts()).isEqualTo(1);
	}

	@Test
	void startThatWaitsForItsTurnSurvivesTheEndOfItsSupervisor() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.strategy(Strategy.ONE_FOR_ALL)
			.children(child("a").spec(), child("b").spec())
			.build();
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, group);
		operate("/group/b", Operation.STOP);
		Held hung = child("a").holdStart();
		child("a").die();
		operate("/group/b", Operation.START);
		operate("/group", Operation.RESTART);
		hung.release();
		assertThat(states("/group")).containsExactly("a=RUNNING", "b=RUNNING");
	}

	@Test
	void whatIsStartedAgainHasNotEnded() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec());
		operate("/a", Operation.STOP);
		assertThat(component("a").ended()).isNotNull();
		Held hung = child("a").holdStart();
		operate("/a", Operation.START);
		assertThat(component("a").state()).isEqualTo(ChildState.RESTARTING);
		assertThat(component("a").ended()).isNull();
		hung.release();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void groupStoppedAndStartedByHandCountsNoRestart() {
		SupervisorSpec group = SupervisorSpec.builder("group").children(child("a").spec(), child("b").spec()).build();
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, group);
		operate("/group", Operation.STOP);
		operate("/group", Operation.START);
		assertThat(states("/group")).containsExactly("a=RUNNING", "b=RUNNING");
		assertThat(component("a").generation()).isEqualTo(2);
		assertThat(component("a").restarts()).isZero();
		child("a").die();
		assertThat(component("a").restarts()).isOne();
	}

	@Test
	void supervisorTakesRestartOfItsWholeSubtree() {
		SupervisorSpec group = SupervisorSpec.builder("group").children(child("a").spec(), child("b").spec()).build();
		startAll(Strategy.ONE_FOR_ALL, Backoff.NONE, group, child("c").spec());
		operate("/group", Operation.RESTART);
		assertThat(log()).containsExactly("start a", "start b", "start c", "stop b", "stop a", "start a", "start b");
		assertThat(counted()).isZero();
		TreeSnapshot.Supervisor restarted = (TreeSnapshot.Supervisor) kernel().snapshot().find("/group");
		assertThat(restarted.restarts()).isZero();
	}

	@Test
	void rootTakesOnlyReset() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec());
		accepts("/", Operation.RESET);
	}

	@Test
	void unknownPathIsNotFound() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec());
		for (Operation operation : Operation.values()) {
			assertThat(operated("/nobody", operation)).isEqualTo(Outcome.NOT_FOUND);
		}
	}

	@Test
	void nothingIsTakenWhileTheTreeStops() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec(), child("b").spec());
		Held stop = child("a").holdStop();
		CompletableFuture<?> stopped = stopping();
		for (Operation operation : Operation.values()) {
			assertThat(operated("/b", operation)).isEqualTo(Outcome.NO_SUPERVISOR);
		}
		stop.release();
		assertThat(stopped).isCompleted();
		assertThat(child("b").starts()).isEqualTo(1);
	}

	@Test
	void operatorsStopSurvivesGroupAndParentRestarts() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.strategy(Strategy.ONE_FOR_ALL)
			.children(child("a").spec(), child("b").spec())
			.build();
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, group);
		operate("/group/b", Operation.STOP);
		child("a").die();
		assertThat(states("/group")).containsExactly("a=RUNNING", "b=STOPPED");
		operate("/group", Operation.RESTART);
		assertThat(states("/group")).containsExactly("a=RUNNING", "b=STOPPED");
		assertThat(child("a").starts()).isEqualTo(3);
		assertThat(child("b").starts()).isEqualTo(1);
		operate("/group/b", Operation.START);
		assertThat(states("/group")).containsExactly("a=RUNNING", "b=RUNNING");
	}

	@Test
	void requestToRestartEndsAnOperatorsStop() throws Exception {
		Supervisor root = startAll(Strategy.ONE_FOR_ALL, Backoff.NONE, child("a").spec(), child("b").spec());
		operate("/a", Operation.STOP);
		assertThat(this.world.request(() -> root.startChild(child("a").spec())).answer().outcome())
			.isEqualTo(Outcome.ALREADY_PRESENT);
		assertThat(this.world.request(() -> root.restartChild("a")).answer().ok()).isTrue();
		child("b").die();
		assertThat(child("a").starts()).as("group restarts take it along again").isEqualTo(3);
	}

	@Test
	void operatorsRestartTakesOneChildResetsNothingAndCountsApart() {
		startAll(Strategy.ONE_FOR_ALL, Backoff.NONE, child("a").spec(), child("b").spec());
		child("a").die();
		assertThat(counted()).isEqualTo(1);
		operate("/a", Operation.RESTART);
		assertThat(counted()).isEqualTo(1);
		assertThat(child("b").starts()).isEqualTo(2);
		assertThat(component("a").manualRestarts()).isEqualTo(1);
		assertThat(component("a").restarts()).isEqualTo(1);
		child("a").die();
		assertThat(component("a").state()).isEqualTo(ChildState.ISOLATED);
	}

	@Test
	void failingStartAfterAnOperatorsRestartIsTriedAgain() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec());
		child("a").failNext(1);
		operate("/a", Operation.RESTART);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(counted()).isEqualTo(1);
	}

	@Test
	void restartDuringTheBootOfItsSupervisorWaitsForItsTurn() {
		Held start = child("b").holdStart();
		CompletableFuture<Void> started = starting(
				isolating(SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec())));
		operate("/a", Operation.RESTART);
		assertThat(child("a").starts()).isEqualTo(1);
		start.release();
		assertThat(started).isCompleted();
		assertThat(child("a").starts()).isEqualTo(2);
	}

	@Test
	void resetForgetsWhatWasCountedBelowIt() {
		SupervisorSpec group = SupervisorSpec.builder("group").intensity(1).children(child("a").spec()).build();
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, group, child("b").spec());
		for (String path : new String[] { "/group/a", "/group", "/" }) {
			child("a").die();
			operate(path, Operation.RESET);
			TreeSnapshot.Supervisor reset = (TreeSnapshot.Supervisor) kernel().snapshot().find("/group");
			assertThat(reset.restartsInPeriod()).as(path).isZero();
		}
		assertThat(states()).containsExactly("group=RUNNING", "b=RUNNING");
		for (int i = 0; i < 4; i++) {
			child("b").suspect();
		}
		assertThat(component("b").degradedBy()).isEqualTo(Degradation.SUSPICION);
		operate("/", Operation.RESET);
		assertThat(component("b").degradedBy()).isNull();
	}

	@Test
	void resetShortensTheNextCoolDown() {
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec(), child("b").spec());
		child("a").die();
		child("a").die();
		child("a").failing(true);
		this.world.advance(Duration.ofMinutes(5));
		operate("/a", Operation.RESET);
		this.world.advance(Duration.ofMinutes(10));
		assertThat(child("a").attempts()).isEqualTo(4);
		this.world.advance(Duration.ofMinutes(10));
		assertThat(child("a").attempts()).isEqualTo(5);
	}

	@Test
	void resetEndsAProbation() {
		for (String path : new String[] { "/a", "/" }) {
			startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, child("a").spec(), child("b").spec());
			child("a").die();
			child("a").die();
			this.world.advance(Duration.ofMinutes(5));
			assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
			operate(path, Operation.RESET);
			child("a").die();
			assertThat(component("a").state()).as(path).isEqualTo(ChildState.RUNNING);
			child("a").die();
			assertThat(component("a").state()).as("its budget is spent").isEqualTo(ChildState.ISOLATED);
			this.world.advance(Duration.ofMinutes(5));
			assertThat(component("a").state()).as("first cool-down").isEqualTo(ChildState.RUNNING);
			anew();
		}
	}

	@Test
	void resetOfOneEndsTheProbationOfThatOneOnly() {
		startAll(Strategy.REST_FOR_ONE, Backoff.NONE, child("x").spec(), child("a").spec(), child("b").spec());
		child("a").die();
		child("a").die();
		assertThat(states()).containsExactly("x=RUNNING", "a=ISOLATED", "b=ISOLATED");
		this.world.advance(Duration.ofMinutes(5));
		operate("/a", Operation.RESET);
		child("a").die();
		assertThat(states()).containsExactly("x=RUNNING", "a=RUNNING", "b=RUNNING");
		child("b").die();
		assertThat(states()).containsExactly("x=RUNNING", "a=RUNNING", "b=ISOLATED");
	}

	@Test
	void resetForgetsTheBackoff() {
		startAll(Strategy.ONE_FOR_ONE, (attempt) -> Duration.ofSeconds((attempt == 1) ? 0 : 100), child("a").spec());
		child("a").die();
		operate("/a", Operation.RESET);
		child("a").die();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void operationsOnASupervisorThatIsGoingDownStartNothing() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.intensity(0)
			.children(child("a").spec(), child("b").spec())
			.build();
		startAll(Strategy.ONE_FOR_ONE, Backoff.NONE, group, child("c").spec());
		Held stop = child("a").holdStop();
		child("b").die();
		for (Operation operation : Operation.values()) {
			operated("/group/a", operation);
			operated("/group/b", operation);
		}
		stop.release();
		assertThat(alive(child("a"))).isLessThanOrEqualTo(1);
		assertThat(alive(child("b"))).isLessThanOrEqualTo(1);
		assertThat(states()).containsExactly("group=RUNNING", "c=RUNNING");
	}

}
