package io.supervision.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A race on purpose: a caller counts itself in and looks at the fence, the owner fences
 * and looks at the count, and neither write is ordered before the read that follows it.
 * So both can miss each other.
 */
@JCStressTest
@Outcome(id = { "true, false", "false, true", "true, true" }, expect = Expect.ACCEPTABLE)
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "in flight on a generation taken for drained")
@State
public class UnfencedExchange {

	boolean fenced;

	boolean inFlight;

	@Actor
	public void caller(ZZ_Result seen) {
		this.inFlight = true;
		seen.r1 = this.fenced;
	}

	@Actor
	public void owner(ZZ_Result seen) {
		this.fenced = true;
		seen.r2 = this.inFlight;
	}

}
