package io.supervision.benchmarks;

/**
 * How much is measured.
 *
 * @param rounds how many Java virtual machines measure each way to call, in turns
 * @param iterations how many samples of each such machine count; as many warm it up
 * @param millis how long a sample takes
 * @param restarts restarts in a sample of restarts
 * @param batches samples of restarts
 * @param machines Java virtual machines for what can be measured once in each
 * @param starts Java virtual machines that do nothing but start, of each kind
 * @param components components in the largest tree; less than 10,000 only for a trial
 */
record Effort(int rounds, int iterations, int millis, int restarts, int batches, int machines, int starts,
		int components) {

	/** Takes its time. */
	static final Effort FULL = new Effort(4, 6, 300, 2000, 10, 3, 25, 10_000);

	/** Ends within ten minutes on two cores. */
	static final Effort QUICK = new Effort(3, 4, 150, 1000, 6, 2, 13, 10_000);

	/** Shows that everything runs; its figures mean nothing. */
	static final Effort SMOKE = new Effort(1, 1, 50, 50, 1, 1, 1, 1_000);

}
