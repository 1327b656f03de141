package io.supervision.tree;

import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.tree.Reply.Outcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * OTP's supervisor_bridge_SUITE. A {@link io.supervision.spec.Child} is the bridge: it
 * wraps something that knows nothing of supervision, and its instance's stop is the
 * terminate callback.
 */
class BridgeSuiteTests extends HandDrivenTests {

	@Test
	@DisplayName("B1 starting")
	void bridgeMayDeclineToStartOrFail() {
		Supervisor sup = start(sup());
		child("declines").ignoreNext();
		child("fails").failNext(1);
		assertThat(sup.startChild(child("declines").spec()).outcome()).isEqualTo(Outcome.IGNORED);
		assertThat(sup.startChild(child("fails").spec()).outcome()).isEqualTo(Outcome.START_FAILED);
	}

	@Test
	@DisplayName("B2 mini_terminate")
	void killOfTheWrappedPartRunsItsTerminateCallback() {
		ExitReason killed = ExitReason.failure(Detector.THREAD, new IllegalStateException("killed"));
		endsWith(killed);
	}

	@Test
	@DisplayName("B3 mini_die")
	void endOfTheWrappedPartRunsItsTerminateCallback() {
		endsWith(ExitReason.normal());
	}

	private void endsWith(ExitReason reason) {
		Supervisor sup = start(sup().retainsEnded(true).children(child("bridge").spec(RestartType.TEMPORARY)));
		child("bridge").exit(reason);
		assertThat(child("bridge").instance().stopReason()).isEqualTo(reason);
		assertThat(sup.whichChild("bridge").orElseThrow().ended()).isEqualTo(reason);
	}

	@Test
	@DisplayName("B4 badstart")
	void malformedNamesAreRefusedAndATakenOneNamesItsOwner() {
		assertThatIllegalArgumentException().isThrownBy(() -> ComponentSpec.of("", child("x")));
		assertThatIllegalArgumentException().isThrownBy(() -> ComponentSpec.of(".", child("x")));
		Supervisor sup = start(sup().children(child("bridge").spec()));
		Reply reply = sup.startChild(child("bridge").spec());
		assertThat(reply.outcome()).isEqualTo(Outcome.ALREADY_STARTED);
		assertThat(reply.child()).isEqualTo("bridge");
	}

}
