package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * The last incidents of a node, equal ones in a row as one. Belongs to the tree's owner.
 */
final class IncidentLog {

	private static final int MAX_INCIDENTS = 20;

	/** A dump is large, and an older one hardly of use. */
	private static final int MAX_DUMPS = 2;

	private final List<OpenIncident> incidents = new ArrayList<>(1);

	private @Nullable OpenIncident lastFailure;

	/** What found the last certain fault. */
	private @Nullable Detector failedBy;

	/** A start that was given up, the incident of which is still to come. */
	private @Nullable Abandonment abandonedStart;

	/** A fault was acted on. */
	void acted(OpenIncident incident) {
		remember(incident);
		incident.acted = true;
		this.lastFailure = incident;
		if (incident.seen().kind() == Fault.Kind.FAILURE) {
			this.failedBy = incident.seen().detector();
		}
	}

	/** A fault was not acted on, or not by this node. */
	void remember(OpenIncident incident) {
		OpenIncident last = this.incidents.isEmpty() ? null : this.incidents.get(this.incidents.size() - 1);
		if (last != null && incident.same(last)) {
			incident.follows(last);
			this.incidents.remove(last);
		}
		if (this.incidents.size() == MAX_INCIDENTS) {
			this.incidents.remove(0);
		}
		this.incidents.add(incident);
		if (this.abandonedStart != null && incident.seen().detector() == Detector.START) {
			incident.abandoned(this.abandonedStart);
			this.abandonedStart = null;
		}
		forgetOldDumps();
	}

	private void forgetOldDumps() {
		List<OpenIncident> dumped = this.incidents.stream().filter((each) -> each.seen().dump() != null).toList();
		dumped.stream().limit(Math.max(0, dumped.size() - MAX_DUMPS)).forEach(OpenIncident::forgetDump);
	}

	/** A generation was given up when it was stopped, or before it ran. */
	void abandoned(long generation, Abandonment abandonment) {
		if (generation == 0) {
			this.abandonedStart = abandonment;
			return;
		}
		for (int i = this.incidents.size() - 1; i >= 0; i--) {
			OpenIncident incident = this.incidents.get(i);
			boolean start = incident.seen().detector() == Detector.START;
			if (incident.acted && !start && incident.seen().generation() == generation) {
				incident.abandoned(abandonment);
				return;
			}
		}
	}

	/** A generation runs again. */
	void recovered(Duration outage) {
		OpenIncident open = open();
		if (open != null) {
			open.recovered(outage);
		}
	}

	/** The fault that was acted on and is not cured yet. */
	@Nullable OpenIncident open() {
		return (this.lastFailure != null && !this.lastFailure.recovered()) ? this.lastFailure : null;
	}

	/** What found the last certain fault. */
	@Nullable Detector failedBy() {
		return this.failedBy;
	}

	@Nullable Incident lastFailure() {
		return (this.lastFailure != null) ? this.lastFailure.seen() : null;
	}

	List<Incident> all() {
		if (this.incidents.isEmpty()) {
			return List.of();
		}
		Incident[] all = new Incident[this.incidents.size()];
		for (int i = 0; i < all.length; i++) {
			all[i] = this.incidents.get(i).seen();
		}
		return List.of(all);
	}

}
