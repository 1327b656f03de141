package io.supervision.tree;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * A start or stop that can be interrupted while it runs, and only then: the thread may be
 * somebody else's before and after.
 */
final class InterruptibleTask<T> extends Work {

	private final Callable<T> task;

	private final Result<T> result;

	// Guarded by this.
	private @Nullable Thread runner;

	// Guarded by this.
	private boolean interrupted;

	InterruptibleTask(Callable<T> task, Result<T> result) {
		this.task = task;
		this.result = result;
	}

	@Override
	public void run() {
		enter();
		T value = null;
		Throwable failure = null;
		try {
			value = this.task.call();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		leave();
		T came = value;
		Throwable thrown = failure;
		Insistence.run(() -> this.result.came(came, thrown, this));
	}

	private synchronized void enter() {
		this.runner = Thread.currentThread();
		if (this.interrupted) {
			this.runner.interrupt();
		}
	}

	private synchronized void leave() {
		this.runner = null;
		if (this.interrupted) {
			Thread.interrupted();
		}
	}

	synchronized void interrupt() {
		this.interrupted = true;
		if (this.runner != null) {
			this.runner.interrupt();
		}
	}

	/**
	 * Takes what came out of a task, on the task's thread. It is asked again where there
	 * was no memory for it.
	 */
	@FunctionalInterface
	interface Result<T> {

		void came(@Nullable T value, @Nullable Throwable failure, Work done);

	}

}
