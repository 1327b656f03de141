package io.supervision.tree;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import io.supervision.event.SupervisionEvent.ChildIsolated;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import org.jspecify.annotations.Nullable;

/**
 * All that is isolated in a tree. Belongs to the tree's owner.
 */
final class Isolations {

	private final Tree tree;

	private final Registry registry;

	private final Set<IsolatedSet> sets = new LinkedHashSet<>();

	Isolations(Tree tree, Registry registry) {
		this.tree = tree;
		this.registry = registry;
	}

	/** Leave these alone from now on, and begin anew with the budgets of all others. */
	void isolate(Isolation isolation) {
		Duration coolDown = this.tree.spec().coolDown();
		IsolatedSet set = new IsolatedSet(this.tree, isolation, coolDown);
		for (String top : isolation.tops()) {
			ChildRecord record = this.registry.record(top);
			if (record.isolation != null) {
				record.isolation.release(top);
			}
			record.isolation = set;
		}
		this.sets.add(set);
		this.registry.forEachNodeFrom(isolation.offender(), (node) -> node.restarts.forgive());
		shut(set, coolDown);
	}

	/** Leave them alone again, for twice as long. */
	void isolateAgain(IsolatedSet set) {
		Duration twice = set.coolDown().multipliedBy(2);
		Duration most = this.tree.spec().maxCoolDown();
		shut(set, (twice.compareTo(most) < 0) ? twice : most);
	}

	private void shut(IsolatedSet set, Duration coolDown) {
		set.shutFor(coolDown);
		set.isolation().tops().forEach((top) -> announce(top, set));
		SupervisorNode holder = this.registry.node(set.isolation().supervisor());
		if (holder != null) {
			holder.stops
				.setAside(holder.children.all().stream().filter((cell) -> cell.record.isolation == set).toList());
		}
	}

	private void announce(String path, IsolatedSet set) {
		this.tree.emit(new ChildIsolated(path, this.registry.record(path).generation, this.tree.now(),
				set.isolation().offender(), set.coolDown()));
		if (this.registry.spec(path) instanceof ComponentSpec component) {
			Transitions.tell(component, path,
					new Child.Transition(ChildState.ISOLATED, this.tree.nanos(), set.until()));
		}
		this.registry.children(path).forEach((child) -> announce(child, set));
	}

	/** The probation that the failure of a component violates, if any. */
	@Nullable IsolatedSet probationOf(String origin) {
		for (String path = origin; !path.equals(Paths.ROOT); path = Paths.parent(path)) {
			ChildRecord known = this.registry.known(path);
			if (known != null && known.isolation != null && known.isolation.onProbation()) {
				return known.isolation;
			}
		}
		return null;
	}

	/** When what is isolated at or above a path is tried again. */
	@Nullable Long coolDownEnd(String path) {
		for (String above = path; !above.equals(Paths.ROOT); above = Paths.parent(above)) {
			ChildRecord known = this.registry.known(above);
			if (known != null && known.isolation != null && known.isolation.shut()) {
				return known.isolation.until();
			}
		}
		return null;
	}

	/** Whether an essential component is down because of an isolation. */
	boolean breakLiveness() {
		return this.sets.stream().anyMatch(IsolatedSet::breaksLiveness);
	}

	void released(IsolatedSet set) {
		this.sets.remove(set);
		this.tree.publication.touch();
	}

	/** The tree is ending; nobody is tried again. */
	void cancelAll() {
		this.sets.forEach(IsolatedSet::cancel);
	}

}
