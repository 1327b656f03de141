package io.supervision.autoconfigure;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.ChildIsolated;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.event.SupervisionEvent.IntensityExceeded;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.tree.Incident;
import io.supervision.tree.TreeListener;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Component;
import io.supervision.tree.TreeSnapshot.Node;
import io.supervision.tree.TreeSnapshot.Supervisor;

/**
 * What holds of a tree at every moment, whatever happens in it.
 */
final class StormWatch implements TreeListener {

	private static final int MAX_ABANDONED = 3;

	private final Storm storm;

	private final Map<String, Node> last = new HashMap<>();

	final AtomicInteger snapshots = new AtomicInteger();

	final Events events = new Events();

	StormWatch(Storm storm) {
		this.storm = storm;
	}

	/** Comes from the tree's owner, one at a time. */
	@Override
	public void changed(TreeSnapshot snapshot) {
		this.snapshots.incrementAndGet();
		try {
			Set<String> paths = new HashSet<>();
			snapshot.nodes().forEach((node) -> {
				check(paths.add(node.path()), "two nodes are at one path", node);
				Node before = this.last.put(node.path(), node);
				if (before != node) {
					check(node);
					grows(before, node);
				}
			});
		}
		catch (Throwable ex) {
			this.storm.violated("a snapshot cannot be looked at: %s", ex);
		}
	}

	private void check(Node node) {
		check(node.ended() == null || node.state() != ChildState.RUNNING, "has ended for good, but runs", node);
		check(node.incidents().size() <= 20, "has too many incidents", node);
		check(node.lastFailure() == null || complete(node.lastFailure()), "failed without a cause", node);
		if (!node.incidents().isEmpty()) {
			check(complete(node.incidents().get(node.incidents().size() - 1)), "has an incident without a cause", node);
		}
		if (node instanceof Supervisor supervisor) {
			check(supervisor);
		}
		else {
			check((Component) node);
		}
	}

	private static boolean complete(Incident incident) {
		return !incident.causes().isEmpty() && !incident.causes().get(0).type().isBlank()
				&& !incident.decision().isBlank();
	}

	private void check(Supervisor node) {
		check(node.restartsInPeriod() <= node.intensity(), "has spent more than its budget", node);
		boolean down = node.state() == ChildState.STOPPED;
		for (Node child : node.children()) {
			check(child.path().startsWith(node.path()), "has a child elsewhere", node);
			check(!down || child.state() != ChildState.RUNNING, "is down while a child of it runs", node);
		}
	}

	private void check(Component node) {
		boolean restarting = node.state() == ChildState.RESTARTING;
		boolean running = node.state() == ChildState.RUNNING;
		check(node.phase() == null || restarting, "is in a phase of a restart it is not in", node);
		check(node.outageSince() == null || restarting, "has an outage but is not restarting", node);
		check(node.heldSince() == null || restarting, "is held but not restarting", node);
		check(node.nextAttemptAt() == null || restarting || node.state() == ChildState.ISOLATED,
				"waits for an attempt that will not come", node);
		check(!running || node.generation() > 0, "runs without a generation", node);
		check(!running || node.startedAt() != null, "runs without having started", node);
		check(!node.serving() || !running, "serves although it runs", node);
		check(node.degradedBy() == null || node.degradedReason() != null, "is degraded without a reason", node);
		check(node.abandoned() <= MAX_ABANDONED + 1, "has too many abandoned generations", node);
	}

	private void grows(Node before, Node now) {
		if (before == null) {
			return;
		}
		check(now.restarts() >= before.restarts(), "has lost restarts", now);
		if (before instanceof Component old && now instanceof Component component) {
			check(component.generation() >= old.generation(), "went back to an older generation", now);
			check(component.generation() <= old.generation() + 1, "skipped a generation", now);
			check(component.manualRestarts() >= old.manualRestarts(), "has lost restarts by hand", now);
		}
	}

	private void check(boolean holds, String what, Node node) {
		if (!holds) {
			this.storm.violated("'%s' %s: %s", node.path(), what, describe(node));
		}
	}

	private static String describe(Node node) {
		return (node instanceof Supervisor supervisor)
				? "%s %s %d of %d %s".formatted(node.state(), supervisor.strategy(), supervisor.restartsInPeriod(),
						supervisor.intensity(),
						supervisor.children().stream().map((child) -> child.id() + "=" + child.state()).toList())
				: node.toString().replaceAll("(incidents|lastFailure)=.*?, ended=", "ended=");
	}

	/** What the tree reports. */
	final class Events implements TreeListener {

		final Map<Detector, AtomicInteger> failures = new EnumMap<>(Detector.class);

		final ConcurrentMap<Class<?>, AtomicInteger> counts = new ConcurrentHashMap<>();

		Events() {
			List.of(Detector.values()).forEach((detector) -> this.failures.put(detector, new AtomicInteger()));
		}

		@Override
		public void happened(SupervisionEvent event) {
			this.counts.computeIfAbsent(event.getClass(), (type) -> new AtomicInteger()).incrementAndGet();
			boolean fault = event instanceof ChildFailed || event instanceof ChildStartFailed
					|| event instanceof IntensityExceeded;
			if (fault && event.cause() == null) {
				StormWatch.this.storm.violated("a fault without a cause: %s", event);
			}
			if (event instanceof ChildFailed failed) {
				this.failures.get(failed.detector()).incrementAndGet();
			}
			if (event instanceof ChildIsolated isolated && isolated.offender().isBlank()) {
				StormWatch.this.storm.violated("isolated for nobody: %s", event);
			}
		}

		int count(Class<? extends SupervisionEvent> type) {
			AtomicInteger count = this.counts.get(type);
			return (count != null) ? count.get() : 0;
		}

	}

}
