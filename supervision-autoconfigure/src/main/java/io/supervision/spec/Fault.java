package io.supervision.spec;

/**
 * Something a detector found wrong with one generation of a component.
 *
 * @param detector what found it
 * @param kind how certain it is
 * @param classification whose fault it is
 * @param cause the throwable that shows it
 */
public record Fault(Detector detector, Kind kind, Classification classification, Throwable cause) {

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
		return new Fault(detector, Kind.FAILURE, Classification.COMPONENT, cause);
	}

	/**
	 * An uncertain fault.
	 * @param detector what found it
	 * @param cause the throwable that shows it
	 * @return the fault
	 */
	public static Fault suspicion(Detector detector, Throwable cause) {
		return new Fault(detector, Kind.SUSPICION, Classification.COMPONENT, cause);
	}

	/**
	 * A fault of something the component depends on.
	 * @param detector what found it
	 * @param cause the throwable that shows it
	 * @return the fault
	 */
	public static Fault dependency(Detector detector, Throwable cause) {
		return new Fault(detector, Kind.SUSPICION, Classification.DEPENDENCY, cause);
	}

}
