package io.supervision.bean;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A call comes in while the supervisor fences the generation and looks whether any is in
 * flight. The interleaving to be afraid of: the caller has seen no fence, and counts
 * itself in after the generation was seen empty.
 */
@JCStressTest
@Outcome(id = { "1, 1", "0, 0" }, expect = Expect.ACCEPTABLE)
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "turned away, and seen while it counted itself out again")
@Outcome(expect = Expect.FORBIDDEN, desc = "in a generation that was fenced and empty")
@State
public class FenceStress {

	private final GenerationCalls calls = Gates.open(Gates.gate("component"), new Object());

	@Actor
	public void caller(II_Result seen) {
		seen.r1 = (this.calls.enter() != null) ? 1 : 0;
	}

	@Actor
	public void supervisor(II_Result seen) {
		this.calls.fence();
		seen.r2 = (int) this.calls.inFlight();
	}

}
