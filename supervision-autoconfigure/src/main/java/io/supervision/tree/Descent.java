package io.supervision.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;

/**
 * The shutdown of all children of a supervisor: in reverse order, each after the one
 * before. Dynamic children go all at once, as in OTP; so do the children of a one-for-one
 * supervisor when the whole tree is being stopped, but none before those that call it.
 */
final class Descent {

	private final SupervisorNode node;

	private final ExitReason reason;

	private final ChildState down;

	private final Runnable then;

	/** How many have to be down before a child is stopped: all that use it. */
	private final Map<Cell, Integer> users = new HashMap<>();

	/** What each of them uses. */
	private final Map<Cell, Set<Cell>> used = new HashMap<>();

	private final Set<Cell> waiting = new LinkedHashSet<>();

	private int underWay;

	private boolean over;

	Descent(SupervisorNode node, ExitReason reason, ChildState down, Runnable then) {
		this.node = node;
		this.reason = reason;
		this.down = down;
		this.then = then;
	}

	void begin() {
		List<Cell> reversed = new ArrayList<>(this.node.children.all());
		Collections.reverse(reversed);
		if (inParallel()) {
			findUsers(reversed);
			this.waiting.addAll(reversed);
			stop(reversed.stream().filter((cell) -> !this.users.containsKey(cell)).toList());
		}
		else {
			inOrder(new ArrayDeque<>(reversed));
		}
	}

	private boolean inParallel() {
		return this.node.spec.dynamic() != null || (this.node.tree.stopping()
				&& this.node.spec.strategy() == Strategy.ONE_FOR_ONE && this.node.tree.isolates());
	}

	private void findUsers(List<Cell> cells) {
		Map<String, Cell> homes = new HashMap<>();
		cells.forEach((cell) -> components(cell.spec).forEach((component) -> homes.put(component.id(), cell)));
		for (Cell user : cells) {
			components(user.spec).flatMap((component) -> component.uses().stream()).forEach((id) -> {
				Cell home = homes.get(id);
				if (home != null && home != user
						&& this.used.computeIfAbsent(user, (key) -> new LinkedHashSet<>()).add(home)) {
					this.users.merge(home, 1, Integer::sum);
				}
			});
		}
	}

	private static Stream<ComponentSpec> components(ChildSpec spec) {
		return (spec instanceof SupervisorSpec supervisor) ? supervisor.children().stream().flatMap(Descent::components)
				: Stream.of((ComponentSpec) spec);
	}

	private void inOrder(Deque<Cell> cells) {
		while (!cells.isEmpty()) {
			Cell cell = cells.remove();
			if (cell.lives.any()) {
				shutDown(cell, () -> inOrder(cells));
				return;
			}
			settle(cell);
		}
		this.then.run();
	}

	/** Stop those that nobody uses any more; a circle is broken at the last child. */
	private void stop(List<Cell> unused) {
		List<Cell> free = (unused.isEmpty() && this.underWay == 0) ? this.waiting.stream().limit(1).toList() : unused;
		free.forEach(this.waiting::remove);
		this.underWay += free.size();
		free.forEach((cell) -> shutDown(cell, () -> {
			this.underWay--;
			stop(unusedWithout(cell));
		}));
		if (this.underWay == 0 && this.waiting.isEmpty() && !this.over) {
			this.over = true;
			this.then.run();
		}
	}

	/** Those that this was the last one to use. */
	private List<Cell> unusedWithout(Cell user) {
		List<Cell> unused = new ArrayList<>();
		for (Cell cell : this.used.getOrDefault(user, Set.of())) {
			int left = this.users.merge(cell, -1, Integer::sum);
			if (left == 0 && this.waiting.contains(cell)) {
				unused.add(cell);
			}
		}
		return unused;
	}

	private void shutDown(Cell cell, Runnable next) {
		cell.pass = null;
		if (cell.state() != ChildState.ISOLATED && cell.state() != ChildState.STOPPED) {
			cell.to((this.down == ChildState.STOPPED) ? ChildState.STOPPING : this.down);
		}
		cell.stopLives(this.reason, () -> {
			settle(cell);
			next.run();
		});
	}

	private void settle(Cell cell) {
		boolean removed = this.node.children.get(Paths.id(cell.record.path)) != cell;
		ChildState end = cell.record.stoppedByOperator ? ChildState.STOPPED : this.down;
		if (!removed && cell.state() != ChildState.ISOLATED && cell.state() != end) {
			cell.to(end);
		}
	}

}
