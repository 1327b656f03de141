package io.supervision.benchmarks.calls;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Threads;

/**
 * Two threads that call one and the same component, beside one that has it for itself.
 */
public class ThreadBenchmarks {

	/** Ours, called by one thread. */
	@Benchmark
	public int supervisedByOne(SupervisedFeed state) {
		return state.feed.price();
	}

	/** Ours, called by two threads. */
	@Benchmark
	@Threads(2)
	public int supervisedByTwo(SupervisedFeed state) {
		return state.feed.price();
	}

	/** The floor, called by two threads. */
	@Benchmark
	@Threads(2)
	public int stripedByTwo(CallBenchmarks.Striped state) {
		return state.feed.price();
	}

}
