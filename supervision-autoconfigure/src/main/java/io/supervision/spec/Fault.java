package io.supervision.spec;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Something a detector found wrong with one generation of a component.
 *
 * @param detector what found it
 * @param kind how certain it is
 * @param classification whose fault it is
 * @param cause the throwable that shows it
 * @param dump a dump of all threads taken when it was found, or {@code null}
 * @param evidence what the throwable said, or {@code null} if it was not read yet
 */
public record Fault(Detector detector, Kind kind, Classification classification, Throwable cause, @Nullable String dump,
		@Nullable Evidence evidence) {

	/**
	 * Make a fault whose throwable was not read yet.
	 * @param detector what found it
	 * @param kind how certain it is
	 * @param classification whose fault it is
	 * @param cause the throwable that shows it
	 * @param dump a dump of all threads taken when it was found, or {@code null}
	 */
	public Fault(Detector detector, Kind kind, Classification classification, Throwable cause, @Nullable String dump) {
		this(detector, kind, classification, cause, dump, null);
	}

	/** Two are equal whatever has been read of them. */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Fault fault && this.detector == fault.detector && this.kind == fault.kind
				&& this.classification == fault.classification && this.cause == fault.cause;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.detector, this.kind, this.classification, System.identityHashCode(this.cause));
	}

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
		return new Fault(this.detector, this.kind, this.classification, this.cause, dump, this.evidence);
	}

	/**
	 * The same as a failure, however certain it is.
	 * @return the fault
	 */
	public Fault asFailure() {
		return new Fault(this.detector, Kind.FAILURE, this.classification, this.cause, this.dump, this.evidence);
	}

	/**
	 * The same with what its throwable says. To be called on the thread that reports it.
	 * @return the fault
	 */
	public Fault read() {
		return (this.evidence != null) ? this : with(Evidence.of(this.cause));
	}

	/**
	 * The same with what its throwable was heard to say.
	 * @param evidence what it said
	 * @return the fault
	 */
	public Fault with(Evidence evidence) {
		return new Fault(this.detector, this.kind, this.classification, this.cause, Evidence.dump(this.dump), evidence);
	}

	/**
	 * What the throwable said. Does not read it.
	 * @return that, or just its class name if it was not read
	 */
	public Evidence said() {
		return (this.evidence != null) ? this.evidence : Evidence.unread(this.cause);
	}

}
