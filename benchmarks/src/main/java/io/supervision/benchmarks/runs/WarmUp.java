package io.supervision.benchmarks.runs;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * Does things until they are warm: until the JVM has compiled what they consist of. What
 * is long and seldom run, and spread over many threads, is compiled later than a tight
 * loop, and its compilation would be taken for its cost.
 */
final class WarmUp {

	/** It is never quite over. */
	private static final int MOST_ROUNDS = 12;

	/** How much of the time may be spent on compilation when something is warm. */
	private static final double LITTLE = 0.03;

	private static final CompilationMXBean COMPILATION = ManagementFactory.getCompilationMXBean();

	private WarmUp() {
	}

	/**
	 * Do something again and again until it is warm.
	 * @param round what to do
	 * @throws InterruptedException as it does
	 */
	static void run(Figures.Work round) throws InterruptedException {
		double share = 1;
		for (int rounds = 0; rounds < MOST_ROUNDS && share > LITTLE; rounds++) {
			double compiled = COMPILATION.getTotalCompilationTime();
			double since = Figures.cpuMicros();
			round.run();
			share = 1000 * (COMPILATION.getTotalCompilationTime() - compiled)
					/ Math.max(1, Figures.cpuMicros() - since);
		}
	}

}
