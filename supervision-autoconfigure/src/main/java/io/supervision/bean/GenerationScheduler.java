package io.supervision.bean;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one generation. A task it was to repeat that throws is never run
 * again, and its exception is kept where hardly anybody looks for it; here it is seen.
 */
final class GenerationScheduler extends ScheduledThreadPoolExecutor {

	private final GenerationThreads threads;

	GenerationScheduler(GenerationThreads threads) {
		super(1, threads.factory("scheduler"));
		this.threads = threads;
	}

	@Override
	protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
		super.afterExecute(task, thrown);
		if (task instanceof RunnableScheduledFuture<?> future && future.isPeriodic() && future.isDone()
				&& !future.isCancelled()) {
			try {
				future.get();
			}
			catch (ExecutionException ex) {
				this.threads.died(Thread.currentThread(), (ex.getCause() != null) ? ex.getCause() : ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
