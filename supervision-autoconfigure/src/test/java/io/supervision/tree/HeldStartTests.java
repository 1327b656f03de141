package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.spec.Backoff;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
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
 * Starts that wait for a dependency: uncounted, with a backoff of their own, and whoever
 * the strategy ties to them waits too.
 */
class HeldStartTests extends HandDrivenTests {

	private static final Backoff DOUBLING = (attempt) -> Duration.ofSeconds(Math.min(60, 1L << Math.min(attempt, 10)));

	private static TreeSpec tree(Strategy strategy, ChildSpec... children) {
		return TreeSpec.isolating(SupervisorSpec.builder("root").strategy(strategy).children(children).build(),
				Backoff.NONE, DOUBLING);
	}

	private ComponentSpec optional(String id) {
		return child(id).spec((spec) -> spec.startOptional(true));
	}

	private void dependencyDown(String id) {
		child(id).failing(true);
		child(id).classification(Classification.DEPENDENCY);
	}

	private int counted() {
		return kernel().snapshot().root().restartsInPeriod();
	}

	private void isHeld(String id) {
		assertThat(component(id).state()).isEqualTo(ChildState.RESTARTING);
		assertThat(component(id).phase()).isEqualTo(Phase.WAITING);
		assertThat(component(id).heldSince()).isNotNull();
		assertThat(component(id).nextAttemptAt()).isNotNull();
		assertThat(component(id).degradedReason()).contains("failed");
	}

	@Test
	void bootFailsWhateverTheClassification() {
		dependencyDown("b");
		CompletableFuture<Void> started = starting(tree(Strategy.ONE_FOR_ONE, child("a").spec(), child("b").spec()));
		assertThat(started).isCompletedExceptionally();
		assertThat(log()).containsExactly("start a", "fail b", "stop a");
		assertThat(events(ChildStartFailed.class)).singleElement().matches((event) -> !event.heldByDependency());
	}

	@Test
	void optionalComponentLetsTheBootGoOn() {
		dependencyDown("a");
		start(tree(Strategy.ONE_FOR_ONE, optional("a"), child("b").spec()));
		assertThat(states()).containsExactly("a=RESTARTING", "b=RUNNING");
		isHeld("a");
		child("a").failing(false);
		this.world.advance(Duration.ofSeconds(2));
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING");
		assertThat(component("a").heldSince()).isNull();
		assertThat(component("a").degradedReason()).isNull();
		assertThat(component("a").restarts()).isZero();
	}

	@Test
	void optionalComponentIsHeldWhateverItsFirstStartsFailFor() {
		child("a").failing(true);
		start(tree(Strategy.ONE_FOR_ONE, optional("a"), child("b").spec()));
		for (int i = 0; i < 10; i++) {
			this.world.advance(Duration.ofSeconds(60));
		}
		assertThat(states()).containsExactly("a=RESTARTING", "b=RUNNING");
		isHeld("a");
		assertThat(counted()).isZero();
		child("a").failing(false);
		this.world.advance(Duration.ofSeconds(60));
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING");
		child("a").failNext(1);
		child("a").die();
		assertThat(counted()).as("once it has run, its starts count").isEqualTo(2);
	}

	@Test
	void laterOnesWaitBehindAHeldOneUnderRestForOne() {
		dependencyDown("b");
		start(tree(Strategy.REST_FOR_ONE, child("a").spec(), optional("b"), child("c").spec()));
		assertThat(states()).containsExactly("a=RUNNING", "b=RESTARTING", "c=RESTARTING");
		assertThat(log()).containsExactly("start a", "fail b");
		child("b").failing(false);
		this.world.advance(Duration.ofSeconds(2));
		assertThat(log()).containsExactly("start a", "fail b", "start b", "start c");
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
	}

	@Test
	void allOthersWaitForAHeldOneUnderOneForAll() {
		dependencyDown("b");
		start(tree(Strategy.ONE_FOR_ALL, child("a").spec(), optional("b"), child("c").spec()));
		assertThat(states()).containsExactly("a=RESTARTING", "b=RESTARTING", "c=RESTARTING");
		assertThat(log()).containsExactly("start a", "fail b", "stop a");
		child("b").failing(false);
		this.world.advance(Duration.ofSeconds(2));
		assertThat(log()).containsExactly("start a", "fail b", "stop a", "start a", "start b", "start c");
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
		assertThat(counted()).isZero();
	}

	@Test
	void temporaryOneThatWaitedIsStartedToo() {
		dependencyDown("a");
		start(tree(Strategy.REST_FOR_ONE, optional("a"), child("b").spec(RestartType.TEMPORARY)));
		child("a").failing(false);
		this.world.advance(Duration.ofSeconds(2));
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING");
	}

	@Test
	void temporaryOneThatHadToGoDoesNotDisturbTheRest() {
		dependencyDown("b");
		start(tree(Strategy.ONE_FOR_ALL, child("a").spec(RestartType.TEMPORARY), optional("b")));
		assertThat(states()).containsExactly("b=RESTARTING");
		child("b").failing(false);
		this.world.advance(Duration.ofSeconds(2));
		assertThat(states()).containsExactly("b=RUNNING");
	}

	@Test
	void heldStartIsUncountedUnderEachStrategy() {
		for (Strategy strategy : Strategy.values()) {
			start(tree(strategy, child("a").spec(), child("b").spec(), child("c").spec()));
			dependencyDown("b");
			child("b").die();
			isHeld("b");
			assertThat(counted()).isEqualTo(1);
			for (int i = 0; i < 20; i++) {
				this.world.advance(Duration.ofSeconds(60));
			}
			isHeld("b");
			assertThat(counted()).isEqualTo(1);
			assertThat(events(ChildStartFailed.class)).allMatch(ChildStartFailed::heldByDependency);
			child("b").failing(false);
			this.world.advance(Duration.ofSeconds(60));
			assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
			anew();
		}
	}

	@Test
	void attemptsOfAHeldStartComeAtGrowingDistances() {
		start(tree(Strategy.ONE_FOR_ONE, child("a").spec()));
		dependencyDown("a");
		child("a").die();
		isTriedAtGrowingDistances("a");
	}

	@Test
	void optionalComponentThatHasNeverRunIsTriedAtGrowingDistancesToo() {
		dependencyDown("a");
		start(tree(Strategy.ONE_FOR_ONE, optional("a")));
		Instant since = component("a").heldSince();
		isTriedAtGrowingDistances("a");
		assertThat(component("a").heldSince()).isEqualTo(since);
	}

	@Test
	void patienceWithAnOptionalComponentThatHasNeverRunEndsToo() {
		dependencyDown("a");
		start(tree(Strategy.ONE_FOR_ONE,
				child("a").spec((spec) -> spec.startOptional(true).dependencyPatience(Duration.ofSeconds(20)))));
		this.world.advance(Duration.ofSeconds(20).minusNanos(1));
		assertThat(counted()).isZero();
		this.world.advance(Duration.ofNanos(1));
		assertThat(counted()).isEqualTo(1);
	}

	private void isTriedAtGrowingDistances(String id) {
		int[] distances = { 2, 4, 8, 16, 32, 60, 60 };
		for (int seconds : distances) {
			int attempts = child(id).attempts();
			this.world.advance(Duration.ofSeconds(seconds).minusNanos(1));
			assertThat(child(id).attempts()).isEqualTo(attempts);
			this.world.advance(Duration.ofNanos(1));
			assertThat(child(id).attempts()).isEqualTo(attempts + 1);
			isHeld(id);
		}
	}

	@Test
	void supervisorWithAHeldChildCountsAsStarted() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.strategy(Strategy.REST_FOR_ONE)
			.children(child("a").spec(), child("b").spec())
			.build();
		start(tree(Strategy.ONE_FOR_ONE, group, child("c").spec()));
		dependencyDown("a");
		operate("/group", Operation.RESTART);
		assertThat(states()).containsExactly("group=RUNNING", "c=RUNNING");
		assertThat(states("/group")).containsExactly("a=RESTARTING", "b=RESTARTING");
		assertThat(counted()).isZero();
	}

	@Test
	void patienceEndsInAStartFailure() {
		start(tree(Strategy.ONE_FOR_ONE, child("a").spec((spec) -> spec.dependencyPatience(Duration.ofSeconds(20)))));
		dependencyDown("a");
		child("a").die();
		this.world.advance(Duration.ofSeconds(20).minusNanos(1));
		assertThat(counted()).isEqualTo(1);
		this.world.advance(Duration.ofNanos(1));
		assertThat(counted()).isEqualTo(2);
		this.world.advance(Duration.ofSeconds(100));
		assertThat(component("a").state()).as("patience ends the third time").isEqualTo(ChildState.ISOLATED);
	}

	@Test
	void terminatingAHeldChildStartsThoseBehindIt() throws Exception {
		for (Strategy strategy : new Strategy[] { Strategy.REST_FOR_ONE, Strategy.ONE_FOR_ALL }) {
			Supervisor root = start(tree(strategy, child("a").spec(), child("b").spec(), child("c").spec()));
			dependencyDown("b");
			child("b").die();
			assertThat(this.world.request(() -> root.terminateChild("b")).answer().ok()).isTrue();
			assertThat(states()).containsExactly("a=RUNNING", "b=STOPPED", "c=RUNNING");
			this.world.advance(Duration.ofMinutes(5));
			assertThat(child("b").starts()).isEqualTo(1);
			assertThat(child("c").starts()).isEqualTo(2);
			assertThat(counted()).as("the one of 'b'").isEqualTo(1);
			anew();
		}
	}

	@Test
	void operatorsStopOfAHeldChildStartsThoseBehindIt() {
		start(tree(Strategy.REST_FOR_ONE, child("a").spec(), child("b").spec(), child("c").spec()));
		dependencyDown("b");
		child("b").die();
		operate("/b", Operation.STOP);
		assertThat(states()).containsExactly("a=RUNNING", "b=STOPPED", "c=RUNNING");
	}

	@Test
	void whoeverIsBehindATerminatedOneAndFailsToStartIsTriedAgain() throws Exception {
		Supervisor root = start(tree(Strategy.REST_FOR_ONE, child("a").spec(), child("b").spec(), child("c").spec()));
		dependencyDown("a");
		child("a").die();
		child("b").failNext(1);
		assertThat(this.world.request(() -> root.terminateChild("a")).answer().ok()).isTrue();
		assertThat(states()).containsExactly("a=STOPPED", "b=RUNNING", "c=RUNNING");
	}

	@Test
	void heldChildTerminatedWhileTheOthersAreStoppedForItLetsThemComeBack() throws Exception {
		Supervisor root = start(tree(Strategy.ONE_FOR_ALL, child("a").spec(), child("b").spec(), child("c").spec()));
		dependencyDown("c");
		Held start = child("b").holdStart();
		child("c").die();
		Held stop = child("a").holdStop();
		start.release();
		Pending<Reply> terminated = this.world.request(() -> root.terminateChild("c"));
		stop.release();
		assertThat(terminated.answer().ok()).isTrue();
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=STOPPED");
	}

	@Test
	void optionalComponentTerminatedWhileItIsHeldAtBootLetsTheOthersStart() {
		dependencyDown("a");
		start(tree(Strategy.ONE_FOR_ALL, optional("a"), child("b").spec()));
		assertThat(states()).containsExactly("a=RESTARTING", "b=RESTARTING");
		operate("/a", Operation.STOP);
		assertThat(states()).containsExactly("a=STOPPED", "b=RUNNING");
	}

	@Test
	void heldChildOfATreeThatEndsAsInOtpLeavesThoseBehindItStopped() throws Exception {
		SupervisorSpec.Builder spec = SupervisorSpec.builder("root")
			.strategy(Strategy.REST_FOR_ONE)
			.children(child("a").spec(), child("b").spec());
		Supervisor root = start(waiting(spec, DOUBLING));
		child("a").failing(true);
		child("a").die();
		this.world.advance(Duration.ofSeconds(2));
		assertThat(this.world.request(() -> root.terminateChild("a")).answer().ok()).isTrue();
		assertThat(states()).containsExactly("a=STOPPED", "b=STOPPED");
	}

	@Test
	void operatorsRestartWhileTheDependencyIsDownIsHeld() {
		for (Strategy strategy : Strategy.values()) {
			start(tree(strategy, child("a").spec(), child("b").spec(), child("c").spec()));
			dependencyDown("b");
			operate("/b", Operation.RESTART);
			isHeld("b");
			assertThat(component("b").manualRestarts()).isEqualTo(1);
			assertThat(counted()).isZero();
			operate("/b", Operation.RESTART);
			assertThat(child("b").attempts()).as("tried at once, and held again").isEqualTo(3);
			isHeld("b");
			this.world.advance(Duration.ofMinutes(20));
			isHeld("b");
			assertThat(counted()).isZero();
			child("b").failing(false);
			this.world.advance(Duration.ofSeconds(60));
			assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
			assertThat(component("b").restarts()).as("it was an operator's").isZero();
			assertThat(component("b").manualRestarts()).isEqualTo(2);
			anew();
		}
	}

	@Test
	void whoFailedByItselfMeanwhileIsRestartedAllTheSame() throws Exception {
		Supervisor root = start(TreeSpec.isolating(SupervisorSpec.builder("root")
			.strategy(Strategy.ONE_FOR_ALL)
			.children(child("a").spec(), child("b").spec(), child("c").spec())
			.build(), (attempt) -> Duration.ofSeconds(1), DOUBLING));
		child("a").die();
		child("b").die();
		assertThat(states()).containsExactly("a=RESTARTING", "b=RESTARTING", "c=RUNNING");
		this.world.request(() -> root.terminateChild("a")).answer();
		this.world.advance(Duration.ofSeconds(5));
		assertThat(component("b").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void operatorsRestartTriesAHeldGroupNow() {
		for (Strategy strategy : Strategy.values()) {
			start(tree(strategy, child("a").spec(), child("b").spec(), child("c").spec()));
			dependencyDown("b");
			child("b").die();
			child("b").failing(false);
			operate("/b", Operation.RESTART);
			assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
			assertThat(component("b").manualRestarts()).isEqualTo(1);
			anew();
		}
	}

	@Test
	void operatorsRestartOfOneWhoWaitsBehindTriesTheHeldOneNow() {
		start(tree(Strategy.REST_FOR_ONE, child("a").spec(), child("b").spec(), child("c").spec()));
		dependencyDown("b");
		child("b").die();
		child("b").failing(false);
		operate("/c", Operation.RESTART);
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
	}

	@Test
	void operatorsStartIsHeldToo() {
		start(tree(Strategy.ONE_FOR_ONE, child("a").spec()));
		operate("/a", Operation.STOP);
		dependencyDown("a");
		operate("/a", Operation.START);
		isHeld("a");
		this.world.advance(Duration.ofMinutes(20));
		isHeld("a");
		assertThat(counted()).isZero();
	}

	@Test
	void restartAfterPatienceIsHeldToo() {
		start(tree(Strategy.ONE_FOR_ONE,
				child("a").spec((spec) -> spec.dependencyPatience(Duration.ofMinutes(1)).patienceStopsFirst(true))));
		dependencyDown("a");
		child("a").instance()
			.link()
			.outOfPatience(Fault.dependency(Detector.EXCEPTION, new java.net.ConnectException("refused")));
		isHeld("a");
		assertThat(counted()).isZero();
	}

	@Test
	void requestToStartIsNotHeld() throws Exception {
		Supervisor root = start(tree(Strategy.ONE_FOR_ONE, child("a").spec()));
		dependencyDown("b");
		Reply reply = this.world.request(() -> root.startChild(child("b").spec())).answer();
		assertThat(reply.outcome()).isEqualTo(Reply.Outcome.START_FAILED);
		assertThat(states()).containsExactly("a=RUNNING");
		assertThat(events(ChildStartFailed.class)).singleElement().matches((event) -> !event.heldByDependency());
	}

	@Test
	void earlierSiblingsFailureTakesTheHeldOneAlong() {
		start(tree(Strategy.REST_FOR_ONE, child("a").spec(), child("b").spec(), child("c").spec()));
		dependencyDown("b");
		child("b").die();
		child("a").die();
		assertThat(states()).containsExactly("a=RUNNING", "b=RESTARTING", "c=RESTARTING");
		child("b").failing(false);
		this.world.advance(Duration.ofSeconds(60));
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
		assertThat(child("a").starts()).isEqualTo(2);
	}

	@Test
	void stopWhileTheOthersAreStoppedForAHeldOneLeavesAllStopped() {
		dependencyDown("c");
		Held stop = child("b").holdStop();
		starting(tree(Strategy.ONE_FOR_ALL, child("a").spec(), child("b").spec(), optional("c")));
		CompletableFuture<?> stopped = stopping();
		stop.release();
		assertThat(stopped).isCompleted();
		for (String id : new String[] { "a", "b", "c" }) {
			var last = child(id).transitions();
			assertThat(last.get(last.size() - 1).state()).as(id).isEqualTo(ChildState.STOPPED);
		}
		this.world.advance(Duration.ofMinutes(5));
		assertThat(child("a").starts()).isEqualTo(1);
	}

}
