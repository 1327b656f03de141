package io.supervision.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.supervision.spec.ChildState;
import io.supervision.spec.Fault;
import io.supervision.spec.Strategy;
import io.supervision.tree.Incident;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Component;
import io.supervision.tree.TreeSnapshot.Node;
import io.supervision.tree.TreeSnapshot.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * An essential component without a running generation. Whether that is for its own sake
 * decides when it matters. It is not while its start, or that of a sibling it has to wait
 * for, is held for a dependency, since refusing traffic brings no database back; nor
 * while a restart on suspicion is made, which is short.
 *
 * @param component the component
 * @param refusesFrom when traffic is refused because of it
 */
record EssentialOutage(Component component, Instant refusesFrom) {

	/**
	 * Find the essential components that are missing.
	 * @param snapshot the tree
	 * @param heldRefusesAfter how long one may be held for a dependency
	 * @param startedAgain since when those that had been stopped are on their way back
	 * @return the outages
	 */
	static List<EssentialOutage> in(TreeSnapshot snapshot, Duration heldRefusesAfter,
			Map<String, Instant> startedAgain) {
		List<EssentialOutage> outages = new ArrayList<>();
		collect(snapshot.root(), Instant.MIN, heldRefusesAfter, outages);
		return outages.stream().map((outage) -> outage.since(startedAgain.get(outage.component().path()))).toList();
	}

	/**
	 * A component that is started after it had been stopped has no outage that began with
	 * a fence; it is given as long as another all the same.
	 */
	private EssentialOutage since(@Nullable Instant start) {
		if (start == null || this.component.outageSince() != null) {
			return this;
		}
		return new EssentialOutage(this.component, later(this.refusesFrom, start.plus(this.component.waitTimeout())));
	}

	/**
	 * Find the essential components nobody is going to start, and rightly so.
	 * @param snapshot the tree
	 * @return their paths
	 */
	static Set<String> stopped(TreeSnapshot snapshot) {
		Set<String> stopped = new HashSet<>();
		collectStopped(snapshot.root(), stopped);
		return stopped;
	}

	private static void collectStopped(Supervisor supervisor, Set<String> stopped) {
		for (Node child : supervisor.children()) {
			if (child instanceof Supervisor nested) {
				collectStopped(nested, stopped);
			}
			else if (child instanceof Component component && component.essential()
					&& component.state() == ChildState.STOPPED && !TreeStatus.failed(component)) {
				stopped.add(component.path());
			}
		}
	}

	/** Who is restarted together with others waits for those that are started before. */
	private static void collect(Supervisor supervisor, Instant excused, Duration held, List<EssentialOutage> outages) {
		Instant until = (supervisor.strategy() == Strategy.ONE_FOR_ALL) ? allExcused(supervisor, excused, held)
				: excused;
		boolean inOrder = supervisor.strategy() == Strategy.REST_FOR_ONE;
		for (Node child : supervisor.children()) {
			if (child instanceof Supervisor nested) {
				collect(nested, until, held, outages);
			}
			else if (child instanceof Component component) {
				boolean missed = component.essential() && missing(component);
				Instant own = (missed || inOrder) ? later(until, excusedUntil(component, held)) : until;
				if (missed) {
					outages.add(new EssentialOutage(component, refusesFrom(component, own)));
				}
				until = inOrder ? own : until;
			}
		}
	}

	private static Instant allExcused(Supervisor supervisor, Instant excused, Duration held) {
		Instant until = excused;
		for (Node child : supervisor.children()) {
			if (child instanceof Component component) {
				until = later(until, excusedUntil(component, held));
			}
		}
		return until;
	}

	private static boolean missing(Component component) {
		return switch (component.state()) {
			case RESTARTING, ISOLATED -> true;
			case STOPPED -> TreeStatus.failed(component);
			case STARTING, RUNNING, STOPPING -> false;
		};
	}

	private static Instant refusesFrom(Component component, Instant excused) {
		if (component.state() != ChildState.RESTARTING || component.outageSince() == null) {
			return (component.state() == ChildState.RESTARTING) ? excused : Instant.MIN;
		}
		return later(excused, component.outageSince().plus(component.waitTimeout()));
	}

	private static Instant excusedUntil(Component component, Duration held) {
		if (component.state() != ChildState.RESTARTING) {
			return Instant.MIN;
		}
		if (component.heldSince() != null) {
			return component.heldSince().plus(held);
		}
		Incident incident = component.lastFailure();
		return (incident != null && incident.kind() == Fault.Kind.SUSPICION && incident.recovery() == null
				&& isOf(incident, component)) ? Instant.MAX : Instant.MIN;
	}

	/**
	 * One that led to no outage may lie before this one and have nothing to do with it.
	 */
	private static boolean isOf(Incident incident, Component component) {
		return component.outageSince() != null && !incident.at().isBefore(component.outageSince());
	}

	private static Instant later(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

}
