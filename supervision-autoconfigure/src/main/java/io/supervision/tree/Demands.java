package io.supervision.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import org.jspecify.annotations.Nullable;

/**
 * The components that were called before their turn to start and have not been adopted
 * yet. Belongs to the tree's owner.
 */
final class Demands {

	private final Tree tree;

	private final Map<String, Demand> demands = new HashMap<>();

	Demands(Tree tree) {
		this.tree = tree;
	}

	/** Start a component now, unless it runs or is on its way already. */
	void demand(String path, @Nullable Executor starter, CompletableFuture<Void> running) {
		Cell cell = this.tree.registry.cell(path);
		if (cell != null && cell.running()) {
			running.complete(null);
		}
		else if (this.tree.stopping() || this.tree.hasRun()
				|| !(this.tree.registry.spec(path) instanceof ComponentSpec component)) {
			running.completeExceptionally(new IllegalStateException("'" + path + "' cannot be started on demand"));
		}
		else if (cell != null && cell.lives.current != null) {
			cell.callers.add(running);
		}
		else if (cell != null && isDown(cell.state())) {
			running.completeExceptionally(
					new IllegalStateException("'" + path + "' is not going to run: " + cell.state()));
		}
		else {
			begin(path, component, starter).add(running);
		}
	}

	private static boolean isDown(ChildState state) {
		return state == ChildState.STOPPING || state == ChildState.STOPPED || state == ChildState.ISOLATED;
	}

	private Demand begin(String path, ComponentSpec component, @Nullable Executor starter) {
		Demand demand = this.demands.get(path);
		if (demand == null) {
			demand = new Demand();
			this.demands.put(path, demand);
			demand.life(this.tree.newLife(component, this.tree.registry.record(path), demand), component.shutdown());
			demand.life().start(starter);
		}
		return demand;
	}

	/** The turn of a component has come. */
	@Nullable Demand take(String path) {
		return this.demands.remove(path);
	}

	/** Stop what has not been adopted. */
	void stopAll(Runnable then) {
		List<Demand> left = List.copyOf(this.demands.values());
		this.demands.clear();
		Runnable one = Tree.join(left.size() + 1, then);
		left.forEach((demand) -> demand.stop(one));
		one.run();
	}

}
