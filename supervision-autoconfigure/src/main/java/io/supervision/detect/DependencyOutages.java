package io.supervision.detect;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;
import org.jspecify.annotations.Nullable;

/**
 * Whether what one generation depends on is down, as far as its calls and its workers
 * have noticed. Each source has its own outage, from its first failure to its first
 * success: the calls together, and each worker for itself. So calls answered from memory
 * do not end the outage of a worker, nor does one worker that of another.
 * <p>
 * The supervisor is told at the beginning of the first and at the end of the last, never
 * for each failure. Threads that notice changes at the same time leave the telling to one
 * of them, which goes on until what it has told is what is the case: the last word is
 * right, in whatever order they ran.
 */
final class DependencyOutages {

	private final Link link;

	private final String component;

	private final @Nullable Duration patience;

	private final LongSupplier nanoTime;

	private final ConcurrentMap<Object, Outage> outages = new ConcurrentHashMap<>();

	private final AtomicInteger untold = new AtomicInteger();

	/** Owned by whoever has raised {@link #untold} from zero. */
	private boolean toldDown;

	DependencyOutages(Link link, DetectionSettings settings, LongSupplier nanoTime) {
		this.link = link;
		this.component = settings.component();
		this.patience = settings.dependencyPatience();
		this.nanoTime = nanoTime;
	}

	boolean down(Object source) {
		return this.outages.containsKey(source);
	}

	/**
	 * Begin an outage, unless it has begun.
	 * @param source whose outage it is; a success of the same ends it
	 * @param detector what has noticed
	 * @param thrown what shows it
	 */
	void failed(Object source, Detector detector, Throwable thrown) {
		long now = this.nanoTime.getAsLong();
		Outage outage = this.outages.get(source);
		if (outage == null) {
			Outage begun = new Outage(now, Fault.dependency(detector, thrown));
			if (this.outages.putIfAbsent(source, begun) == null) {
				tell();
			}
		}
		else if (this.patience != null && now - outage.since() >= this.patience.toNanos()) {
			Throwable cause = new DependencyDownException(this.component, this.patience, thrown);
			Outage next = new Outage(now, outage.fault());
			if (this.outages.replace(source, outage, next)) {
				this.link.outOfPatience(Fault.dependency(detector, cause));
			}
		}
	}

	/**
	 * End the outage of a source.
	 * @param source what has had a success
	 * @return whether there was one
	 */
	boolean worked(Object source) {
		if (!this.outages.containsKey(source) || this.outages.remove(source) == null) {
			return false;
		}
		tell();
		return true;
	}

	/** Take all dependencies to be up, until one fails the component again. */
	void forget() {
		this.outages.clear();
		tell();
	}

	private void tell() {
		if (this.untold.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		while (seen != 0) {
			tellOnce();
			seen = this.untold.addAndGet(-seen);
		}
	}

	private void tellOnce() {
		Outage outage = this.outages.values().stream().findFirst().orElse(null);
		if ((outage != null) == this.toldDown) {
			return;
		}
		this.toldDown = outage != null;
		if (outage != null) {
			this.link.suspected(outage.fault());
		}
		else {
			this.link.recovered();
		}
	}

	/**
	 * A time without one success.
	 *
	 * @param since monotonic nanoseconds of its beginning, or of the last time patience
	 * was spent on it
	 * @param fault what began it
	 */
	private record Outage(long since, Fault fault) {
	}

}
