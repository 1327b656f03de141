package io.supervision.bean;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A call comes in while the watchdog turns to the other set and looks at the one it has
 * closed. The interleaving to be afraid of: the caller has read which set to count on,
 * and counts itself in there after that set was seen empty.
 */
@JCStressTest
@Outcome(id = { "1, 1", "2, 0" }, expect = Expect.ACCEPTABLE)
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "turned away, and seen while it counted itself out again")
@Outcome(expect = Expect.FORBIDDEN, desc = "in flight on a set that was closed and empty")
@State
public class TurnStress {

	private final CallGate gate = Gates.gate("component");

	private final GenerationCalls calls = Gates.open(this.gate, new Object());

	private final CallSet first = this.calls.active();

	@Actor
	public void caller(II_Result seen) {
		seen.r1 = (this.gate.enter() == this.first) ? 1 : 2;
	}

	@Actor
	public void watchdog(II_Result seen) {
		this.calls.turn();
		seen.r2 = (int) this.calls.previous();
	}

}
