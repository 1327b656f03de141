package io.supervision.spec;

import java.util.function.Consumer;

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

	/**
	 * What the generation depends on has failed for longer than the component's
	 * {@code dependencyPatience}, without one success. The component is to be restarted,
	 * uncounted, in case the fault is in a client or a pool of its own. It is reported
	 * again after each further patience for as long as the generation lives.
	 * @param fault the dependency's fault; its cause names the patience and carries the
	 * last throwable
	 */
	default void outOfPatience(Fault fault) {
		suspected(fault);
	}

	/**
	 * The generation has run for as long, or taken as many calls, as the component
	 * allows. It is well, and is to be replaced as planned, uncounted. It is reported
	 * again after the same time, or as many calls, for as long as the generation lives.
	 * @param reason which limit it has reached
	 */
	default void agedOut(String reason) {
	}

	/**
	 * Ask what is going to become of the generation. The answer takes into account what
	 * the same thread has reported before.
	 * @param answer told once, on the tree's owner, so it must not block; not told if the
	 * supervisor goes down first, which fences the generation
	 */
	default void outlook(Consumer<Outlook> answer) {
		answer.accept(Outlook.STAYS);
	}

}
