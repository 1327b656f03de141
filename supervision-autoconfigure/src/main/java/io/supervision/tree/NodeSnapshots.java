package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.SupervisorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Takes the snapshot of one supervisor, and only of those children again that have
 * changed.
 */
final class NodeSnapshots {

	private final SupervisorNode node;

	private final Duration period;

	private final Set<String> changed = new HashSet<>();

	private boolean restructured = true;

	private Chunks<TreeSnapshot.Node> children = Chunks.of(List.of());

	NodeSnapshots(SupervisorNode node) {
		this.node = node;
		this.period = period(node.spec);
	}

	void changed(String path) {
		this.changed.add(path);
	}

	/** Children came or went. */
	void restructured() {
		this.restructured = true;
	}

	static TreeSnapshot.Supervisor root(SupervisorNode root) {
		return root.snapshots.take(root.state(), null);
	}

	private TreeSnapshot.Supervisor take(ChildState state, @Nullable ExitReason ended) {
		return supervisor(this.node.spec, this.node.record, state, ended, this.period, this.node.restarts.spent(),
				children());
	}

	private List<TreeSnapshot.Node> children() {
		for (Cell cell : this.node.children.at(this.changed)) {
			cell.snapshot = child(cell);
			if (!this.restructured) {
				this.children = this.children.with(cell.index, cell.snapshot);
			}
		}
		if (this.restructured) {
			List<TreeSnapshot.Node> all = new ArrayList<>();
			for (Cell cell : this.node.children.all()) {
				cell.index = all.size();
				cell.snapshot = (cell.snapshot != null) ? cell.snapshot : child(cell);
				all.add(cell.snapshot);
			}
			this.children = Chunks.of(all);
		}
		this.restructured = false;
		this.changed.clear();
		return this.children;
	}

	/** A supervisor that is giving up has not told its parent yet. */
	private static ChildState state(Cell cell, SupervisorNode node) {
		if (cell.running() && node.goingDown()) {
			return node.comesBack() ? ChildState.RESTARTING : ChildState.STOPPING;
		}
		return cell.visibleState();
	}

	private static TreeSnapshot.Node child(Cell cell) {
		if (cell.spec instanceof ComponentSpec component) {
			return component(cell, component);
		}
		if (cell.lives.current instanceof SupervisorLife supervisor && !supervisor.node().isGone()) {
			return supervisor.node().snapshots.take(state(cell, supervisor.node()), cell.ended);
		}
		return notAlive(cell.tree(), (SupervisorSpec) cell.spec, cell.record, cell.visibleState(), cell.ended);
	}

	private static TreeSnapshot.Component component(Cell cell, ComponentSpec spec) {
		ChildRecord record = cell.record;
		Tree tree = cell.tree();
		Instant outageSince = (cell.state() == ChildState.RESTARTING) ? record.outageAt() : null;
		Long next = cell.attempt.at();
		Instant nextAttemptAt = (next != null) ? tree.at(next) : coolDownEnd(tree, record, cell.state());
		return new TreeSnapshot.Component(Paths.id(record.path), record.path, cell.visibleState(), spec.restart(),
				record.restarts, record.startedAt, record.lastFailure(), record.incidents(), cell.ended,
				spec.essential(), spec.waitTimeout(), cell.phase(), outageSince, nextAttemptAt, cell.hold.since(),
				record.degradedBy, record.degradedReason, tree.servings.serves(record.path), record.manualRestarts,
				record.generation, record.abandoned, record.stoppedByOperator);
	}

	/** When who is isolated is tried again, alone or with what is above it. */
	private static @Nullable Instant coolDownEnd(Tree tree, ChildRecord record, ChildState state) {
		Long until = (state == ChildState.ISOLATED) ? tree.isolations.coolDownEnd(record.path) : null;
		return (until != null) ? tree.at(until) : null;
	}

	/**
	 * A supervisor that is not running, with its declared children as it has left them:
	 * what has ended it has ended them too.
	 */
	private static TreeSnapshot.Supervisor notAlive(Tree tree, SupervisorSpec spec, ChildRecord record,
			ChildState state, @Nullable ExitReason ended) {
		List<TreeSnapshot.Node> children = new ArrayList<>();
		for (ChildSpec child : spec.children()) {
			ChildRecord below = tree.registry.record(Paths.child(record.path, child.id()));
			ChildState childState = stateBelow(below, state);
			ExitReason childEnded = (childState == state && !below.stoppedByOperator) ? ended : null;
			children
				.add((child instanceof SupervisorSpec nested) ? notAlive(tree, nested, below, childState, childEnded)
						: notAlive(tree, (ComponentSpec) child, below, childState, childEnded));
		}
		return supervisor(spec, record, state, ended, period(spec), 0, children);
	}

	private static ChildState stateBelow(ChildRecord below, ChildState state) {
		if (below.isolation != null && below.isolation.shut()) {
			return ChildState.ISOLATED;
		}
		if (below.stoppedByOperator) {
			return ChildState.STOPPED;
		}
		return (state == ChildState.RUNNING) ? ChildState.STOPPING : state;
	}

	private static TreeSnapshot.Component notAlive(Tree tree, ComponentSpec spec, ChildRecord record, ChildState state,
			@Nullable ExitReason ended) {
		return new TreeSnapshot.Component(Paths.id(record.path), record.path, state, spec.restart(), record.restarts,
				record.startedAt, record.lastFailure(), record.incidents(), ended, spec.essential(), spec.waitTimeout(),
				null, (state == ChildState.RESTARTING) ? record.outageAt() : null, coolDownEnd(tree, record, state),
				null, record.degradedBy, record.degradedReason, tree.servings.serves(record.path),
				record.manualRestarts, record.generation, record.abandoned, record.stoppedByOperator);
	}

	private static TreeSnapshot.Supervisor supervisor(SupervisorSpec spec, ChildRecord record, ChildState state,
			@Nullable ExitReason ended, Duration period, int spent, List<TreeSnapshot.Node> children) {
		String id = record.path.equals(Paths.ROOT) ? spec.id() : Paths.id(record.path);
		return new TreeSnapshot.Supervisor(id, record.path, state, spec.restart(), record.restarts, record.startedAt,
				record.lastFailure(), record.incidents(), ended, spec.strategy(), spec.intensity(), period, spent,
				children);
	}

	private static Duration period(SupervisorSpec spec) {
		return spec.nests() ? spec.nestedPeriod() : spec.period();
	}

}
