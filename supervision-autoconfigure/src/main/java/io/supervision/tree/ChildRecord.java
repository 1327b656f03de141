package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.Detector;
import io.supervision.spec.Evidence;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a child beyond its generations, and beyond the life of its
 * supervisor: its counters, its incidents, its allowance, and the marks that an operator
 * or a give-up left on it. Belongs to the tree's owner.
 */
final class ChildRecord {

	final String path;

	/** Successful starts. */
	long generation;

	long restarts;

	long manualRestarts;

	/** Abandoned generations that still have a live thread. */
	int abandoned;

	/** Last measured start and shutdown, in nanoseconds. */
	long lastStart;

	long lastStop;

	@Nullable Instant startedAt;

	boolean stoppedByOperator;

	/** Its child was removed. */
	boolean forgotten;

	@Nullable IsolatedSet isolation;

	@Nullable Degradation degradedBy;

	@Nullable String degradedReason;

	/** The fault of a dependency that has not ended, whatever is shown. */
	@Nullable Fault dependencyDown;

	final Allowance allowance = new Allowance();

	final IncidentLog incidents = new IncidentLog();

	/** What the last failed start said. */
	@Nullable Evidence startFailure;

	private @Nullable Runnable whenNoneAbandoned;

	private @Nullable Long outageSince;

	private @Nullable Instant outageAt;

	/** Since when it has not been running, whatever for. */
	private @Nullable Long downSince;

	ChildRecord(String path) {
		this.path = path;
	}

	void abandonedEnded() {
		this.abandoned--;
		Runnable waiting = this.whenNoneAbandoned;
		if (this.abandoned == 0 && waiting != null) {
			this.whenNoneAbandoned = null;
			waiting.run();
		}
	}

	void whenNoneAbandoned(Runnable then) {
		this.whenNoneAbandoned = then;
	}

	/** A fault was acted on. */
	OpenIncident incident(Instant at, Fault fault, String decision) {
		return incident(at, fault, new OpenIncident.Decision(decision, null));
	}

	OpenIncident incident(Instant at, Fault fault, OpenIncident.Decision decision) {
		OpenIncident incident = new OpenIncident(this.path, at, fault, this.generation, decision);
		this.incidents.acted(incident);
		return incident;
	}

	/** A fault was not acted on, or not by this node. */
	void observed(Instant at, Fault fault, String decision) {
		observed(at, fault, new OpenIncident.Decision(decision, null));
	}

	void observed(Instant at, Fault fault, OpenIncident.Decision decision) {
		this.incidents.remember(new OpenIncident(this.path, at, fault, this.generation, decision));
	}

	/** The last generation was fenced, unless the outage has begun before. */
	void outageBegins(long now, Instant at) {
		if (this.outageSince == null && this.generation > 0) {
			this.outageSince = now;
			this.outageAt = at;
		}
	}

	/** A generation runs again; tell how long there was none. */
	@Nullable Duration outageEnds(long now) {
		Long since = this.outageSince;
		Long down = (since != null) ? since : this.downSince;
		this.outageSince = null;
		this.outageAt = null;
		this.downSince = null;
		if (down != null) {
			this.incidents.recovered(Duration.ofNanos(now - down));
		}
		return (since != null) ? Duration.ofNanos(now - since) : null;
	}

	/** It does not run any more, or still not. */
	void down(long now) {
		if (this.downSince == null) {
			this.downSince = now;
		}
	}

	/** Nobody is waiting for it any more. */
	void outageForgotten() {
		this.outageSince = null;
		this.outageAt = null;
	}

	/** Nothing is known against it any more. */
	void healthy() {
		this.degradedBy = null;
		this.degradedReason = null;
	}

	@Nullable Long outageSince() {
		return this.outageSince;
	}

	@Nullable Instant outageAt() {
		return this.outageAt;
	}

	@Nullable Incident lastFailure() {
		return this.incidents.lastFailure();
	}

	List<Incident> incidents() {
		return this.incidents.all();
	}

	/** A certain fault of a start, with what the start said last. */
	Fault startFault(Throwable cause) {
		Fault fault = Fault.failure(Detector.START, cause);
		return (this.startFailure != null) ? fault.with(this.startFailure) : fault;
	}

	/**
	 * How many restarts on suspicion are left, and when one more is tried once none is.
	 */
	static final class Allowance {

		private int used;

		private long lastSuspicion;

		/** When the last suspicion was, or the last restart that was paid for. */
		private long lastTrouble;

		private long nextTry;

		private long pause;

		/** Note a suspicion. */
		void suspected(long now, long resetAfter) {
			refill(now, resetAfter);
			this.lastSuspicion = now;
			this.lastTrouble = now;
		}

		/** After a healthy stretch the allowance is full again, as a whole. */
		void refill(long now, long resetAfter) {
			if (now - this.lastTrouble >= resetAfter) {
				reset();
			}
		}

		void reset() {
			this.used = 0;
			this.pause = 0;
			this.nextTry = 0;
		}

		boolean permits(int allowance, long now) {
			return this.used < allowance || (allowance > 0 && now - this.nextTry >= 0);
		}

		/** How many restarts on suspicion are left. */
		int left(int allowance) {
			return Math.max(0, allowance - this.used);
		}

		void spend(int allowance, long now, long resetAfter, long maxPause) {
			this.lastTrouble = now;
			if (this.used < allowance) {
				this.used++;
				this.pause = resetAfter;
			}
			else {
				this.pause = Math.min(Math.max(resetAfter, maxPause), 2 * this.pause);
			}
			this.nextTry = now + this.pause;
		}

		long lastSuspicion() {
			return this.lastSuspicion;
		}

	}

}
