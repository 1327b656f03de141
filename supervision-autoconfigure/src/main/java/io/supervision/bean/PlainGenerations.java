package io.supervision.bean;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.supervision.Generation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What beans are given for a {@link Generation} where nothing is supervised: each bean
 * has one generation, which lasts as long as the application.
 */
public final class PlainGenerations implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PlainGenerations.class);

	private final List<ExecutorService> executors = new CopyOnWriteArrayList<>();

	/**
	 * Make the generation of one bean.
	 * @param component the name of the bean
	 * @return the generation, number 1
	 */
	public Generation of(String component) {
		return new PlainGeneration(component);
	}

	/**
	 * Interrupt what runs on the executors of all generations.
	 */
	@Override
	public void close() {
		this.executors.forEach(ExecutorService::shutdownNow);
	}

	private <E extends ExecutorService> E keep(E executor) {
		this.executors.add(executor);
		return executor;
	}

	/** The one life of a bean that is not supervised. */
	private final class PlainGeneration implements Generation {

		private final String component;

		private @Nullable ExecutorService executor;

		private @Nullable ScheduledExecutorService scheduler;

		PlainGeneration(String component) {
			this.component = component;
		}

		@Override
		public String component() {
			return this.component;
		}

		@Override
		public long number() {
			return 1;
		}

		@Override
		public void fail(Throwable cause) {
			logger.error("'{}' reports that it has failed; it is not restarted, because supervision is off",
					this.component, cause);
		}

		@Override
		public void complete() {
			logger.info("'{}' reports that it has done its work", this.component);
		}

		@Override
		public synchronized ExecutorService executor() {
			if (this.executor == null) {
				this.executor = keep(Executors.newCachedThreadPool(this::thread));
			}
			return this.executor;
		}

		@Override
		public synchronized ScheduledExecutorService scheduler() {
			if (this.scheduler == null) {
				this.scheduler = keep(Executors.newSingleThreadScheduledExecutor(this::thread));
			}
			return this.scheduler;
		}

		private Thread thread(Runnable task) {
			Thread thread = new Thread(task, this.component + "-executor");
			thread.setDaemon(true);
			return thread;
		}

	}

}
