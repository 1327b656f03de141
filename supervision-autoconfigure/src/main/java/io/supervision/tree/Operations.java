package io.supervision.tree;

import java.util.List;
import java.util.function.Consumer;

import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Replace;
import io.supervision.tree.Reply.Outcome;
import io.supervision.tree.SupervisionKernel.Operation;

/**
 * What an operator can do to a node: restart, stop, start, reset. An operator's restart
 * takes that one child whatever the strategy, is counted apart, and leaves the budget
 * alone; what an operator stopped stays down until an operator starts it.
 */
final class Operations {

	private Operations() {
	}

	static void carryOut(Tree tree, String pathOrId, Operation operation, Consumer<Reply> reply) {
		TreeSnapshot.Node found = tree.snapshot().find(pathOrId);
		if (tree.stopping()) {
			reply.accept(Reply.of(Outcome.NO_SUPERVISOR));
		}
		else if (found == null) {
			reply.accept(Reply.of(Outcome.NOT_FOUND));
		}
		else if (operation == Operation.RESET) {
			reset(tree, found.path());
			reply.accept(Reply.of(Outcome.OK, found.id()));
		}
		else {
			Cell cell = tree.registry.cell(found.path());
			boolean accepted = (cell != null) ? accept(cell, operation) : acceptBelow(tree, found, operation);
			reply.accept(Reply.of(accepted ? Outcome.OK : Outcome.REFUSED, found.id()));
		}
	}

	/**
	 * Something below a supervisor that is down: the nearest one above that is there
	 * brings it back, and a mark keeps it down then.
	 */
	private static boolean acceptBelow(Tree tree, TreeSnapshot.Node found, Operation operation) {
		String path = found.path();
		while (!path.equals(Paths.ROOT) && tree.registry.cell(path) == null) {
			path = Paths.parent(path);
		}
		Cell above = tree.registry.cell(path);
		boolean stopped = found.state() == ChildState.STOPPED;
		if (above == null || (above.state() != ChildState.ISOLATED && above.state() != ChildState.RESTARTING)) {
			return false;
		}
		boolean isolated = above.state() == ChildState.ISOLATED;
		return switch (operation) {
			case RESTART -> !stopped && accept(above, Operation.RESTART);
			case STOP -> !stopped && mark(tree, found.path(), true);
			case START -> isolated ? mark(tree, found.path(), false) && accept(above, Operation.RESTART)
					: stopped && mark(tree, found.path(), false);
			case RESET -> false;
		};
	}

	private static boolean mark(Tree tree, String path, boolean stopped) {
		ChildRecord record = tree.registry.record(path);
		if (record.stoppedByOperator != stopped) {
			record.stoppedByOperator = stopped;
			if (stopped) {
				tree.servings.end(path, () -> {
				});
			}
			tree.changed(path);
			if (tree.registry.spec(path) instanceof ComponentSpec component) {
				ChildState state = stopped ? ChildState.STOPPED : ChildState.RESTARTING;
				Transitions.tell(component, path, new Child.Transition(state, tree.nanos(), null));
			}
		}
		return true;
	}

	private static boolean accept(Cell cell, Operation operation) {
		SupervisorNode node = cell.supervisor;
		ChildState state = cell.state();
		if (node.goingDown() && operation != Operation.STOP) {
			return false;
		}
		return switch (operation) {
			case RESTART -> restart(node, cell, state);
			case STOP -> stop(node, cell, state);
			case START -> start(node, cell, state);
			case RESET -> false;
		};
	}

	/** When its turn comes, unless the child has been removed by then. */
	private static void inTurn(SupervisorNode node, Cell cell, Runnable task) {
		node.receive(() -> {
			if (node.children.all().contains(cell)) {
				task.run();
			}
		});
	}

	private static boolean restart(SupervisorNode node, Cell cell, ChildState state) {
		if (state != ChildState.RUNNING && state != ChildState.RESTARTING && state != ChildState.ISOLATED) {
			return false;
		}
		cell.record.manualRestarts++;
		inTurn(node, cell, () -> {
			if (cell.state() == ChildState.RUNNING) {
				replace(node, cell);
			}
			else if (cell.state() == ChildState.RESTARTING) {
				node.restarts.hurry(cell);
			}
			else if (cell.state() == ChildState.ISOLATED) {
				startNow(node, cell);
			}
		});
		cell.changed();
		return true;
	}

	private static void replace(SupervisorNode node, Cell cell) {
		cell.manual = true;
		boolean startFirst = cell.spec instanceof ComponentSpec component && component.replace() == Replace.START_FIRST;
		replaceAlone(node, cell, startFirst);
	}

	/** Replace the running generation of one child, whatever the strategy. */
	static void replaceAlone(SupervisorNode node, Cell cell, boolean startFirst) {
		if (startFirst && cell.spec instanceof ComponentSpec component) {
			Replacement.beside(node, cell, component, () -> {
			});
		}
		else {
			node.agenda.run(new Pass(node, cell, List.of(cell), List.of(cell), new Alone(node)));
		}
	}

	private static boolean stop(SupervisorNode node, Cell cell, ChildState state) {
		if (state == ChildState.STOPPED || state == ChildState.STOPPING) {
			return false;
		}
		cell.record.stoppedByOperator = true;
		if (node.agenda.isBusyWithOthersThan(cell)) {
			inTurn(node, cell, () -> stopNow(node, cell));
		}
		else {
			stopNow(node, cell);
		}
		return true;
	}

	private static void stopNow(SupervisorNode node, Cell cell) {
		if (cell.record.stoppedByOperator && cell.state() != ChildState.STOPPING) {
			Requests.terminate(node, cell, () -> {
			});
		}
	}

	private static boolean start(SupervisorNode node, Cell cell, ChildState state) {
		if (state != ChildState.STOPPED && state != ChildState.ISOLATED) {
			return false;
		}
		// at once, since the supervisor may have been replaced when its turn comes
		cell.record.stoppedByOperator = false;
		inTurn(node, cell, () -> startNow(node, cell));
		cell.changed();
		return true;
	}

	private static void startNow(SupervisorNode node, Cell cell) {
		if (cell.isEnding()) {
			cell.later(() -> inTurn(node, cell, () -> startNow(node, cell)));
		}
		else if (cell.serves() && !cell.startsFirst()) {
			long turn = cell.attempt.renew();
			cell.endServing(() -> node.receive(() -> {
				if (cell.attempt.is(turn)) {
					startNow(node, cell);
				}
			}));
		}
		else if (cell.state() == ChildState.STOPPED || cell.state() == ChildState.ISOLATED) {
			Requests.takeOver(cell);
			startAlone(node, cell);
		}
	}

	private static void startAlone(SupervisorNode node, Cell cell) {
		node.agenda.run(new Pass(node, cell, List.of(), List.of(cell), new Alone(node)));
	}

	/** Forget all that was counted of a node and below it. */
	private static void reset(Tree tree, String path) {
		if (path.equals(Paths.ROOT)) {
			tree.jvm.trust();
		}
		tree.registry.forEachRecord(path, (known) -> {
			known.allowance.reset();
			known.healthy();
			Cell cell = tree.registry.cell(known.path);
			if (cell != null && cell.lives.current instanceof ComponentLife component) {
				component.reset();
			}
			if (known.isolation != null) {
				known.isolation.forgive(known.path, tree.spec().coolDown());
			}
			tree.changed(known.path);
		});
		tree.registry.forEachNode((at, node) -> {
			if (Paths.isAtOrBelow(at, path)) {
				node.restarts.forgive();
			}
		});
		Cell cell = tree.registry.cell(path);
		if (cell != null) {
			cell.supervisor.restarts.forgive(cell);
		}
		tree.publication.touch();
	}

	/** What follows when one child was started alone; a failure is tried again. */
	private record Alone(SupervisorNode node) implements Pass.End {

		@Override
		public void done(Pass pass) {
			this.node.agenda.leave(pass);
		}

		@Override
		public boolean insists() {
			return true;
		}

		@Override
		public void notStarted(Pass pass, Cell cell, Throwable cause, Classification classification) {
			this.node.restarts.restartFailed(pass, cell, cause, classification);
		}

	}

}
