package io.supervision.detect;

import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What is to be made of one throwable.
 *
 * @param weight how much it counts
 * @param classification whose fault it is
 * @param detector what found it
 * @param thrown the throwable
 * @param dependency what is down as far as it is known, such as {@code component:stock},
 * or {@code null}
 */
public record Verdict(Weight weight, Classification classification, Detector detector, Throwable thrown,
		@Nullable String dependency) {

	static final String COMPONENT = "component:";

	/** How much a throwable counts. */
	public enum Weight {

		/** Not at all: it is the caller's. */
		NOTHING,

		/** The component is degraded by something else; it is not restarted for it. */
		DEPENDENCY,

		/** A suspicion once enough of them have come in a row. */
		COUNTED,

		/** A suspicion at once. */
		SUSPICION,

		/** A failure. */
		FAILURE

	}

	/**
	 * The other component that is blamed for this throwable, or is down.
	 * @return its id, or {@code null} if there is none
	 */
	public @Nullable String otherComponent() {
		return (this.dependency != null && this.dependency.startsWith(COMPONENT))
				? this.dependency.substring(COMPONENT.length()) : null;
	}

	/**
	 * The fault to report for this throwable.
	 * @return a failure, a dependency's fault, or else a suspicion
	 */
	public Fault fault() {
		return switch (this.weight) {
			case FAILURE -> Fault.failure(this.detector, this.thrown);
			case DEPENDENCY -> Fault.dependency(this.detector, this.thrown);
			case NOTHING, COUNTED, SUSPICION -> Fault.suspicion(this.detector, this.thrown);
		};
	}

	/**
	 * The exit reason to report if this throwable has ended the generation.
	 * @return the failure
	 */
	public ExitReason failure() {
		return ExitReason.failure(this.detector, this.thrown);
	}

}
