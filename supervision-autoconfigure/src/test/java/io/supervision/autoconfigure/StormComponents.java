package io.supervision.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.supervision.Generation;
import io.supervision.annotation.Probe;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import io.supervision.autoconfigure.Storm.CallFault;
import io.supervision.autoconfigure.Storm.Life;
import io.supervision.autoconfigure.Storm.Ruin;
import io.supervision.autoconfigure.Storm.Squall;
import io.supervision.autoconfigure.Storm.StartFault;
import io.supervision.autoconfigure.Storm.StopFault;
import io.supervision.autoconfigure.Storm.WorkFault;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

import org.springframework.beans.factory.DisposableBean;

/**
 * The components of a storm.
 */
final class StormComponents {

	private StormComponents() {
	}

	/** What all of them do. */
	abstract static class Stormy implements DisposableBean {

		final Storm storm;

		final Generation generation;

		final Life life;

		Stormy(Storm storm, Generation generation) {
			this.storm = storm;
			this.generation = generation;
			this.life = storm.plight(generation.component()).begin();
		}

		@PostConstruct
		void start() {
			StartFault fault = this.life.plight.starts.poll();
			this.life.story = "start " + fault;
			if (fault == StartFault.EXCEPTION) {
				throw new Squall();
			}
			if (fault == StartFault.DEPENDENCY) {
				throw Storm.dependency();
			}
			if (fault == StartFault.HANG) {
				this.storm.hang(() -> null);
			}
			if (fault == StartFault.DEAF) {
				this.storm.deaf(2200);
			}
			this.life.ready();
		}

		@PreDestroy
		void stop() {
			this.life.close();
			StopFault fault = this.life.plight.stop.getAndSet(null);
			if (fault == StopFault.EXCEPTION) {
				throw new Squall();
			}
			if (fault == StopFault.HANG) {
				this.storm.hang(() -> null);
			}
			if (fault == StopFault.DEAF) {
				this.storm.deaf(500);
			}
		}

		/** Comes after every other callback of the end. */
		@Override
		public void destroy() {
			if (this.life.closedAt == null) {
				this.storm.violated("%s is destroyed, but its @PreDestroy method was not called", this.life);
			}
		}

		/**
		 * Answer.
		 * @param begun when the call was begun
		 * @param next a component to call in turn, or {@code null}
		 * @return the id
		 */
		String call(long begun, Stormy next) {
			this.life.enter(begun);
			try {
				suffer(this.life.plight.call.getAndSet(null));
				if (next != null) {
					next.call(System.nanoTime(), null);
				}
				return this.life.plight.id;
			}
			finally {
				this.life.leave();
			}
		}

		CompletableFuture<String> callLater(long begun) {
			this.life.enter(begun);
			CallFault fault = this.life.plight.call.getAndSet(null);
			CompletableFuture<String> result = new CompletableFuture<>();
			try {
				this.generation.executor().execute(() -> complete(result, fault));
			}
			catch (RejectedExecutionException ex) {
				this.life.leave();
				throw new Squall();
			}
			if (fault == CallFault.HANG) {
				result.completeOnTimeout(this.life.plight.id, 700, TimeUnit.MILLISECONDS);
			}
			return result;
		}

		private void complete(CompletableFuture<String> result, CallFault fault) {
			try {
				suffer(fault);
				result.complete(this.life.plight.id);
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
			finally {
				this.life.leave();
			}
		}

		private void suffer(CallFault fault) {
			if (this.life.corrupt) {
				throw new Squall();
			}
			if (fault == null) {
				return;
			}
			switch (fault) {
				case EXCEPTION -> throw new Squall();
				case FAILURE -> throw new Ruin();
				case DEPENDENCY -> throw Storm.dependency();
				case CALLER -> throw Storm.caller();
				case ERROR -> throw new StackOverflowError("storm");
				case CORRUPT -> this.life.corrupt = true;
				case HANG -> this.storm.hang(() -> null);
				case DEAF -> this.storm.deaf(1000);
				case SELF -> this.generation.fail(new Squall());
				case COMPLETE -> this.generation.complete();
			}
		}

		/**
		 * Tell whether something of it is broken.
		 * @return whether it is
		 */
		boolean broken() {
			return this.life.corrupt;
		}

	}

	/** It is only called. */
	@Supervised
	static class Calling extends Stormy {

		Calling(Storm storm, Generation generation) {
			super(storm, generation);
		}

	}

	/** It has a worker. */
	@Supervised
	static class Working extends Stormy {

		Working(Storm storm, Generation generation) {
			super(storm, generation);
		}

		@Worker(overlap = true)
		void work() throws InterruptedException {
			this.life.working = true;
			try {
				WorkFault fault = this.life.work.take();
				if (fault == WorkFault.EXCEPTION) {
					throw new Squall();
				}
				if (fault == WorkFault.DEPENDENCY) {
					throw Storm.dependency();
				}
			}
			finally {
				this.life.working = false;
			}
		}

		@Override
		boolean broken() {
			return super.broken() || !this.life.working;
		}

	}

	/** It has a probe. */
	@Supervised
	static class Probed extends Stormy {

		Probed(Storm storm, Generation generation) {
			super(storm, generation);
		}

		@Probe(interval = "100ms", timeout = "2s", failures = 2)
		boolean isWell() {
			return !this.life.ill;
		}

		@Override
		boolean broken() {
			return super.broken() || this.life.ill;
		}

	}

	/** It has a thread. */
	@Supervised
	static class Threaded extends Stormy {

		Threaded(Storm storm, Generation generation) {
			super(storm, generation);
			this.life.thread = new Thread(this::live, "storm-" + generation.component());
			this.life.thread.start();
		}

		private void live() {
			try {
				this.life.death.await();
			}
			catch (InterruptedException ex) {
				return;
			}
			throw new Squall();
		}

		@Override
		boolean broken() {
			return super.broken() || !this.life.thread.isAlive();
		}

	}

}
