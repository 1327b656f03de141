package io.supervision.spec;

/**
 * The line from one generation to its supervisor (OTP: link). What comes from a
 * generation that is no longer current, or has already been accepted as failed, changes
 * nothing. All methods may be called on any thread and return at once.
 */
public interface Link {

	/**
	 * The generation ended by itself.
	 * @param reason how it ended
	 */
	void exited(ExitReason reason);

	/**
	 * Something came out of the generation that should not have.
	 * @param fault the suspicion, or a dependency's fault, which only marks the component
	 * degraded
	 */
	void suspected(Fault fault);

	/**
	 * What the generation depends on works again: a call or a worker succeeded after a
	 * dependency's fault.
	 */
	void recovered();

}
