package io.supervision.spec;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * What a supervisor runs: something that can be started again and again (OTP: the start
 * function of a child spec).
 */
@FunctionalInterface
public interface Child {

	/**
	 * Start one generation and return once it is ready. Called on the thread of
	 * {@link #startsOn}, which is interrupted when the start is given up; a generation
	 * that comes back too late is stopped and never opened.
	 * @param link the line from the new generation to its supervisor
	 * @return the running generation, or {@code null} for "do not run me now" (OTP:
	 * ignore)
	 * @throws Exception if it cannot start
	 */
	@Nullable Instance start(Link link) throws Exception;

	/**
	 * Choose the thread a start runs on. It may go on to decide what follows from the
	 * outcome, so the start is not over before it has returned.
	 * @param workers the supervision tree's own threads
	 * @return the executor of the next start
	 */
	default Executor startsOn(Executor workers) {
		return workers;
	}

	/**
	 * Judge why a start failed. Called on the thread of the start.
	 * @param cause what the start threw
	 * @return whose fault it is
	 */
	default Classification classify(Throwable cause) {
		return Classification.COMPONENT;
	}

	/**
	 * Tell whether the calling thread is inside a call of this child, or belongs to it. A
	 * request that concerns it is then not waited for.
	 * @return whether the child is on this thread's stack
	 */
	default boolean isOnCurrentThread() {
		return false;
	}

	/**
	 * Learn where this child stands now. Called by the tree's owner after each change, in
	 * order; it must not block.
	 * @param transition the new state
	 */
	default void became(Transition transition) {
	}

	/**
	 * Where a child stands since a moment.
	 *
	 * @param state the state
	 * @param outageSince monotonic nanoseconds at which its last generation was fenced;
	 * meaningful while it is {@link ChildState#RESTARTING}
	 * @param nextAttemptAt monotonic nanoseconds of the next attempt to start it, or
	 * {@code null}
	 */
	record Transition(ChildState state, long outageSince, @Nullable Long nextAttemptAt) {
	}

}
