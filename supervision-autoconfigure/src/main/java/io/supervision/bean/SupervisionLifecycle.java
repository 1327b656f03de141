package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.supervision.tree.SupervisionKernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the tree when all beans of the application have been made, before anything calls
 * in from outside, and stops it after nothing does any more.
 */
public final class SupervisionLifecycle implements SmartLifecycle, DisposableBean {

	/**
	 * Up before the web server and listener containers, down after them.
	 */
	public static final int PHASE = DEFAULT_PHASE - 4096;

	private static final Logger logger = LoggerFactory.getLogger(SupervisionLifecycle.class);

	/** How much of its time the application keeps for itself. */
	private static final Duration RESERVE = Duration.ofSeconds(2);

	private final SupervisionKernel kernel;

	private final Duration limit;

	/** How long what goes on beside the tree is waited for once it has stopped. */
	private final Duration spare;

	private final Runnable started;

	private final Runnable stopping;

	private final Supplier<CompletableFuture<?>> leaving;

	private volatile State state = State.NEW;

	/**
	 * Make the life-cycle of a tree.
	 * @param kernel the tree
	 * @param timeout how long a phase of the application's shutdown may take
	 * @param started told once the tree has started
	 * @param stopping told before the tree is stopped, on the thread that stops it
	 * @param leaving tells, once the tree has stopped, when what is left beside it has
	 * come to its end
	 */
	public SupervisionLifecycle(SupervisionKernel kernel, Duration timeout, Runnable started, Runnable stopping,
			Supplier<CompletableFuture<?>> leaving) {
		this.kernel = kernel;
		Duration half = timeout.dividedBy(2);
		this.limit = (half.compareTo(RESERVE) > 0) ? timeout.minus(RESERVE) : half;
		this.spare = timeout.minus(this.limit).dividedBy(2);
		this.started = started;
		this.stopping = stopping;
		this.leaving = leaving;
	}

	/**
	 * Start the tree and wait until all of it runs.
	 * @throws ApplicationContextException if a component did not start; its cause is what
	 * the component threw, and everything that had started is stopped
	 */
	@Override
	public void start() {
		if (this.state != State.NEW) {
			throw new IllegalStateException(
					"The supervision tree cannot be started again: close the application context and make a new one");
		}
		this.state = State.STARTED;
		try {
			this.kernel.start().toCompletableFuture().get();
		}
		catch (ExecutionException ex) {
			this.state = State.STOPPED;
			throw new ApplicationContextException("The supervision tree did not start", ex.getCause());
		}
		catch (InterruptedException ex) {
			stopAndWait();
			Thread.currentThread().interrupt();
			throw new ApplicationContextException("The start of the supervision tree was interrupted", ex);
		}
		this.started.run();
	}

	@Override
	public void stop(Runnable callback) {
		stopTree().whenComplete((abandoned, failure) -> callback.run());
	}

	@Override
	public void stop() {
		stopAndWait();
	}

	/**
	 * Stop what a failed start of the application has left: components that were called
	 * before their turn.
	 */
	@Override
	public void destroy() {
		if (this.state != State.STOPPED) {
			stopAndWait();
		}
	}

	@Override
	public boolean isRunning() {
		return this.state == State.STARTED;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Tell Spring Framework 7 that an idle test context must not stop the tree, which
	 * cannot be started again.
	 * @return {@code false}
	 */
	public boolean isPauseable() {
		return false;
	}

	/** The tree, which this life-cycle stops whatever happens. */
	SupervisionKernel kernel() {
		return this.kernel;
	}

	private CompletionStage<List<String>> stopTree() {
		this.state = State.STOPPED;
		this.stopping.run();
		return this.kernel.stop(this.limit).whenComplete((abandoned, failure) -> {
			if (abandoned != null && !abandoned.isEmpty()) {
				logger.warn("Abandoned, because they did not stop in time: {}", abandoned);
			}
			else if (failure != null) {
				logger.error("The supervision tree could not be stopped", failure);
			}
		}).thenCompose(this::awaitWhatLeaves);
	}

	private CompletionStage<List<String>> awaitWhatLeaves(List<String> abandoned) {
		return this.leaving.get()
			.handle((ended, failure) -> abandoned)
			.completeOnTimeout(abandoned, this.spare.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void stopAndWait() {
		try {
			stopTree().toCompletableFuture().get(this.limit.plus(RESERVE).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.error("The supervision tree has not stopped", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** How far the life of the tree has come. */
	private enum State {

		NEW, STARTED, STOPPED

	}

}
