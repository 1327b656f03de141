package io.supervision.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The exchange of {@link UnfencedExchange} done right.
 */
@JCStressTest
@Outcome(id = { "true, false", "false, true", "true, true" }, expect = Expect.ACCEPTABLE)
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "in flight on a generation taken for drained")
@State
public class FencedExchange {

	volatile boolean fenced;

	volatile boolean inFlight;

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
