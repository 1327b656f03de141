package io.supervision.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The isolated components that answer calls all the same. To be isolated is to be left
 * alone: a component whose worker, thread or probe failed would without supervision go on
 * answering, so its last generation is started once more and then nothing is done about
 * it. The same goes for those that were only tied to it. A component that cannot start,
 * hangs, or whose calls fail stays down. They are kept beside the places of the tree,
 * since what happens to the supervisor of an isolated component does not concern it.
 * Belongs to the tree's owner.
 */
final class Servings {

	private static final Logger logger = LoggerFactory.getLogger(Servings.class);

	private final Tree tree;

	private final Map<String, Serving> servings = new LinkedHashMap<>();

	Servings(Tree tree) {
		this.tree = tree;
	}

	/** Whether a component answers calls although it is isolated. */
	boolean serves(String path) {
		Serving serving = this.servings.get(path);
		return serving != null && serving.open();
	}

	/** Find the components that would go on if they were left alone. */
	void consider(IsolatedSet set) {
		set.isolation().tops().forEach((top) -> consider(set, top));
	}

	private void consider(IsolatedSet set, String path) {
		Cell cell = this.tree.registry.cell(path);
		ChildRecord known = this.tree.registry.known(path);
		if (known == null || known.generation == 0 || known.stoppedByOperator
				|| (known.isolation != null && known.isolation != set)
				|| (cell != null && !cell.ranOrWasRestarting())) {
			return;
		}
		if (this.tree.registry.spec(path) instanceof ComponentSpec) {
			set.candidates().add(path);
		}
		this.tree.registry.children(path).forEach((child) -> consider(set, child));
	}

	/** Start those that are to answer calls, in order, once all of them are down. */
	void serve(IsolatedSet set) {
		Deque<String> left = new ArrayDeque<>();
		set.isolation().tops().forEach((top) -> collect(top, set, left));
		next(set, left);
	}

	private void collect(String path, IsolatedSet set, Deque<String> found) {
		if (set.candidates().contains(path)) {
			found.add(path);
		}
		this.tree.registry.children(path).forEach((child) -> collect(child, set, found));
	}

	private void next(IsolatedSet set, Deque<String> left) {
		String path = left.poll();
		while (path != null && !mayServe(set, path)) {
			path = left.poll();
		}
		if (path == null || !(this.tree.registry.spec(path) instanceof ComponentSpec component)) {
			return;
		}
		ChildRecord record = this.tree.registry.record(path);
		Serving serving = new Serving(this.tree, component, record);
		this.servings.put(path, serving);
		serving.start(() -> begun(set, serving, left));
	}

	private void begun(IsolatedSet set, Serving serving, Deque<String> left) {
		if (serving.open()) {
			logger.info("'{}' is isolated and answers calls as it is: it was started once more", serving.path());
			OpenIncident about = this.tree.registry.record(set.isolation().offender()).incidents.open();
			if (about != null) {
				this.tree.led(about, Incident.Action.START, serving.path());
			}
		}
		next(set, left);
	}

	private boolean mayServe(IsolatedSet set, String path) {
		ChildRecord record = this.tree.registry.record(path);
		Cell cell = this.tree.registry.cell(path);
		ComponentSpec spec = (this.tree.registry.spec(path) instanceof ComponentSpec component) ? component : null;
		return spec != null && set.leavesAlone() && belongsTo(set, path) && !this.tree.stopping()
				&& !this.servings.containsKey(path) && !isDownForGood(path)
				&& (cell == null || cell.lives.current == null)
				&& record.abandoned <= (spec.exclusive() ? 0 : this.tree.spec().maxAbandoned())
				&& works(record, path.equals(set.isolation().offender()));
	}

	/** Whether somebody has stopped it, or what it belongs to. */
	private boolean isDownForGood(String path) {
		for (String at = path; !at.equals(Paths.ROOT); at = Paths.parent(at)) {
			ChildRecord known = this.tree.registry.known(at);
			Cell cell = this.tree.registry.cell(at);
			if ((known != null && known.stoppedByOperator)
					|| (cell != null && (cell.state() == ChildState.STOPPING || cell.state() == ChildState.STOPPED))) {
				return true;
			}
		}
		return false;
	}

	/** Whether its calls are not what has failed. */
	private static boolean works(ChildRecord record, boolean offender) {
		OpenIncident open = record.incidents.open();
		Detector failedBy = (offender || open != null) ? record.incidents.failedBy() : null;
		return failedBy == null || failedBy == Detector.WORKER || failedBy == Detector.THREAD
				|| failedBy == Detector.PROBE;
	}

	/** Whether it is isolated for the sake of this set, and not of one of its own. */
	private boolean belongsTo(IsolatedSet set, String path) {
		for (String at = path; !at.equals(Paths.ROOT); at = Paths.parent(at)) {
			ChildRecord known = this.tree.registry.known(at);
			if (known != null && known.isolation != null) {
				return known.isolation == set;
			}
		}
		return false;
	}

	/** Give one up to whoever has started the next generation. */
	@Nullable Life take(String path) {
		Serving serving = this.servings.remove(path);
		if (serving == null) {
			return null;
		}
		serving.leave();
		return serving.life();
	}

	/** It could not be started. */
	void remove(Serving serving) {
		this.servings.remove(serving.path(), serving);
	}

	/** End all at and below a path that are isolated for one reason. */
	void end(IsolatedSet set, String path, Runnable then) {
		end((serving) -> Paths.isAtOrBelow(serving.path(), path) && belongsTo(set, serving.path()), then);
	}

	/** Whether any is there that this would end. */
	boolean any(IsolatedSet set, String path) {
		return this.servings.values()
			.stream()
			.anyMatch((serving) -> Paths.isAtOrBelow(serving.path(), path) && belongsTo(set, serving.path()));
	}

	/** Whether any is there at or below a path. */
	boolean any(String path) {
		return this.servings.keySet().stream().anyMatch((serving) -> Paths.isAtOrBelow(serving, path));
	}

	/** End all at and below a path. */
	void end(String path, Runnable then) {
		end((serving) -> Paths.isAtOrBelow(serving.path(), path), then);
	}

	/** The tree is ending. */
	void endAll(Runnable then) {
		end((serving) -> true, then);
	}

	private void end(Predicate<Serving> which, Runnable then) {
		List<Serving> ending = new ArrayList<>(this.servings.values().stream().filter(which).toList());
		Runnable one = Tree.join(ending.size() + 1, then);
		for (Serving serving : ending) {
			serving.end(() -> {
				remove(serving);
				one.run();
			});
			this.tree.changed(serving.path());
		}
		one.run();
	}

	/** Do not wait for those that are being ended any longer. */
	void abandon() {
		List.copyOf(this.servings.values()).forEach((serving) -> serving.life().abandonNow());
	}

}
