package io.supervision.tree;

import java.time.Duration;

import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.event.SupervisionEvent.ReplacementDue;
import io.supervision.spec.ChildState;
import io.supervision.spec.Mode;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.SupervisionKernel.Operation;
import io.supervision.tree.TestChild.TestInstance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generations that have reached a limit of their component.
 */
class RejuvenationTests extends HandDrivenTests {

	private static final String REASON = "'max-age' 1h is reached";

	private void age(String id) {
		child(id).instance().link().agedOut(REASON);
	}

	private void startAbc(Strategy strategy) {
		start(isolating(SupervisorSpec.builder("root")
			.strategy(strategy)
			.intensity(1)
			.children(child("a").spec(), child("b").spec(), child("c").spec())));
	}

	private void isWellAfter(String id, int restarts) {
		assertThat(component(id).state()).isEqualTo(ChildState.RUNNING);
		assertThat(component(id).restarts()).isEqualTo(restarts);
		assertThat(component(id).manualRestarts()).isZero();
		assertThat(component(id).incidents()).isEmpty();
		assertThat(component(id).lastFailure()).isNull();
		assertThat(component(id).degradedBy()).isNull();
		assertThat(kernel().snapshot().root().restartsInPeriod()).isZero();
		assertThat(events(ChildFailed.class)).isEmpty();
	}

	@Test
	void plannedReplacementIsNoFailureAndTakesNobodyAlong() {
		for (Strategy strategy : Strategy.values()) {
			startAbc(strategy);
			for (int i = 1; i <= 5; i++) {
				age("a");
				isWellAfter("a", i);
			}
			assertThat(child("a").instances()).hasSize(6).filteredOn(TestInstance::alive).hasSize(1);
			assertThat(child("b").starts()).as("starts of b under %s", strategy).isEqualTo(1);
			assertThat(child("c").starts()).isEqualTo(1);
			assertThat(events(ChildRestarted.class)).hasSize(5);
			assertThat(events(ReplacementDue.class)).hasSize(5).first().satisfies((due) -> {
				assertThat(due.path()).isEqualTo("/a");
				assertThat(due.generation()).isEqualTo(1);
				assertThat(due.reason()).isEqualTo(REASON);
				assertThat(due.observed()).isFalse();
			});
			stop();
			anew();
		}
	}

	@Test
	void oldGenerationIsStoppedFirstUnlessTheComponentSaysOtherwise() {
		startAbc(Strategy.ONE_FOR_ONE);
		Held start = child("a").holdStart();
		TestInstance old = child("a").instance();
		age("a");
		assertThat(old.wasStopped()).isTrue();
		assertThat(component("a").state()).isEqualTo(ChildState.RESTARTING);
		start.release();
		isWellAfter("a", 1);
	}

	@Test
	void oldGenerationTakesCallsUntilTheNewOneRunsWhereThatIsAllowed() {
		startFirst();
		Held start = child("a").holdStart();
		TestInstance old = child("a").instance();
		age("a");
		assertThat(old.callable()).isTrue();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		old.link().agedOut(REASON);
		start.release();
		assertThat(old.wasStopped()).isTrue();
		assertThat(child("a").starts()).isEqualTo(2);
		isWellAfter("a", 1);
		assertThat(events(ReplacementDue.class)).hasSize(1);
	}

	private void startFirst() {
		start(isolating(SupervisorSpec.builder("root")
			.children(child("a").overlapping().spec((spec) -> spec.replace(Replace.START_FIRST)))));
	}

	@Test
	void replacementThatFailsToStartIsRecordedUncountedAndLeavesTheOldOne() {
		startFirst();
		TestInstance old = child("a").instance();
		child("a").failNext(1);
		age("a");
		assertThat(old.callable()).isTrue();
		assertThat(component("a").restarts()).isZero();
		assertThat(component("a").incidents()).singleElement()
			.satisfies((incident) -> assertThat(incident.decision())
				.isEqualTo("replacement did not start, the old generation stays"));
		assertThat(kernel().snapshot().root().restartsInPeriod()).isZero();
		age("a");
		assertThat(component("a").restarts()).isEqualTo(1);
		assertThat(old.wasStopped()).isTrue();
	}

	@Test
	void failureMeanwhileIsHandledAsEver() {
		startFirst();
		Held start = child("a").holdStart();
		age("a");
		child("a").die();
		start.release();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(1);
		assertThat(alive(child("a"))).isEqualTo(1);
	}

	@Test
	void startThatFailsAfterTheOldOneWasStoppedCountsFromThereOn() {
		startAbc(Strategy.ONE_FOR_ONE);
		child("a").failNext(1);
		age("a");
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(1);
	}

	@Test
	void temporaryComponentComesBack() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec(RestartType.TEMPORARY))));
		age("a");
		isWellAfter("a", 1);
	}

	@Test
	void componentThatIsOnlyObservedIsLeftAsItIs() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec((spec) -> spec.mode(Mode.OBSERVE)))));
		age("a");
		isWellAfter("a", 0);
		assertThat(child("a").starts()).isEqualTo(1);
		assertThat(events(ReplacementDue.class)).singleElement().extracting(ReplacementDue::observed).isEqualTo(true);
	}

	@Test
	void whoHasBeenStoppedOrReplacedMeanwhileIsLeftAlone() {
		startAbc(Strategy.REST_FOR_ONE);
		TestInstance first = child("a").instance();
		operate("/a", Operation.RESTART);
		first.link().agedOut(REASON);
		assertThat(child("a").starts()).isEqualTo(2);
		operate("/a", Operation.STOP);
		age("a");
		assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
		assertThat(events(ReplacementDue.class)).isEmpty();
	}

	@Test
	void replacementWaitsForTheRestartOfAGroup() {
		startAbc(Strategy.REST_FOR_ONE);
		Held start = child("b").holdStart();
		child("b").die();
		age("a");
		assertThat(child("a").starts()).isEqualTo(1);
		start.release();
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
	}

	@Test
	void noOneIsReplacedWhoseAbandonedGenerationsAreTooMany() {
		child("a").immortal();
		TreeSpec spec = isolating(SupervisorSpec.builder("root").children(child("a").spec()));
		start(spec);
		for (int i = 1; i <= spec.maxAbandoned() + 2; i++) {
			child("a").holdStop();
			age("a");
			this.world.advance(Duration.ofSeconds(5));
		}
		assertThat(component("a").abandoned()).isEqualTo(spec.maxAbandoned());
		isWellAfter("a", spec.maxAbandoned());
		assertThat(events(ReplacementDue.class)).hasSize(spec.maxAbandoned());
	}

}
