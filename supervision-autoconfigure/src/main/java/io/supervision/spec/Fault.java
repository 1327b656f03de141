package io.supervision.spec;

import org.jspecify.annotations.Nullable;

/**
 * Something a detector found wrong with one generation of a component.
 *
 * @param detector what found it
 * @param kind how certain it is
 * @param classification whose fault it is
 * @param cause the throwable that shows it
 * @param dump a dump of all threads taken when it was found, or {@code null}
 */
public record Fault(Detector detector, Kind kind, Classification classification, Throwable cause,
		@Nullable String dump) {

	/** How certain a fault is. */
	public enum Kind {

		/** Certain: the component cannot do its job. It is counted and may escalate. */
		FAILURE,

		/**
		 * Uncertain: it may be the component's state or the request. It never escalates.
		 */
		SUSPICION

	}

	/**
	 * A certain fault of the component's own.
	 * @param detector what found it
	 * @param cause the throwable that shows it
	 * @return the fault
	 */
	public static Fault failure(Detector detector, Throwable cause) {
		return new Fault(detector, Kind.FAILURE, Classification.COMPONENT, cause, null);
	}

	/**
	 * An uncertain fault.
	 * @param detector what found it
	 * @param cause the throwable that shows it
	 * @return the fault
	 */
	public static Fault suspicion(Detector detector, Throwable cause) {
		return new Fault(detector, Kind.SUSPICION, Classification.COMPONENT, cause, null);
	}

	/**
	 * A fault of something the component depends on.
	 * @param detector what found it
	 * @param cause the throwable that shows it
	 * @return the fault
	 */
	public static Fault dependency(Detector detector, Throwable cause) {
		return new Fault(detector, Kind.SUSPICION, Classification.DEPENDENCY, cause, null);
	}

	/**
	 * The same with a dump of all threads.
	 * @param dump the dump, or {@code null}
	 * @return the fault
	 */
	public Fault withDump(@Nullable String dump) {
		return new Fault(this.detector, this.kind, this.classification, this.cause, dump);
	}

}
