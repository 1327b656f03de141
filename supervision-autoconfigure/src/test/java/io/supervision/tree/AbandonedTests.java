package io.supervision.tree;

import java.time.Duration;
import java.util.function.UnaryOperator;

import io.supervision.event.SupervisionEvent.ChildAbandoned;
import io.supervision.event.SupervisionEvent.ChildIsolated;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.event.SupervisionEvent.RestartObserved;
import io.supervision.spec.Backoff;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import io.supervision.spec.Phase;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generations whose threads do not end.
 */
class AbandonedTests extends HandDrivenTests {

	private static final Duration SHUTDOWN = Duration.ofSeconds(5);

	private static TreeSpec tree(int maxAbandoned, Strategy strategy, ChildSpec... children) {
		SupervisorSpec root = SupervisorSpec.builder("root")
			.strategy(strategy)
			.intensity(100)
			.children(children)
			.build();
		TreeSpec spec = TreeSpec.isolating(root, Backoff.NONE, Backoff.NONE);
		return new TreeSpec(root, spec.giveUp(), spec.backoff(), spec.resetAfter(), spec.heldBackoff(), spec.coolDown(),
				spec.maxCoolDown(), spec.suspicionOutage(), maxAbandoned);
	}

	private ComponentSpec immortal(String id) {
		return immortal(id, UnaryOperator.identity());
	}

	private ComponentSpec immortal(String id, UnaryOperator<ComponentSpec.Builder> changes) {
		child(id).immortal();
		return child(id).spec(changes);
	}

	/** Let the running generation fail and not shut down. */
	private Held hang(String id) {
		Held stop = child(id).holdStop();
		child(id).die();
		this.world.advance(SHUTDOWN);
		return stop;
	}

	@Test
	void abandonedGenerationsCountUntilTheyEnd() {
		start(tree(3, Strategy.ONE_FOR_ONE, immortal("a")));
		hang("a");
		hang("a");
		assertThat(component("a").abandoned()).isEqualTo(2);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(events(ChildAbandoned.class)).extracting(ChildAbandoned::abandoned).containsExactly(1, 2);
		child("a").instances().get(0).threadsEnd();
		assertThat(component("a").abandoned()).isEqualTo(1);
		child("a").instances().get(0).threadsEnd();
		assertThat(component("a").abandoned()).as("ends once").isEqualTo(1);
	}

	@Test
	void generationThatSaysThatItDoesNotEndIsAbandonedAtOnce() {
		start(tree(3, Strategy.ONE_FOR_ONE, immortal("a")));
		child("a").endless();
		child("a").die();
		assertThat(component("a").abandoned()).isEqualTo(1);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(events(ChildAbandoned.class)).hasSize(1);
		child("a").instances().get(0).threadsEnd();
		assertThat(component("a").abandoned()).isZero();
	}

	@Test
	void oneTooManyIsIsolatedAloneWithoutClimbing() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.intensity(100)
			.children(immortal("a"), child("b").spec())
			.build();
		start(tree(1, Strategy.ONE_FOR_ONE, group, child("c").spec()));
		child("b").die();
		child("b").die();
		hang("a");
		hang("a");
		assertThat(states("/group")).containsExactly("a=ISOLATED", "b=RUNNING");
		assertThat(states()).containsExactly("group=RUNNING", "c=RUNNING");
		assertThat(child("b").starts()).isEqualTo(3);
		assertThat(child("c").starts()).isEqualTo(1);
		assertThat(events(ChildIsolated.class)).extracting(ChildIsolated::path).containsExactly("/group/a");
		assertThat(component("a").lastFailure().decision()).contains("isolated");
	}

	@Test
	void groupThatIsIsolatedWhileItStartsIsNotRunningAfterwards() {
		SupervisorSpec first = SupervisorSpec.builder("first")
			.strategy(Strategy.ONE_FOR_ALL)
			.children(immortal("a"), child("b").spec())
			.build();
		SupervisorSpec second = SupervisorSpec.builder("second").children(child("c").spec()).build();
		start(tree(0, Strategy.REST_FOR_ONE, child("x").spec(), first, second));
		hang("a");
		assertThat(states()).containsExactly("x=RUNNING", "first=ISOLATED", "second=ISOLATED");
		operate("/second", Operation.START);
		Held stop = child("c").holdStop();
		operate("/first", Operation.START);
		assertThat(states()).containsExactly("x=RUNNING", "first=ISOLATED", "second=ISOLATED");
		stop.release();
		assertThat(states()).containsExactly("x=RUNNING", "first=ISOLATED", "second=ISOLATED");
	}

	@Test
	void coolDownStartsNothingWhileTooManyAreLeft() {
		start(tree(1, Strategy.ONE_FOR_ONE, immortal("a"), child("b").spec()));
		hang("a");
		hang("a");
		this.world.advance(Duration.ofMinutes(5));
		assertThat(component("a").state()).isEqualTo(ChildState.ISOLATED);
		assertThat(child("a").starts()).isEqualTo(2);
		child("a").instances().get(0).threadsEnd();
		this.world.advance(Duration.ofMinutes(10));
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void afterASuspicionItRunsOn() {
		start(tree(1, Strategy.ONE_FOR_ONE, immortal("a")));
		hang("a");
		child("a").suspect();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("a").degradedBy()).isEqualTo(Degradation.SUSPICION);
		assertThat(component("a").degradedReason()).contains("abandoned");
		assertThat(child("a").starts()).isEqualTo(2);
	}

	@Test
	void exclusiveOneIsNotStartedWhileAnAbandonedOneLives() {
		start(tree(3, Strategy.ONE_FOR_ONE, immortal("a", (spec) -> spec.exclusive(true)), child("b").spec()));
		hang("a");
		assertThat(component("a").state()).isEqualTo(ChildState.RESTARTING);
		assertThat(component("a").phase()).isEqualTo(Phase.WAITING);
		assertThat(child("a").attempts()).isEqualTo(1);
		child("a").instances().get(0).threadsEnd();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void exclusiveVictimWaitsInItsPlace() {
		start(tree(3, Strategy.ONE_FOR_ALL, child("a").spec(), immortal("b", (spec) -> spec.exclusive(true)),
				child("c").spec()));
		Held stop = child("b").holdStop();
		child("a").die();
		this.world.advance(SHUTDOWN);
		assertThat(stop.reached()).isTrue();
		assertThat(states()).containsExactly("a=RUNNING", "b=RESTARTING", "c=RESTARTING");
		assertThat(child("b").attempts()).isEqualTo(1);
		child("b").instances().get(0).threadsEnd();
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
	}

	@Test
	void exclusiveOneWaitsAlsoForAnOperator() throws Exception {
		Supervisor root = start(tree(3, Strategy.ONE_FOR_ONE, immortal("a", (spec) -> spec.exclusive(true))));
		Held stop = child("a").holdStop();
		operate("/a", Operation.RESTART);
		this.world.advance(SHUTDOWN);
		assertThat(stop.reached()).isTrue();
		assertThat(child("a").attempts()).isEqualTo(1);
		assertThat(this.world.request(() -> root.terminateChild("a")).answer().ok()).isTrue();
		Pending<Reply> restarted = this.world.request(() -> root.restartChild("a"));
		restarted.isUnanswered();
		assertThat(child("a").attempts()).isEqualTo(1);
		child("a").instances().get(0).threadsEnd();
		assertThat(restarted.answer().ok()).isTrue();
		assertThat(alive(child("a"))).isEqualTo(1);
	}

	@Test
	void exclusiveOneThatWaitsCanBeTerminated() throws Exception {
		Supervisor root = start(tree(3, Strategy.ONE_FOR_ALL, immortal("a", (spec) -> spec.exclusive(true))));
		Held stop = child("a").holdStop();
		operate("/a", Operation.RESTART);
		this.world.advance(SHUTDOWN);
		assertThat(stop.reached()).isTrue();
		assertThat(this.world.request(() -> root.terminateChild("a")).answer().ok()).isTrue();
		child("a").instances().get(0).threadsEnd();
		assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
		assertThat(child("a").attempts()).isEqualTo(1);
	}

	@Test
	void suspicionDoesNotStopAnExclusiveOneThatCouldNotStart() {
		start(tree(3, Strategy.ONE_FOR_ONE, immortal("a")));
		hang("a");
		anew();
		start(tree(3, Strategy.REST_FOR_ONE, child("x").spec(), immortal("a", (spec) -> spec.exclusive(true))));
		child("x").suspect();
		assertThat(child("a").starts()).isEqualTo(2);
	}

	@Test
	void victimWithTooManyIsIsolatedAndNotRestartedWithItsGroup() {
		for (Strategy strategy : new Strategy[] { Strategy.REST_FOR_ONE, Strategy.ONE_FOR_ALL }) {
			SupervisorSpec group = SupervisorSpec.builder("group")
				.strategy(strategy)
				.intensity(100)
				.children(child("a").spec(), immortal("b"), child("c").spec())
				.build();
			start(tree(1, Strategy.ONE_FOR_ONE, group, child("d").spec()));
			Held first = child("b").holdStop();
			child("a").die();
			this.world.advance(SHUTDOWN);
			assertThat(states("/group")).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
			Held second = child("b").holdStop();
			child("a").die();
			this.world.advance(SHUTDOWN);
			boolean tied = strategy == Strategy.ONE_FOR_ALL;
			assertThat(first.reached() && second.reached()).isTrue();
			assertThat(component("b").abandoned()).isEqualTo(2);
			assertThat(child("b").starts()).isEqualTo(2);
			assertThat(child("c").starts()).as("it serves, though isolated").isEqualTo(3);
			assertThat(component("c").serving()).isTrue();
			assertThat(component("b").serving()).isFalse();
			assertThat(component("b").state()).isEqualTo(ChildState.ISOLATED);
			assertThat(component("c").state()).isEqualTo(ChildState.ISOLATED);
			assertThat(component("a").state()).isEqualTo(tied ? ChildState.ISOLATED : ChildState.RUNNING);
			assertThat(component("d").state()).isEqualTo(ChildState.RUNNING);
			assertThat(component("b").lastFailure().decision()).contains("isolated");
			anew();
		}
	}

	@Test
	void victimThatHasTooManyAlreadyIsNotStoppedForASiblingsRestartOnly() {
		start(tree(1, Strategy.REST_FOR_ONE, child("a").spec(), immortal("b"), child("c").spec()));
		hangOnRestart("b");
		hangOnRestart("b");
		assertThat(component("b").abandoned()).isEqualTo(2);
		child("a").die();
		assertThat(states()).containsExactly("a=RUNNING", "b=ISOLATED", "c=ISOLATED");
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(child("c").starts()).as("it serves, though isolated").isEqualTo(2);
		assertThat(component("c").serving()).isTrue();
	}

	private void hangOnRestart(String id) {
		Held stop = child(id).holdStop();
		operate("/" + id, Operation.RESTART);
		this.world.advance(SHUTDOWN);
		assertThat(stop.reached()).isTrue();
	}

	@Test
	void childWithTooManyIsNotStartedWithItsSupervisorAgain() {
		SupervisorSpec group = SupervisorSpec.builder("group").children(immortal("a"), child("b").spec()).build();
		start(tree(0, Strategy.ONE_FOR_ONE, group, child("c").spec()));
		Held stop = child("a").holdStop();
		operate("/group", Operation.RESTART);
		this.world.advance(SHUTDOWN);
		assertThat(stop.reached()).isTrue();
		assertThat(states("/group")).containsExactly("a=ISOLATED", "b=RUNNING");
		assertThat(child("a").starts()).isEqualTo(1);
	}

	@Test
	void treeThatEndsAsInOtpGivesUpForAVictimWithTooMany() {
		SupervisorSpec.Builder spec = SupervisorSpec.builder("root")
			.strategy(Strategy.ONE_FOR_ALL)
			.intensity(100)
			.children(child("a").spec(), immortal("b"));
		TreeSpec otp = TreeSpec.otp(spec.build());
		start(new TreeSpec(otp.root(), otp.giveUp(), otp.backoff(), otp.resetAfter(), otp.heldBackoff(), otp.coolDown(),
				otp.maxCoolDown(), otp.suspicionOutage(), 0));
		Held stop = child("b").holdStop();
		child("a").die();
		this.world.advance(SHUTDOWN);
		assertThat(stop.reached()).isTrue();
		assertThat(child("b").starts()).isEqualTo(1);
		assertThat(alive(child("a")) + alive(child("b"))).isZero();
		endReason();
	}

	@Test
	void dependencysRestartIsNotMadeWhenItWouldLeaveOneTooMany() {
		start(tree(1, Strategy.ONE_FOR_ONE,
				immortal("a", (spec) -> spec.dependencyPatience(Duration.ofMinutes(1)).patienceStopsFirst(true))));
		hang("a");
		child("a").instance()
			.link()
			.outOfPatience(Fault.dependency(Detector.EXCEPTION, new java.net.ConnectException("refused")));
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(events(RestartObserved.class)).singleElement()
			.extracting(RestartObserved::reason)
			.asString()
			.contains("abandoned");
	}

	@Test
	void exclusiveOneWaitsForACancelledStartThatComesBackLate() throws Exception {
		for (boolean operator : new boolean[] { false, true }) {
			Supervisor root = start(
					tree(3, Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.exclusive(true)), child("b").spec()));
			Held start = child("a").holdStart();
			child("a").die();
			assertThat(this.world.request(() -> root.terminateChild("a")).answer().ok()).isTrue();
			if (operator) {
				operate("/a", Operation.START);
			}
			else {
				this.world.request(() -> root.restartChild("a")).isUnanswered();
			}
			assertThat(child("a").attempts()).isEqualTo(2);
			Held stop = child("a").holdStop();
			start.release();
			assertThat(child("a").attempts()).as("the late one is being closed").isEqualTo(2);
			stop.release();
			assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
			assertThat(child("a").attempts()).isEqualTo(3);
			assertThat(child("a").instances().get(1).wasStopped()).isTrue();
			assertThat(alive(child("a"))).isEqualTo(1);
			anew();
		}
	}

	@Test
	void exclusiveOneWaitsForAStartThatTookTooLong() {
		start(tree(3, Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.exclusive(true)), child("b").spec()));
		Held start = child("a").holdStart();
		child("a").die();
		this.world.advance(Duration.ofSeconds(30));
		assertThat(component("a").state()).isEqualTo(ChildState.RESTARTING);
		assertThat(child("a").attempts()).isEqualTo(2);
		Held stop = child("a").holdStop();
		start.release();
		assertThat(child("a").attempts()).isEqualTo(2);
		stop.release();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(alive(child("a"))).isEqualTo(1);
	}

	@Test
	void exclusiveOneThatWasRemovedAndAddedAgainStillWaits() throws Exception {
		ComponentSpec spec = child("a").spec((builder) -> builder.exclusive(true).restart(RestartType.TEMPORARY));
		Supervisor root = start(tree(3, Strategy.ONE_FOR_ONE, child("b").spec()));
		Held start = child("a").holdStart();
		this.world.request(() -> root.startChild(spec));
		assertThat(this.world.request(() -> root.terminateChild("a")).answer().ok()).isTrue();
		assertThat(states()).containsExactly("b=RUNNING");
		Pending<Reply> again = this.world.request(() -> root.startChild(spec));
		assertThat(child("a").attempts()).isEqualTo(1);
		start.release();
		assertThat(again.answer().ok()).isTrue();
		assertThat(child("a").attempts()).isEqualTo(2);
		assertThat(alive(child("a"))).isEqualTo(1);
	}

	@Test
	void hungStartsCountTooAndEndInIsolation() {
		start(tree(2, Strategy.ONE_FOR_ONE, child("a").spec(), child("b").spec()));
		child("a").holdStart();
		child("a").die();
		for (int i = 0; i < 2; i++) {
			Held start = child("a").holdStart();
			this.world.advance(Duration.ofSeconds(30));
			assertThat(start.reached()).isTrue();
		}
		assertThat(component("a").abandoned()).isEqualTo(2);
		this.world.advance(Duration.ofSeconds(30));
		assertThat(component("a").state()).isEqualTo(ChildState.ISOLATED);
		assertThat(component("a").abandoned()).isEqualTo(3);
	}

}
