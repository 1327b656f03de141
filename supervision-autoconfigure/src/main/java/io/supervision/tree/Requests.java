package io.supervision.tree;

import java.util.List;
import java.util.function.Consumer;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.Reply.Outcome;

/**
 * The requests of the supervisor API, as the owner carries them out (OTP: start_child,
 * terminate_child, restart_child, delete_child).
 */
final class Requests {

	private Requests() {
	}

	static void startDynamicChild(SupervisorNode node, List<Object> arguments, Consumer<Reply> reply) {
		SupervisorSpec.Dynamic dynamic = node.spec.dynamic();
		if (dynamic == null || dynamic.template() == null) {
			reply.accept(new Reply(Outcome.INVALID_SPEC, null, new IllegalArgumentException(
					"supervisor '" + node.spec.id() + "' has no template to make a child from")));
			return;
		}
		List<Object> all = new java.util.ArrayList<>(dynamic.extraArguments());
		all.addAll(arguments);
		try {
			add(node, dynamic.template().create(all), reply);
		}
		catch (Throwable ex) {
			reply.accept(new Reply(Outcome.INVALID_SPEC, null, ex));
		}
	}

	static void startChild(SupervisorNode node, ChildSpec child, Consumer<Reply> reply) {
		SupervisorSpec.Dynamic dynamic = node.spec.dynamic();
		if (dynamic != null && dynamic.template() != null) {
			reply.accept(new Reply(Outcome.INVALID_SPEC, null, new IllegalArgumentException(
					"children of supervisor '" + node.spec.id() + "' are made from its template")));
			return;
		}
		add(node, child, reply);
	}

	private static void add(SupervisorNode node, ChildSpec child, Consumer<Reply> reply) {
		try {
			SupervisorSpec.requireUseOfSignificant(node.spec.id(), node.spec.autoShutdown(), child);
		}
		catch (IllegalArgumentException ex) {
			reply.accept(new Reply(Outcome.INVALID_SPEC, null, ex));
			return;
		}
		SupervisorSpec.Dynamic dynamic = node.spec.dynamic();
		if (dynamic != null && node.children.all().size() >= dynamic.maxChildren()) {
			reply.accept(Reply.of(Outcome.MAX_CHILDREN));
			return;
		}
		String id = (dynamic != null) ? node.children.newId(child.id(), dynamic.template() != null) : child.id();
		Cell present = node.children.get(id);
		if (present != null) {
			reply.accept(Reply.of(present.running() ? Outcome.ALREADY_STARTED : Outcome.ALREADY_PRESENT, id));
			return;
		}
		start(node, node.children.append(id, child), id, true, reply);
	}

	static void restartChild(SupervisorNode node, String id, Consumer<Reply> reply) {
		Cell cell = node.children.get(id);
		if (isTemplate(node)) {
			reply.accept(Reply.of(Outcome.SIMPLE_ONE_FOR_ONE));
		}
		else if (cell == null) {
			reply.accept(Reply.of(Outcome.NOT_FOUND));
		}
		else {
			switch (cell.visibleState()) {
				case RUNNING -> reply.accept(Reply.of(Outcome.RUNNING, id));
				case STARTING, RESTARTING -> reply.accept(Reply.of(Outcome.RESTARTING, id));
				case STOPPING -> cell.later(() -> node.receive(() -> restartChild(node, id, reply)));
				case STOPPED, ISOLATED -> {
					if (cell.isEnding()) {
						cell.later(() -> node.receive(() -> restartChild(node, id, reply)));
						return;
					}
					if (cell.serves()) {
						cell.endServing(() -> node.receive(() -> restartChild(node, id, reply)));
						return;
					}
					takeOver(cell);
					start(node, cell, id, false, reply);
				}
			}
		}
	}

	/** An operator's or caller's word ends isolation and an operator's stop. */
	static void takeOver(Cell cell) {
		cell.attempt.cancel();
		cell.record.stoppedByOperator = false;
		if (cell.record.isolation != null) {
			cell.record.isolation.release(cell.record.path);
		}
		if (cell.state() != ChildState.STOPPED) {
			cell.to(ChildState.STOPPED);
		}
	}

	private static void start(SupervisorNode node, Cell cell, String id, boolean fresh, Consumer<Reply> reply) {
		node.agenda.run(new Pass(node, null, List.of(), List.of(cell), new Pass.End() {

			@Override
			public void done(Pass pass) {
				Outcome outcome = cell.running() ? Outcome.OK : Outcome.IGNORED;
				node.agenda.leave(pass);
				reply.accept(Reply.of(outcome, id));
			}

			@Override
			public void notStarted(Pass pass, Cell failed, Throwable cause, Classification classification) {
				failed.to(ChildState.STOPPED);
				if (fresh || node.stops.endsWithItsRun(failed)) {
					node.tree.servings.end(failed.record.path, () -> {
					});
					node.children.remove(failed);
				}
				node.agenda.leave(pass);
				reply.accept(Reply.failed(id, cause));
			}

			@Override
			public boolean triesAgain() {
				return false;
			}

			@Override
			public boolean insists() {
				return true;
			}

			@Override
			public void withdrawn(Pass pass) {
				node.agenda.leave(pass);
				reply.accept(Reply.failed(id, new IllegalStateException("'" + id + "' was terminated meanwhile")));
			}

		}));
	}

	static void terminateChild(SupervisorNode node, String id, Consumer<Reply> reply) {
		Cell cell = node.children.get(id);
		if (cell == null) {
			reply.accept(Reply.of(Outcome.NOT_FOUND));
		}
		else if (cell.state() == ChildState.STOPPING) {
			cell.later(() -> terminateChild(node, id, reply));
		}
		else if (node.agenda.isBusyWithOthersThan(cell)) {
			node.receive(() -> terminateChild(node, id, reply));
		}
		else {
			terminate(node, cell, () -> reply.accept(Reply.of(Outcome.OK, id)));
		}
	}

	static void terminate(SupervisorNode node, Cell cell, Runnable then) {
		boolean restarting = cell.state() == ChildState.RESTARTING && !cell.behind();
		if (cell.record.isolation != null) {
			cell.record.isolation.release(cell.record.path);
		}
		node.stops.withdraw(cell);
		cell.takeDemanded();
		cell.to(ChildState.STOPPING);
		if (restarting) {
			node.restarts.releaseBehind(cell);
		}
		node.tree.servings.end(cell.record.path, () -> cell.stopLives(ExitReason.shutdown(), () -> {
			node.stops.stoppedForGood(cell, ExitReason.shutdown());
			then.run();
		}));
	}

	static void deleteChild(SupervisorNode node, String id, Consumer<Reply> reply) {
		Cell cell = node.children.get(id);
		if (isTemplate(node)) {
			reply.accept(Reply.of(Outcome.SIMPLE_ONE_FOR_ONE));
		}
		else if (cell == null) {
			reply.accept(Reply.of(Outcome.NOT_FOUND));
		}
		else {
			switch (cell.visibleState()) {
				case RUNNING -> reply.accept(Reply.of(Outcome.RUNNING, id));
				case STARTING, RESTARTING -> reply.accept(Reply.of(Outcome.RESTARTING, id));
				case STOPPING -> cell.later(() -> node.receive(() -> deleteChild(node, id, reply)));
				case STOPPED, ISOLATED -> {
					if (cell.isEnding()) {
						cell.later(() -> node.receive(() -> deleteChild(node, id, reply)));
						return;
					}
					if (node.tree.servings.any(cell.record.path)) {
						node.tree.servings.end(cell.record.path,
								() -> node.receive(() -> deleteChild(node, id, reply)));
						return;
					}
					takeOver(cell);
					node.children.remove(cell);
					reply.accept(Reply.of(Outcome.OK, id));
				}
			}
		}
	}

	private static boolean isTemplate(SupervisorNode node) {
		return node.spec.dynamic() != null && node.spec.dynamic().template() != null;
	}

}
