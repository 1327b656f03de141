package io.supervision.bean;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A count that many threads change and few read: each thread changes a stripe of its own
 * if there are enough, in cache lines of its own. Every access is volatile, so it is
 * ordered with all other volatile accesses.
 */
final class Stripes {

	private static final VarHandle STRIPE = MethodHandles.arrayElementVarHandle(long[].class);

	/** Longs per stripe: two cache lines, because processors fetch them in pairs. */
	private static final int STRIDE = 16;

	private static final int STRIPES = Math.min(32,
			Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 8 - 1));

	private Stripes() {
	}

	/**
	 * Make a count of zero. Its first stride stays empty, because the length of the
	 * array, which all threads read, lies beside it.
	 */
	static long[] create() {
		return new long[(STRIPES + 1) * STRIDE];
	}

	static void add(long[] counts, long change) {
		int stripe = ((int) Thread.currentThread().getId() & (STRIPES - 1)) + 1;
		STRIPE.getAndAdd(counts, stripe * STRIDE, change);
	}

	/**
	 * Add the stripes up, one after the other: what changes meanwhile may or may not be
	 * in the sum.
	 */
	static long sum(long[] counts) {
		long sum = 0;
		for (int stripe = 1; stripe <= STRIPES; stripe++) {
			sum += (long) STRIPE.getVolatile(counts, stripe * STRIDE);
		}
		return sum;
	}

}
