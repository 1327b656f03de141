package io.supervision.spec;

import org.jspecify.annotations.Nullable;

/**
 * Why one life of a child ended (OTP: exit reason).
 */
public sealed interface ExitReason {

	/**
	 * Tell whether this is an expected end, after which a transient child is not
	 * restarted.
	 * @return whether the end is clean
	 */
	default boolean clean() {
		return true;
	}

	/**
	 * The same with what the throwable behind it says. To be called on the thread that
	 * reports it.
	 * @return the reason
	 */
	default ExitReason read() {
		return this;
	}

	/** The child had done its work. */
	record Normal() implements ExitReason {
	}

	/**
	 * The child was asked to end, or ended as if asked.
	 *
	 * @param detail more about it, or {@code null}
	 */
	record Shutdown(@Nullable String detail) implements ExitReason {
	}

	/**
	 * The child failed.
	 *
	 * @param fault what was found
	 */
	record Failure(Fault fault) implements ExitReason {

		@Override
		public boolean clean() {
			return false;
		}

		@Override
		public ExitReason read() {
			return new Failure(this.fault.read());
		}

	}

	/**
	 * The child had done its work.
	 * @return the reason
	 */
	static ExitReason normal() {
		return new Normal();
	}

	/**
	 * The child was asked to end.
	 * @return the reason
	 */
	static ExitReason shutdown() {
		return new Shutdown(null);
	}

	/**
	 * Make the reason of a child that failed.
	 * @param detector what found the failure
	 * @param cause the throwable that shows it
	 * @return the reason
	 */
	static ExitReason failure(Detector detector, Throwable cause) {
		return new Failure(Fault.failure(detector, cause));
	}

}
