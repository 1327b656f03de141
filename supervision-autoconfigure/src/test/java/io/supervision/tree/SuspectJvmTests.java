package io.supervision.tree;

import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import io.supervision.spec.Mode;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the JVM itself is suspect, the root gives up and everybody keeps running.
 */
class SuspectJvmTests extends HandDrivenTests {

	private static final Fault ERROR = Fault.suspicion(Detector.EXCEPTION, new InternalError("broken"));

	@Test
	void rootGivesUpWhateverIsEssentialAndEverybodyKeepsRunning() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec())));
		assertThat(kernel().snapshot().gaveUp()).isFalse();
		kernel().suspectJvm("/a", ERROR, "first");
		kernel().suspectJvm("/b", ERROR, "second");
		TreeSnapshot snapshot = kernel().snapshot();
		assertThat(snapshot.gaveUp()).isTrue();
		assertThat(snapshot.suspectJvm()).isEqualTo("first");
		assertThat(snapshot.givenUpBecause()).isEqualTo("the JVM itself is suspect: first");
		assertThat(snapshot.nodes()).extracting(TreeSnapshot.Node::state).containsOnly(ChildState.RUNNING);
		assertThat(component("a").incidents()).singleElement()
			.satisfies((incident) -> assertThat(incident.decision()).isEqualTo("the root gave up: first"));
		assertThat(log()).containsExactly("start a", "start b");
	}

	@Test
	void onlyResettingTheRootEndsIt() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec())));
		kernel().suspectJvm("/a", ERROR, "reason");
		operate("/a", Operation.RESET);
		operate("/a", Operation.RESTART);
		assertThat(kernel().snapshot().gaveUp()).isTrue();
		operate("/", Operation.RESET);
		assertThat(kernel().snapshot().gaveUp()).isFalse();
		assertThat(kernel().snapshot().suspectJvm()).isNull();
	}

	@Test
	void whoIsObservedLeavesNothingButAnIncident() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec((spec) -> spec.mode(Mode.OBSERVE)))));
		kernel().suspectJvm("/a", ERROR, "reason");
		assertThat(kernel().snapshot().gaveUp()).isFalse();
		assertThat(component("a").incidents()).singleElement()
			.satisfies((incident) -> assertThat(incident.decision())
				.isEqualTo("observed: the root would give up: reason"));
	}

	@Test
	void whoIsUnknownIsPassedOver() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec())));
		kernel().suspectJvm("/gone", ERROR, "reason");
		assertThat(kernel().snapshot().gaveUp()).isFalse();
	}

}
