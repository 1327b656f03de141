package io.supervision.bean;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A count of calls that many threads change and few read: each thread changes a stripe of
 * its own if there are enough, in cache lines of its own. Every access is volatile, so it
 * is ordered with all other volatile accesses.
 * <p>
 * The lower half of the count says how many calls are in flight and the upper half how
 * many have ended normally, so that one addition does for both.
 */
final class Stripes {

	/** A call begins. */
	static final long BEGIN = 1;

	/** A call ends, but not normally. */
	static final long END = -1;

	/** A call ends normally. */
	static final long END_NORMALLY = (1L << 32) - 1;

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

	/** How many calls of a sum are in flight. */
	static long inFlight(long sum) {
		return (int) sum;
	}

	/** How many calls of a sum have ended normally; begins anew after four billion. */
	static long ended(long sum) {
		return (sum - (int) sum) >>> 32;
	}

}
