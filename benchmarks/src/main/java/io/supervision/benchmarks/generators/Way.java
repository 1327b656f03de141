package io.supervision.benchmarks.generators;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The way to a component that can be replaced: what every proxy here does to each call,
 * whatever has generated it. Public, since generated classes call it.
 */
public final class Way {

	private static final int STRIPES = 8;

	private static final int STRIDE = 16;

	private final AtomicLongArray inFlight = new AtomicLongArray((STRIPES + 1) * STRIDE);

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private volatile Object target;

	/**
	 * Make the way.
	 * @param target where it leads
	 */
	public Way(Object target) {
		this.target = target;
	}

	/**
	 * Where it leads now.
	 * @return the component
	 */
	public Object target() {
		return this.target;
	}

	/**
	 * Lead somewhere else.
	 * @param next the next component
	 */
	public void replace(Object next) {
		this.target = next;
	}

	/**
	 * Count a call in.
	 * @return where it was counted
	 */
	@SuppressWarnings("deprecation")
	public int enter() {
		int stripe = (((int) Thread.currentThread().getId() & (STRIPES - 1)) + 1) * STRIDE;
		this.inFlight.getAndIncrement(stripe);
		return stripe;
	}

	/**
	 * Count a call out.
	 * @param stripe where it was counted in
	 */
	public void leave(int stripe) {
		this.inFlight.getAndDecrement(stripe);
	}

	/**
	 * Count a call out that has failed.
	 * @param stripe where it was counted in
	 * @param thrown with what it has failed
	 */
	public void fail(int stripe, Throwable thrown) {
		this.failure.set(thrown);
		leave(stripe);
	}

	/**
	 * How many calls are in flight.
	 * @return their number
	 */
	public long inFlight() {
		long sum = 0;
		for (int stripe = 0; stripe < this.inFlight.length(); stripe++) {
			sum += this.inFlight.get(stripe);
		}
		return sum;
	}

	/**
	 * What a call has failed with last.
	 * @return the throwable, or {@code null} if none has
	 */
	public @Nullable Throwable failure() {
		return this.failure.get();
	}

}
