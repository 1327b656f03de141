package io.supervision.benchmarks.calls;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What the cheapest sound supervision would be, written by hand: a delegate that can be
 * replaced, counts of the calls in flight in eight stripes by thread, each in cache lines
 * of its own, and a record of what was thrown. This is the floor.
 */
final class StripedDelegate extends Feed {

	private static final int STRIPES = 8;

	private static final int STRIDE = 16;

	private final AtomicLongArray inFlight = new AtomicLongArray((STRIPES + 1) * STRIDE);

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private volatile Feed target;

	StripedDelegate(Feed target) {
		this.target = target;
	}

	void replace(Feed next) {
		this.target = next;
	}

	@Override
	@SuppressWarnings("deprecation")
	public int price() {
		Feed current = this.target;
		int stripe = (((int) Thread.currentThread().getId() & (STRIPES - 1)) + 1) * STRIDE;
		this.inFlight.getAndIncrement(stripe);
		try {
			return current.price();
		}
		catch (Throwable ex) {
			this.failure.set(ex);
			throw ex;
		}
		finally {
			this.inFlight.getAndDecrement(stripe);
		}
	}

}
