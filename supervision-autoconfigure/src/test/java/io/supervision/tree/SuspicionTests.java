package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.supervision.event.SupervisionEvent.ChildDegraded;
import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.event.SupervisionEvent.RestartObserved;
import io.supervision.spec.Backoff;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import io.supervision.spec.Mode;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.Phase;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What suspicions lead to: a short restart out of the allowance of everyone it takes
 * along, and nothing that counts.
 */
class SuspicionTests extends HandDrivenTests {

	private static final Duration RESET_AFTER = Duration.ofSeconds(60);

	private Supervisor startAll(Strategy strategy, ChildSpec... children) {
		return start(tree(strategy, children));
	}

	private static TreeSpec tree(Strategy strategy, ChildSpec... children) {
		return isolating(SupervisorSpec.builder("root").strategy(strategy).children(children));
	}

	private void suspect(String id, int times) {
		for (int i = 0; i < times; i++) {
			child(id).suspect();
		}
	}

	private int counted() {
		return kernel().snapshot().root().restartsInPeriod();
	}

	private void runsOn(String id, String why) {
		assertThat(component(id).state()).isEqualTo(ChildState.RUNNING);
		assertThat(component(id).degradedBy()).isEqualTo(Degradation.SUSPICION);
		assertThat(component(id).degradedReason()).contains(why);
		assertThat(child(id).callable()).isTrue();
		List<RestartObserved> observed = events(RestartObserved.class);
		assertThat(observed.get(observed.size() - 1).reason()).contains(why);
	}

	@Test
	void threeRestartsAreMadeAndNoneOfThemCounts() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		suspect("a", 3);
		assertThat(child("a").starts()).isEqualTo(4);
		assertThat(counted()).isZero();
		assertThat(component("a").restarts()).isEqualTo(3);
		assertThat(component("a").degradedBy()).isNull();
		suspect("a", 5);
		assertThat(child("a").starts()).isEqualTo(4);
		runsOn("a", "the allowance of 'a' is spent");
		assertThat(events(ChildFailed.class)).hasSize(3).allMatch((event) -> event.kind() == Fault.Kind.SUSPICION);
		assertThat(events(ChildDegraded.class)).hasSize(1);
		assertThat(component("a").incidents()).hasSizeGreaterThanOrEqualTo(2);
	}

	@Test
	void allowanceIsFullAgainAsAWholeAfterAHealthyStretch() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		suspect("a", 4);
		this.world.advance(RESET_AFTER.minusNanos(1));
		assertThat(component("a").degradedBy()).isEqualTo(Degradation.SUSPICION);
		this.world.advance(Duration.ofNanos(1));
		assertThat(component("a").degradedBy()).isNull();
		assertThat(component("a").degradedReason()).isNull();
		suspect("a", 3);
		assertThat(child("a").starts()).isEqualTo(7);
	}

	@Test
	void anySuspicionPutsOffTheHealthyStretch() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		suspect("a", 2);
		this.world.advance(Duration.ofSeconds(59));
		suspect("a", 1);
		this.world.advance(Duration.ofSeconds(59));
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(4);
		this.world.advance(Duration.ofSeconds(59));
		assertThat(component("a").degradedBy()).isEqualTo(Degradation.SUSPICION);
		this.world.advance(Duration.ofSeconds(1));
		assertThat(component("a").degradedBy()).isNull();
	}

	@Test
	void extraTriesComeAtDoublingDistances() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		suspect("a", 3);
		List<Integer> tries = new ArrayList<>();
		for (int second = 10; second <= 3000; second += 10) {
			this.world.advance(Duration.ofSeconds(10));
			int before = child("a").starts();
			suspect("a", 1);
			if (child("a").starts() > before) {
				tries.add(second);
			}
		}
		assertThat(tries).containsExactly(60, 180, 420, 900, 1500, 2100, 2700);
		assertThat(counted()).isZero();
	}

	@Test
	void distancesOfExtraTriesDoNotOverflow() {
		TreeSpec spec = tree(Strategy.ONE_FOR_ONE, child("a").spec());
		start(new TreeSpec(spec.root(), spec.giveUp(), spec.backoff(), Duration.ofDays(1), spec.heldBackoff(),
				spec.coolDown(), spec.maxCoolDown(), spec.suspicionOutage(), spec.maxAbandoned()));
		suspect("a", 3);
		for (int i = 0; i < 60; i++) {
			this.world.advance(Duration.ofHours(23));
			suspect("a", 1);
		}
		int starts = child("a").starts();
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(starts);
	}

	@Test
	void componentWithoutAllowanceRunsOn() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.suspicionAllowance(0)));
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(1);
		runsOn("a", "allowance");
	}

	@Test
	void everybodyWhoIsRestartedPays() {
		startAll(Strategy.ONE_FOR_ALL, child("a").spec(), child("b").spec());
		suspect("a", 3);
		assertThat(child("b").starts()).isEqualTo(4);
		suspect("b", 1);
		assertThat(child("b").starts()).isEqualTo(4);
		runsOn("b", "is spent");
	}

	@Test
	void noRestartIsMadeWhenASiblingHasNoneLeft() {
		startAll(Strategy.REST_FOR_ONE, child("a").spec(), child("b").spec((spec) -> spec.suspicionAllowance(1)));
		suspect("a", 2);
		assertThat(child("a").starts()).isEqualTo(2);
		runsOn("a", "the allowance of 'b' is spent");
		assertThat(component("b").degradedBy()).isNull();
		List<RestartObserved> observed = events(RestartObserved.class);
		assertThat(observed.get(0).siblings()).containsExactly("/a", "/b");
	}

	@Test
	void allowanceOfWhoeverPaidAlongIsFullAgainToo() {
		startAll(Strategy.REST_FOR_ONE, child("a").spec(), child("b").spec((spec) -> spec.suspicionAllowance(2)));
		suspect("a", 2);
		this.world.advance(RESET_AFTER);
		suspect("a", 2);
		assertThat(child("a").starts()).isEqualTo(5);
		assertThat(component("a").degradedBy()).isNull();
	}

	@Test
	void allowanceOutlivesItsSupervisor() {
		SupervisorSpec.Builder group = SupervisorSpec.builder("group").children(child("a").spec(), child("b").spec());
		startAll(Strategy.ONE_FOR_ONE, group.build());
		suspect("a", 3);
		operate("/group", Operation.RESTART);
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(5);
		runsOn("a", "allowance");
	}

	@Test
	void restartThatTakesTooLongIsNotMade() {
		Held start = child("a").holdStart();
		starting(tree(Strategy.ONE_FOR_ONE, child("a").spec()));
		this.world.advance(Duration.ofMillis(2001));
		start.release();
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(1);
		runsOn("a", "suspicion-outage");
	}

	@Test
	void timesOfAllWhoAreRestartedAreAddedUp() {
		Held a = child("a").holdStart();
		Held b = child("b").holdStart();
		starting(tree(Strategy.REST_FOR_ONE, child("a").spec(), child("b").spec()));
		this.world.advance(Duration.ofMillis(1100));
		a.release();
		this.world.advance(Duration.ofMillis(1100));
		b.release();
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(1);
		suspect("b", 1);
		assertThat(child("b").starts()).isEqualTo(2);
	}

	@Test
	void longRestartIsMadeWhereTheNewOneStartsFirst() {
		Held start = child("a").overlapping().holdStart();
		starting(tree(Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.replace(Replace.START_FIRST))));
		this.world.advance(Duration.ofSeconds(5));
		start.release();
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(child("a").instances().get(0).wasStopped()).isTrue();
		assertThat(child("a").callable()).isTrue();
	}

	@Test
	void restartIsCalledOffWhenCallsAreStillInFlight() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		child("a").busy(true);
		Held drain = child("a").holdDrain();
		suspect("a", 1);
		assertThat(component("a").state()).isEqualTo(ChildState.RESTARTING);
		assertThat(component("a").phase()).isEqualTo(Phase.DRAINING);
		assertThat(child("a").callable()).isFalse();
		drain.release();
		assertThat(child("a").instance().wasStopped()).isFalse();
		runsOn("a", "called off");
		assertThat(component("a").restarts()).isZero();
		assertThat(component("a").lastFailure()).isNull();
		assertThat(events(ChildFailed.class)).isEmpty();
	}

	@Test
	void restartThatIsCalledOffIsPaidByTheOneItWasFor() {
		startAll(Strategy.ONE_FOR_ALL, child("a").spec(), child("b").spec());
		child("b").busy(true);
		suspect("a", 5);
		child("b").busy(false);
		suspect("a", 1);
		assertThat(child("a").starts()).as("callers of 'a' were held up often enough").isEqualTo(1);
		suspect("b", 1);
		assertThat(child("b").starts()).as("the allowance of 'a' is spent for its siblings too").isEqualTo(1);
		this.world.advance(RESET_AFTER);
		suspect("b", 1);
		assertThat(child("b").starts()).isEqualTo(2);
	}

	@Test
	void groupIsCalledOffWhenOneHasCallsInFlight() {
		startAll(Strategy.ONE_FOR_ALL, child("a").spec(), child("b").spec());
		child("b").busy(true);
		suspect("a", 1);
		assertThat(log()).containsExactly("start a", "start b");
		assertThat(child("a").callable()).isTrue();
		assertThat(child("b").callable()).isTrue();
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING");
		runsOn("a", "called off");
	}

	@Test
	void groupIsDrainedBeforeAnythingIsClosed() {
		startAll(Strategy.ONE_FOR_ALL, child("a").spec(), child("b").spec());
		Held drain = child("b").holdDrain();
		suspect("a", 1);
		assertThat(log()).containsExactly("start a", "start b");
		assertThat(child("b").callable()).isFalse();
		drain.release();
		assertThat(log()).containsExactly("start a", "start b", "stop b", "stop a", "start a", "start b");
	}

	@Test
	void thoseWhoCallOthersAreDrainedBeforeThem() {
		startAll(Strategy.REST_FOR_ONE, child("a").spec(), child("b").spec());
		Held calls = child("b").holdDrain();
		Held called = child("a").holdDrain();
		suspect("a", 1);
		assertThat(child("b").callable()).isFalse();
		assertThat(child("a").callable()).as("calls in flight in 'b' may need it").isTrue();
		calls.release();
		assertThat(child("a").callable()).isFalse();
		called.release();
		assertThat(log()).containsExactly("start a", "start b", "stop b", "stop a", "start a", "start b");
	}

	@Test
	void allOfAGroupHaveOneWaitTimeoutToDrain() {
		startAll(Strategy.REST_FOR_ONE, child("a").spec((spec) -> spec.waitTimeout(Duration.ofMillis(300))),
				child("b").spec());
		Held calls = child("b").holdDrain();
		Held called = child("a").holdDrain();
		suspect("a", 1);
		this.world.advance(Duration.ofMillis(200));
		calls.release();
		this.world.advance(Duration.ofMillis(100));
		assertThat(component("a").phase()).isEqualTo(Phase.DRAINING);
		this.world.advance(Duration.ofMillis(100));
		runsOn("a", "called off");
		called.release();
		assertThat(child("a").callable()).isTrue();
		assertThat(child("b").callable()).isTrue();
		assertThat(log()).containsExactly("start a", "start b");
	}

	@Test
	void drainThatDoesNotComeBackIsCalledOffAfterTheWaitTimeout() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.waitTimeout(Duration.ofMillis(300))));
		Held drain = child("a").holdDrain();
		suspect("a", 1);
		this.world.advance(Duration.ofMillis(400));
		runsOn("a", "called off");
		drain.release();
		assertThat(child("a").starts()).isEqualTo(1);
		runsOn("a", "called off");
	}

	@Test
	void failureReportedDuringADrainThatIsCalledOffIsHandled() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		child("a").busy(true);
		Held drain = child("a").holdDrain();
		suspect("a", 1);
		child("a").die();
		drain.release();
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(child("a").callable()).isTrue();
		assertThat(counted()).isEqualTo(1);
	}

	@Test
	void failureReportedDuringADrainThatSucceedsIsAbsorbed() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		Held drain = child("a").holdDrain();
		suspect("a", 1);
		child("a").die();
		drain.release();
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(counted()).isZero();
	}

	@Test
	void childTerminatedDuringTheDrainStaysDown() throws Exception {
		for (boolean busy : new boolean[] { false, true }) {
			Supervisor root = startAll(Strategy.ONE_FOR_ONE, child("a").spec());
			child("a").busy(busy);
			Held drain = child("a").holdDrain();
			suspect("a", 1);
			assertThat(this.world.request(() -> root.terminateChild("a")).answer().ok()).isTrue();
			drain.release();
			assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
			assertThat(child("a").callable()).isFalse();
			assertThat(child("a").starts()).isEqualTo(1);
			anew();
		}
	}

	@Test
	void siblingTerminatedDuringTheDrainStaysDownAndTheRestGoesOn() throws Exception {
		for (boolean busy : new boolean[] { false, true }) {
			Supervisor root = startAll(Strategy.ONE_FOR_ALL, child("a").spec(), child("b").spec());
			child("a").busy(busy);
			Held drain = child("a").holdDrain();
			suspect("a", 1);
			this.world.request(() -> root.terminateChild("b")).answer();
			drain.release();
			assertThat(states()).containsExactly("a=RUNNING", "b=STOPPED");
			assertThat(child("a").callable()).isTrue();
			anew();
		}
	}

	@Test
	void treeStoppedDuringTheDrainStaysDown() {
		for (boolean busy : new boolean[] { false, true }) {
			startAll(Strategy.ONE_FOR_ONE, child("a").spec());
			child("a").busy(busy);
			Held drain = child("a").holdDrain();
			suspect("a", 1);
			stop();
			drain.release();
			assertThat(child("a").starts()).isEqualTo(1);
			anew();
		}
	}

	@Test
	void groupStoppedDuringTheDrainStaysDown() {
		SupervisorSpec.Builder group = SupervisorSpec.builder("group")
			.restart(RestartType.TRANSIENT)
			.children(child("a").spec());
		for (boolean busy : new boolean[] { false, true }) {
			startAll(Strategy.ONE_FOR_ONE, group.children(child("a").spec()).build());
			child("a").busy(busy);
			Held drain = child("a").holdDrain();
			suspect("a", 1);
			operate("/group", Operation.RESTART);
			drain.release();
			assertThat(child("a").starts()).isEqualTo(2);
			assertThat(alive(child("a"))).isEqualTo(1);
			anew();
		}
	}

	@Test
	void observedSuspicionIsRecordedAndNothingElse() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.suspicion(OnSuspicion.OBSERVE)),
				child("b").spec((spec) -> spec.mode(Mode.OBSERVE)));
		suspect("a", 2);
		suspect("b", 1);
		child("b").die();
		assertThat(log()).containsExactly("start a", "start b");
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING");
		assertThat(events(RestartObserved.class)).extracting(RestartObserved::path)
			.containsExactly("/a", "/a", "/b", "/b");
		assertThat(component("a").incidents()).singleElement().extracting(Incident::count).isEqualTo(2);
		assertThat(component("a").lastFailure()).isNull();
		assertThat(component("a").degradedBy()).isNull();
	}

	@Test
	void observedEndThatWouldNotBeFollowedByARestartIsNotARestartObserved() {
		startAll(Strategy.ONE_FOR_ONE,
				child("a").spec((spec) -> spec.restart(RestartType.TRANSIENT).mode(Mode.OBSERVE)));
		child("a").exitNormally();
		assertThat(events(RestartObserved.class)).isEmpty();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void suspicionThatIsToFailCounts() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.suspicion(OnSuspicion.FAIL)));
		suspect("a", 2);
		assertThat(child("a").starts()).isEqualTo(3);
		assertThat(counted()).isEqualTo(2);
		assertThat(events(ChildFailed.class)).extracting(ChildFailed::kind).containsOnly(Fault.Kind.FAILURE);
	}

	@Test
	void generationEndsOnce() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		this.world.atOnce(() -> {
			child("a").die();
			child("a").suspect();
			child("a").die();
		});
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(counted()).isEqualTo(1);
		suspect("a", 3);
		assertThat(child("a").starts()).as("allowance is untouched").isEqualTo(5);
		this.world.advance(RESET_AFTER);
		this.world.atOnce(() -> {
			child("a").suspect();
			child("a").die();
		});
		assertThat(child("a").starts()).isEqualTo(6);
		assertThat(counted()).isZero();
	}

	@Test
	void suspicionOfAnOldGenerationChangesNothing() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		suspect("a", 1);
		child("a").instances().get(0).link().suspected(Fault.suspicion(Detector.RESULT, new Exception("late")));
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(component("a").degradedBy()).isNull();
	}

	@Test
	void startThatFailsAfterASuspicionCounts() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		child("a").failNext(1);
		suspect("a", 1);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(counted()).isEqualTo(1);
	}

	@Test
	void temporaryComponentRunsOnBecauseItWouldNotComeBack() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec(RestartType.TEMPORARY));
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(1);
		runsOn("a", "TEMPORARY");
	}

	@Test
	void temporarySiblingIsNotLostToASuspicion() {
		startAll(Strategy.ONE_FOR_ALL, child("a").spec(), child("b").spec(RestartType.TEMPORARY));
		suspect("a", 1);
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING");
		runsOn("a", "TEMPORARY");
	}

	@Test
	void groupWithASupervisorIsNotRestartedOnSuspicion() {
		SupervisorSpec nested = SupervisorSpec.builder("nested").children(child("b").spec()).build();
		startAll(Strategy.REST_FOR_ONE, child("a").spec(), nested);
		suspect("a", 1);
		runsOn("a", "supervisor 'nested'");
		assertThat(child("b").starts()).isEqualTo(1);
	}

	@Test
	void suspicionsDuringAReplacementCostNothing() {
		startAll(Strategy.ONE_FOR_ONE, child("a").overlapping().spec((spec) -> spec.replace(Replace.START_FIRST)));
		Held start = child("a").holdStart();
		suspect("a", 5);
		start.release();
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(component("a").degradedBy()).isNull();
		suspect("a", 2);
		assertThat(child("a").starts()).isEqualTo(4);
	}

	@Test
	void dependencyOnlyDegradesUntilItWorksAgain() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		dependencyFails();
		assertThat(component("a").degradedBy()).isEqualTo(Degradation.DEPENDENCY);
		assertThat(child("a").starts()).isEqualTo(1);
		child("a").instance().link().recovered();
		assertThat(component("a").degradedBy()).isNull();
		assertThat(component("a").degradedReason()).isNull();
		suspect("a", 3);
		assertThat(child("a").starts()).as("allowance is untouched").isEqualTo(4);
	}

	@Test
	void newGenerationHasNotNoticedADependencyYet() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		dependencyFails();
		child("a").die();
		assertThat(component("a").degradedBy()).isNull();
		assertThat(component("a").degradedReason()).isNull();
	}

	@Test
	void dependencyDoesNotHideASuspicion() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.suspicionAllowance(0)));
		suspect("a", 1);
		dependencyFails();
		child("a").instance().link().recovered();
		assertThat(component("a").degradedBy()).isEqualTo(Degradation.SUSPICION);
	}

	@Test
	void dependencyThatIsStillDownShowsOnceASuspicionIsOver() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.suspicionAllowance(0)));
		suspect("a", 1);
		dependencyFails();
		this.world.advance(RESET_AFTER);
		assertThat(component("a").degradedBy()).isEqualTo(Degradation.DEPENDENCY);
		child("a").instance().link().recovered();
		assertThat(component("a").degradedBy()).isNull();
	}

	@Test
	void dependencyThatFailsDuringADrainThatIsCalledOffShows() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec(), child("b").spec((spec) -> spec.suspicionAllowance(0)));
		child("a").busy(true);
		Held drain = child("a").holdDrain();
		suspect("a", 1);
		dependencyFails();
		drain.release();
		runsOn("a", "called off");
		this.world.advance(RESET_AFTER);
		assertThat(component("a").degradedBy()).isEqualTo(Degradation.DEPENDENCY);
	}

	@Test
	void recoveryOvertakesNoFault() {
		startAll(Strategy.REST_FOR_ONE, child("a").spec(), child("b").spec());
		Held start = child("b").holdStart();
		child("b").die();
		dependencyFails();
		child("a").instance().link().recovered();
		start.release();
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING");
		assertThat(component("a").degradedBy()).isNull();
		assertThat(events(ChildDegraded.class)).hasSize(1);
	}

	@Test
	void stopThatIsGivenUpIsMeasuredToo() {
		startAll(Strategy.ONE_FOR_ONE,
				child("a").spec((spec) -> spec.shutdown(Shutdown.within(Duration.ofSeconds(5)))));
		child("a").holdStop();
		suspect("a", 1);
		this.world.advance(Duration.ofSeconds(5));
		assertThat(child("a").starts()).isEqualTo(2);
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(2);
		runsOn("a", "suspicion-outage");
	}

	private void dependencyFails() {
		child("a").instance()
			.link()
			.suspected(Fault.dependency(Detector.EXCEPTION, new java.net.ConnectException("refused")));
	}

	@Test
	void resetEmptiesAllowanceAndDegradation() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		suspect("a", 4);
		operate("/a", Operation.RESET);
		assertThat(component("a").degradedBy()).isNull();
		assertThat(child("a").starts()).isEqualTo(4);
		suspect("a", 3);
		assertThat(child("a").starts()).isEqualTo(7);
	}

	@Test
	void resetHasWhatIsWrongToldAgain() {
		startAll(Strategy.ONE_FOR_ONE, child("a").spec());
		dependencyFails();
		operate("/a", Operation.RESET);
		assertThat(component("a").degradedBy()).isNull();
		assertThat(child("a").instance().resets()).isEqualTo(1);
	}

	@Test
	void restartOnSuspicionDoesNotWait() {
		TreeSpec spec = TreeSpec.isolating(SupervisorSpec.builder("root").children(child("a").spec()).build(),
				(attempt) -> Duration.ofSeconds(10), Backoff.NONE);
		start(spec);
		suspect("a", 1);
		assertThat(child("a").starts()).isEqualTo(2);
	}

}
