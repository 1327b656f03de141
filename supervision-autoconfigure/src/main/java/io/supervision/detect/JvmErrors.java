package io.supervision.detect;

import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.supervision.spec.Classification;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * The errors that may say more of the JVM than of the component they came out of: one per
 * tree. Memory that runs out in one component is its own fault until it does so in three
 * within a minute, while the old generation of the heap stays nearly full after its
 * collections. An internal error of the JVM is none of anybody's.
 * <p>
 * An error is counted for the component that is blamed for it, so one error is one
 * component, whoever it passes. Thread-safe without locks.
 */
public final class JvmErrors {

	private static final int COMPONENTS = 3;

	private static final Duration WITHIN = Duration.ofMinutes(1);

	private static final double NEARLY_FULL = 0.9;

	private final OldGeneration old;

	private final LongSupplier nanoTime;

	private final Report report;

	private final Map<String, Shortage> shortages = new ConcurrentHashMap<>();

	/**
	 * Begin to count.
	 * @param old the old generation of the heap
	 * @param nanoTime monotonic nanoseconds
	 * @param report whom to tell that the JVM is suspect
	 */
	public JvmErrors(OldGeneration old, LongSupplier nanoTime, Report report) {
		this.old = old;
		this.nanoTime = nanoTime;
		this.report = report;
	}

	/**
	 * Learn what a component is blamed for.
	 * @param component its id
	 * @param verdict what was made of it
	 * @param observed whether nothing is to come of it; such a component is counted only
	 * for others like it
	 */
	public void blamed(String component, Verdict verdict, boolean observed) {
		if (verdict.classification() != Classification.COMPONENT) {
			return;
		}
		for (Throwable thrown : CauseChain.of(verdict.thrown())) {
			String reason = reason(component, thrown, observed);
			if (reason != null) {
				this.report.suspect(component, Fault.suspicion(verdict.detector(), verdict.thrown()), reason);
				return;
			}
		}
	}

	private @Nullable String reason(String component, Throwable thrown, boolean observed) {
		if (thrown instanceof InternalError || thrown instanceof UnknownError) {
			return thrown.getClass().getName() + " out of '" + component + "'";
		}
		if (!(thrown instanceof OutOfMemoryError)
				|| CauseChain.messageOf(thrown).contains("Requested array size exceeds VM limit")) {
			return null;
		}
		long now = this.nanoTime.getAsLong();
		this.shortages.put(component, new Shortage(now, observed));
		this.shortages.values().removeIf((shortage) -> now - shortage.at() > WITHIN.toNanos());
		TreeSet<String> hit = new TreeSet<>();
		this.shortages.forEach((id, shortage) -> {
			if (observed || !shortage.observed()) {
				hit.add(id);
			}
		});
		return (hit.size() >= COMPONENTS && this.old.fullness() > NEARLY_FULL)
				? "memory ran out in " + String.join(", ", hit)
						+ " within a minute, and the old generation is nearly full after its last collection"
				: null;
	}

	/** Memory that ran out. */
	private record Shortage(long at, boolean observed) {
	}

	/** Whom to tell that the JVM is suspect. */
	@FunctionalInterface
	public interface Report {

		/**
		 * Learn that the JVM is suspect. Must return at once.
		 * @param component the id of the component that has shown it last
		 * @param fault what has shown it
		 * @param reason why, in words
		 */
		void suspect(String component, Fault fault, String reason);

	}

}
