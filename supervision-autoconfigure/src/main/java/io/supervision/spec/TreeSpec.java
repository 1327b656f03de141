package io.supervision.spec;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The declaration of a whole tree: its root, and what holds for all of it.
 *
 * @param root the root supervisor
 * @param giveUp what the root does when its budget is spent
 * @param backoff how long restarts wait
 * @param resetAfter how long a child runs until its backoff, allowance and probation
 * start anew
 * @param heldBackoff how long starts wait that are held for a dependency
 * @param coolDown how long isolated children stay down the first time
 * @param maxCoolDown how long they stay down at most
 * @param suspicionOutage how long a restart on suspicion may take
 * @param maxAbandoned how many abandoned generations a component may have before it is
 * not restarted any more
 */
public record TreeSpec(SupervisorSpec root, GiveUp giveUp, Backoff backoff, Duration resetAfter, Backoff heldBackoff,
		Duration coolDown, Duration maxCoolDown, Duration suspicionOutage, int maxAbandoned) {

	/** What a root does when its budget is spent. */
	public enum GiveUp {

		/** The tree ends, as in OTP. */
		END,

		/** The offender is isolated and everything else runs on. */
		ISOLATE

	}

	/**
	 * A tree that behaves as in OTP: it never waits, and a root that gives up ends.
	 * @param root the root supervisor
	 * @return the spec
	 */
	public static TreeSpec otp(SupervisorSpec root) {
		return new TreeSpec(root, GiveUp.END, Backoff.NONE, Duration.ofSeconds(60), Backoff.NONE, Duration.ofMinutes(5),
				Duration.ofHours(1), Duration.ofSeconds(2), Integer.MAX_VALUE);
	}

	/**
	 * A tree whose root isolates.
	 * @param root the root supervisor
	 * @param backoff how long restarts wait
	 * @param heldBackoff how long starts wait that are held for a dependency
	 * @return the spec with defaults for all else
	 */
	public static TreeSpec isolating(SupervisorSpec root, Backoff backoff, Backoff heldBackoff) {
		return new TreeSpec(root, GiveUp.ISOLATE, backoff, Duration.ofSeconds(60), heldBackoff, Duration.ofMinutes(5),
				Duration.ofHours(1), Duration.ofSeconds(2), 3);
	}

	/**
	 * Make a spec with another root.
	 * @param changes what differs
	 * @return the new spec
	 */
	public TreeSpec withRoot(UnaryOperator<SupervisorSpec> changes) {
		return new TreeSpec(changes.apply(this.root), this.giveUp, this.backoff, this.resetAfter, this.heldBackoff,
				this.coolDown, this.maxCoolDown, this.suspicionOutage, this.maxAbandoned);
	}

}
