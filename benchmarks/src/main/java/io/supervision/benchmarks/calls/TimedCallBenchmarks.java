package io.supervision.benchmarks.calls;

import org.openjdk.jmh.annotations.Benchmark;

/**
 * A call that is looked after for taking too long, beside one that is timed. Supervision
 * has no switch that takes the time of each call: a call that hangs is found by counting
 * who has left, so a time limit is what it has for this.
 */
public class TimedCallBenchmarks {

	/** Ours, with a limit for each call. */
	@Benchmark
	public int supervised(SupervisedFeed state) {
		return state.feed.price();
	}

	/** The clock before and after, and the call between. */
	@Benchmark
	public long timed(CallBenchmarks.Direct state) {
		long before = System.nanoTime();
		int price = state.feed.price();
		return System.nanoTime() - before + price;
	}

	/** The clock before and after, and nothing between. */
	@Benchmark
	public long clockTwice() {
		long before = System.nanoTime();
		return System.nanoTime() - before;
	}

}
