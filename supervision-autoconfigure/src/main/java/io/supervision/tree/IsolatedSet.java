package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import org.jspecify.annotations.Nullable;

/**
 * Children that are isolated together: left alone for a cool-down, then tried once, then
 * on probation until they have been healthy for long enough. Belongs to the tree's owner.
 */
final class IsolatedSet {

	private final Tree tree;

	private final Isolation isolation;

	private final List<String> members;

	private final Set<String> candidates = new LinkedHashSet<>();

	private Duration coolDown;

	private long until;

	/** Who answers calls is being ended for the next generation. */
	private boolean clearing;

	private boolean trying;

	private boolean onProbation;

	/** Those of its members at or below which an essential component is. */
	private final Set<String> essential = new HashSet<>();

	private Timers.@Nullable Timer timer;

	private long armed;

	IsolatedSet(Tree tree, Isolation isolation, Duration coolDown) {
		this.tree = tree;
		this.isolation = isolation;
		this.members = new ArrayList<>(isolation.tops());
		isolation.tops()
			.stream()
			.filter((top) -> Isolation.hasEssential(tree.registry, top))
			.forEach(this.essential::add);
		this.coolDown = coolDown;
	}

	Isolation isolation() {
		return this.isolation;
	}

	/** Whether its members stay down now, or answer calls as they are. */
	boolean leavesAlone() {
		return shut() && !this.clearing;
	}

	/** Components that would go on if they were left alone. */
	Set<String> candidates() {
		return this.candidates;
	}

	Duration coolDown() {
		return this.coolDown;
	}

	/** Whether its members are to stay down now. */
	boolean shut() {
		return !this.trying && !this.onProbation;
	}

	boolean onProbation() {
		return this.onProbation;
	}

	long until() {
		return this.until;
	}

	/** Whether an essential component is without a running generation because of this. */
	boolean breaksLiveness() {
		return !this.essential.isEmpty() && !this.onProbation;
	}

	/** Begin the cool-down. */
	void shutFor(Duration time) {
		this.coolDown = time;
		this.clearing = false;
		this.trying = false;
		this.onProbation = false;
		this.until = this.tree.nanos() + time.toNanos();
		arm(time, this::tryAgain);
	}

	private void arm(Duration delay, Runnable task) {
		cancel();
		long number = this.armed;
		this.timer = this.tree.after(delay, () -> this.tree.post(() -> {
			if (this.armed == number) {
				task.run();
			}
		}));
	}

	/** Whatever is due or on its way already is void. */
	void cancel() {
		this.armed++;
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	private void tryAgain() {
		if (this.tree.stopping()) {
			return;
		}
		this.until = this.tree.nanos() + this.coolDown.toNanos();
		arm(this.coolDown, this::tryAgain);
		SupervisorNode node = this.tree.registry.node(this.isolation.supervisor());
		if (node != null && node.active()) {
			node.receive(() -> startMembers(node));
		}
	}

	private void startMembers(SupervisorNode node) {
		List<Cell> cells = node.children.all()
			.stream()
			.filter((cell) -> cell.record.isolation == this && cell.state() == ChildState.ISOLATED)
			.toList();
		Cell ending = cells.stream().filter(Cell::isEnding).findFirst().orElse(null);
		if (ending != null) {
			ending.later(() -> node.receive(() -> startMembers(node)));
			return;
		}
		if (!shut() || !node.active()) {
			return;
		}
		if (!node.restarts.mayStart(cells)) {
			this.tree.isolations.isolateAgain(this);
			return;
		}
		if (cells.stream().anyMatch((cell) -> servesInTheWay(cells, cell))) {
			this.clearing = true;
			Runnable one = Tree.join(cells.size(), () -> node.receive(() -> startMembers(node)));
			cells.forEach((cell) -> this.tree.servings.end(this, cell.record.path, one));
			return;
		}
		this.clearing = false;
		this.trying = true;
		cells.forEach((cell) -> cell.to(ChildState.STOPPED));
		node.agenda.run(new Pass(node, null, List.of(), cells, new Pass.End() {

			@Override
			public void done(Pass pass) {
				node.agenda.leave(pass);
				beginProbation();
			}

			@Override
			public void notStarted(Pass pass, Cell cell, Throwable cause, Classification classification) {
				cell.record.incident(IsolatedSet.this.tree.now(), cell.record.startFault(cause), "isolated again");
				cell.to(ChildState.STOPPED);
				IsolatedSet.this.tree.isolations.isolateAgain(IsolatedSet.this);
				node.agenda.leave(pass);
			}

			@Override
			public boolean triesAgain() {
				return false;
			}

		}));
	}

	/** Whether what answers calls has to end before the next generation is started. */
	private boolean servesInTheWay(List<Cell> cells, Cell cell) {
		return (cells.size() > 1 || !cell.startsFirst()) && this.tree.servings.any(this, cell.record.path);
	}

	/**
	 * The supervisor went down in the middle of it; try again after one more cool-down.
	 */
	boolean interruptTry() {
		boolean interrupted = this.trying || this.clearing;
		if (interrupted) {
			shutFor(this.coolDown);
		}
		return interrupted;
	}

	private void beginProbation() {
		this.trying = false;
		this.onProbation = true;
		arm(this.tree.spec().resetAfter(), this::release);
		this.tree.changed(this.isolation.supervisor());
	}

	/** Healthy for long enough, or an operator has taken over: forget the isolation. */
	void release() {
		cancel();
		this.members.forEach((path) -> this.tree.registry.record(path).isolation = null);
		this.members.clear();
		this.tree.isolations.released(this);
	}

	/** An operator has taken over one member. */
	void release(String path) {
		this.tree.registry.record(path).isolation = null;
		this.members.remove(path);
		this.essential.remove(path);
		if (this.members.isEmpty()) {
			release();
		}
		this.tree.changed(path);
	}

	/**
	 * Begin with the shortest cool-down the next time; who is on probation has nothing to
	 * prove any more.
	 */
	void forgive(String path, Duration initial) {
		this.coolDown = initial;
		if (this.onProbation) {
			release(path);
		}
	}

}
