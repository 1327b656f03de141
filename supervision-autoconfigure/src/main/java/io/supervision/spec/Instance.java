package io.supervision.spec;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One running generation of a child, in the hands of its supervisor (OTP: the pid).
 */
public interface Instance {

	/**
	 * Let calls in: this is the current generation from now on. Called once, by the
	 * tree's owner; must not block.
	 */
	default void open() {
	}

	/**
	 * Keep new calls out; those in flight go on. Called by the tree's owner; must not
	 * block.
	 */
	default void fence() {
	}

	/**
	 * Let calls in again after a fence, when nothing has been closed yet. Called by the
	 * tree's owner; must not block.
	 */
	default void unfence() {
	}

	/**
	 * Forget what is known to be wrong, so that it is reported again if it is wrong
	 * still. Called by the tree's owner; must not block.
	 */
	default void reset() {
	}

	/**
	 * Wait until no call is in flight. Called on a worker thread.
	 * @param limit how long to wait
	 * @return whether nothing is in flight
	 * @throws InterruptedException if the wait is given up
	 */
	default boolean drain(Duration limit) throws InterruptedException {
		return true;
	}

	/**
	 * Shut down: wait for calls in flight, close, interrupt what is left. Called once, on
	 * a worker thread, after {@link #fence()}; the supervisor does not wait longer than
	 * the limit, whatever this does.
	 * @param reason why
	 * @param limit how long all of it may take, or {@code null} for as long as it takes
	 * @throws java.util.concurrent.TimeoutException if it is closed but does not end, and
	 * is not to be waited for: it is abandoned at once
	 * @throws Exception if it ends otherwise than asked
	 */
	void stop(ExitReason reason, @Nullable Duration limit) throws Exception;

	/**
	 * Have it told when the shutdown that is about to begin, or is under way, is held up
	 * by nothing but calls in flight that wait for certain other children. Those do not
	 * run again before they are told so; the shutdown goes on meanwhile. Called by the
	 * tree's owner; must not block.
	 * @param others the ids of the other children
	 * @param then to run at most once, on any thread; a later request replaces it
	 */
	default void whenHeldUp(Set<String> others, Runnable then) {
	}

	/**
	 * Give up waiting for this generation: interrupt its threads and close it from
	 * outside. Called by the tree's owner; must not block. OTP would kill here; a JVM
	 * cannot.
	 * @param ended to run, on any thread, once no thread of this generation is left
	 */
	default void abandon(Runnable ended) {
		ended.run();
	}

	/**
	 * Describe the threads that have not ended although they were asked to. May be called
	 * on any thread; must not block.
	 * @return the name of each, and where it is
	 */
	default List<String> stragglers() {
		return List.of();
	}

}
