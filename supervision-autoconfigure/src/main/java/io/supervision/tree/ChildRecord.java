package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a child beyond its generations, and beyond the life of its
 * supervisor: its counters, its incidents, its allowance, and the marks that an operator
 * or a give-up left on it. Belongs to the tree's owner.
 */
final class ChildRecord {

	private static final int MAX_INCIDENTS = 20;

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

	@Nullable IsolatedSet isolation;

	@Nullable Degradation degradedBy;

	@Nullable String degradedReason;

	final Allowance allowance = new Allowance();

	private final List<Incident> incidents = new ArrayList<>();

	private @Nullable Incident lastFailure;

	private @Nullable Runnable whenNoneAbandoned;

	private @Nullable Long outageSince;

	private @Nullable Instant outageAt;

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

	void incident(Instant at, Fault fault, String decision) {
		this.lastFailure = remember(Incidents.of(at, fault, this.generation, decision));
	}

	void observed(Instant at, Fault fault, String decision) {
		remember(Incidents.of(at, fault, this.generation, decision));
	}

	private Incident remember(Incident incident) {
		Incident last = this.incidents.isEmpty() ? null : this.incidents.get(this.incidents.size() - 1);
		if (last != null && Incidents.equal(last, incident)) {
			incident = Incidents.again(incident, last.count() + 1);
			this.incidents.remove(last);
		}
		if (this.incidents.size() == MAX_INCIDENTS) {
			this.incidents.remove(0);
		}
		this.incidents.add(incident);
		return incident;
	}

	void recovered(Duration outage) {
		Incident failure = this.lastFailure;
		if (failure != null && failure.recovery() == null) {
			Incident recovered = Incidents.recovered(failure, outage);
			this.lastFailure = recovered;
			this.incidents.replaceAll((incident) -> incident.equals(failure) ? recovered : incident);
		}
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
		this.outageSince = null;
		this.outageAt = null;
		if (since == null) {
			return null;
		}
		Duration outage = Duration.ofNanos(now - since);
		recovered(outage);
		return outage;
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
		return this.lastFailure;
	}

	List<Incident> incidents() {
		return List.copyOf(this.incidents);
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
