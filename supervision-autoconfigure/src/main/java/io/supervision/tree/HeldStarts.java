package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

import io.supervision.event.SupervisionEvent.ChildDegraded;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Starts that fail for a dependency's sake, or whose first failure the application does
 * not mind: they are held, and tried again with a backoff of their own, uncounted.
 */
final class HeldStarts {

	private final SupervisorNode node;

	HeldStarts(SupervisorNode node) {
		this.node = node;
	}

	boolean holds(Cell cell, Classification classification) {
		boolean first = cell.record.generation == 0;
		boolean optional = cell.spec instanceof ComponentSpec component && component.startOptional();
		return (first && optional)
				|| (classification == Classification.DEPENDENCY && (!first || this.node.tree.hasRun()));
	}

	/**
	 * A child is held in the middle of a pass: under one-for-one the others go on, under
	 * rest-for-one the later ones wait behind it, under one-for-all all others do.
	 */
	void inPass(Pass pass, Cell cell, Throwable cause) {
		List<Cell> rest = pass.rest().stream().filter((later) -> !later.setAside()).toList();
		hold(cell, cause);
		switch (this.node.spec.strategy()) {
			case ONE_FOR_ONE -> pass.next();
			case REST_FOR_ONE -> {
				rest.forEach(Cell::waitBehind);
				rest.forEach(pass::withdraw);
				pass.next();
			}
			case ONE_FOR_ALL -> {
				List<Cell> others = new ArrayList<>(pass.started());
				Collections.reverse(others);
				rest.forEach(pass::withdraw);
				stopInOrder(pass, new ArrayDeque<>(others), () -> {
					others.stream().filter((other) -> other.state() == ChildState.RESTARTING).forEach(Cell::waitBehind);
					rest.forEach(Cell::waitBehind);
					pass.next();
				});
			}
		}
	}

	private void stopInOrder(Pass pass, Deque<Cell> left, Runnable then) {
		Cell cell = left.poll();
		if (pass.isOver()) {
			return;
		}
		if (cell == null) {
			then.run();
		}
		else {
			this.node.stops.stopVictim(cell, () -> stopInOrder(pass, left, then));
		}
	}

	private void hold(Cell cell, Throwable cause) {
		cell.to(ChildState.RESTARTING, Phase.WAITING);
		if (cell.hold.begin(this.node.tree.nanos(), this.node.tree.now())) {
			if (cell.record.degradedBy != Degradation.SUSPICION) {
				cell.record.degradedReason = Incidents.text(cause);
			}
			this.node.tree.emit(new ChildDegraded(cell.record.path, cell.record.generation, this.node.tree.now(),
					Degradation.DEPENDENCY, cause));
		}
		Duration patience = ((ComponentSpec) cell.spec).dependencyPatience();
		Duration left = (patience != null) ? patience.minus(cell.hold.lasted(this.node.tree.nanos())) : null;
		if (left != null && (left.isZero() || left.isNegative())) {
			cell.hold.outOfPatience();
			this.node.restarts.retryLater(cell, cause);
			return;
		}
		Duration delay = this.node.tree.heldBackoff(cell.hold.nextAttempt());
		long attempt = cell.attempt.renew();
		cell.after((left != null && delay.compareTo(left) > 0) ? left : delay,
				() -> this.node.tree.post(() -> this.node.receive(() -> this.node.restarts.attempt(cell, attempt))));
	}

	/**
	 * Since when a child waits for a dependency, and how often it was tried meanwhile.
	 */
	static final class Hold {

		private int attempts;

		private long begun;

		private @Nullable Instant since;

		/** Begin, unless it has begun before. */
		private boolean begin(long now, Instant at) {
			boolean begins = this.since == null;
			if (begins) {
				this.begun = now;
				this.since = at;
			}
			return begins;
		}

		private Duration lasted(long now) {
			return Duration.ofNanos(now - this.begun);
		}

		private int nextAttempt() {
			return ++this.attempts;
		}

		private void outOfPatience() {
			this.since = null;
		}

		@Nullable Instant since() {
			return this.since;
		}

		void end() {
			this.since = null;
			this.attempts = 0;
		}

	}

}
