package io.supervision.tree;

import java.time.Duration;
import java.util.function.UnaryOperator;

import io.supervision.event.SupervisionEvent.ChildAbandoned;
import io.supervision.event.SupervisionEvent.ChildIsolated;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.Backoff;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Phase;
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
