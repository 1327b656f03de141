package io.supervision.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Strategy;

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

	private final Map<String, Integer> users = new HashMap<>();

	private int left;

	Descent(SupervisorNode node, ExitReason reason, ChildState down, Runnable then) {
		this.node = node;
		this.reason = reason;
		this.down = down;
		this.then = then;
	}

	void begin() {
		List<Cell> reversed = new ArrayList<>(this.node.cells());
		Collections.reverse(reversed);
		if (inParallel()) {
			this.left = reversed.size() + 1;
			reversed.forEach((cell) -> uses(cell).forEach((used) -> this.users.merge(used, 1, Integer::sum)));
			reversed.stream().filter((cell) -> !this.users.containsKey(cell.spec.id())).toList().forEach(this::stop);
			oneIsDown();
		}
		else {
			inOrder(new ArrayDeque<>(reversed));
		}
	}

	private boolean inParallel() {
		return this.node.spec.dynamic() != null || (this.node.tree.stopping()
				&& this.node.spec.strategy() == Strategy.ONE_FOR_ONE && this.node.tree.isolates());
	}

	private static Set<String> uses(Cell cell) {
		return (cell.spec instanceof ComponentSpec component) ? component.uses() : Set.of();
	}

	private void inOrder(Deque<Cell> cells) {
		while (!cells.isEmpty()) {
			Cell cell = cells.remove();
			if (cell.alive()) {
				shutDown(cell, () -> inOrder(cells));
				return;
			}
			settle(cell);
		}
		this.then.run();
	}

	private void stop(Cell cell) {
		shutDown(cell, () -> {
			for (String used : uses(cell)) {
				Cell freed = this.node.cell(used);
				if (this.users.merge(used, -1, Integer::sum) == 0 && freed != null) {
					stop(freed);
				}
			}
			oneIsDown();
		});
	}

	private void oneIsDown() {
		this.left--;
		if (this.left == 0) {
			this.then.run();
		}
	}

	private void shutDown(Cell cell, Runnable next) {
		cell.pass = null;
		if (!cell.setAside()) {
			cell.to((this.down == ChildState.STOPPED) ? ChildState.STOPPING : this.down);
		}
		cell.stopLives(this.reason, () -> {
			settle(cell);
			next.run();
		});
	}

	private void settle(Cell cell) {
		boolean removed = this.node.cell(Paths.id(cell.record.path)) != cell;
		if (!removed && !cell.setAside() && cell.state() != this.down) {
			cell.to(this.down);
		}
	}

}
