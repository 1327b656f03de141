package io.supervision.tree;

import org.jspecify.annotations.Nullable;

/**
 * What a supervisor answers to a request (OTP: the return value of the supervisor API).
 *
 * @param outcome what became of it
 * @param child the id by which the child is known to the supervisor, or {@code null}
 * where there is none
 * @param cause why a start failed, or {@code null}
 */
public record Reply(Outcome outcome, @Nullable String child, @Nullable Throwable cause) {

	/**
	 * Tell whether the request was carried out.
	 * @return whether the outcome is {@link Outcome#OK}
	 */
	public boolean ok() {
		return this.outcome == Outcome.OK;
	}

	static Reply of(Outcome outcome) {
		return new Reply(outcome, null, null);
	}

	static Reply of(Outcome outcome, String child) {
		return new Reply(outcome, child, null);
	}

	static Reply failed(String child, Throwable cause) {
		return new Reply(Outcome.START_FAILED, child, cause);
	}

	/** What became of a request. */
	public enum Outcome {

		/** Carried out. */
		OK,

		/** Taken on, but not waited for: the caller is inside what it concerns. */
		ACCEPTED,

		/** The child does not want to run now (OTP: {ok,undefined}). */
		IGNORED,

		/** A child of this id is running (OTP: already_started). */
		ALREADY_STARTED,

		/** A child of this id is known, but not running (OTP: already_present). */
		ALREADY_PRESENT,

		/** The child is running, so this cannot be done (OTP: running). */
		RUNNING,

		/** The child is restarting, so this cannot be done (OTP: restarting). */
		RESTARTING,

		/** There is no such child (OTP: not_found). */
		NOT_FOUND,

		/** Not for children made from a template (OTP: simple_one_for_one). */
		SIMPLE_ONE_FOR_ONE,

		/** There are as many children as there may be (Elixir: max_children). */
		MAX_CHILDREN,

		/** The child spec does not fit this supervisor; the cause says why. */
		INVALID_SPEC,

		/** The start failed; the cause says why. */
		START_FAILED,

		/** The child's state does not allow it. */
		REFUSED,

		/** The supervisor is not running (OTP: noproc). */
		NO_SUPERVISOR

	}

}
