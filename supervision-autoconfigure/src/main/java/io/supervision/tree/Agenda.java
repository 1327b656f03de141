package io.supervision.tree;

import java.util.ArrayDeque;
import java.util.Deque;

import io.supervision.spec.ChildState;
import io.supervision.spec.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor does exclusively, which is its own start and the restart of a group,
 * and the messages that wait in order until that is over. Under one-for-one each child is
 * a lane of its own, and only the start of the supervisor is exclusive.
 */
final class Agenda {

	private final SupervisorNode node;

	private final Deque<Runnable> waiting = new ArrayDeque<>();

	private @Nullable Pass exclusive;

	Agenda(SupervisorNode node) {
		this.node = node;
	}

	/** Handle a message now, or in its turn. */
	void receive(Runnable message) {
		if (this.exclusive != null || !this.waiting.isEmpty()) {
			this.waiting.add(message);
		}
		else {
			message.run();
		}
	}

	/** Whether a message would have to wait. */
	boolean isBusy() {
		return this.exclusive != null || !this.waiting.isEmpty();
	}

	/** Whether a request about a child need not wait: it is the child's turn anyway. */
	boolean isTurnOf(Cell cell) {
		return (this.exclusive == null || this.exclusive.isAt(cell)) && cell.visibleState() == ChildState.RESTARTING;
	}

	boolean isBusyWithOthersThan(Cell cell) {
		return this.exclusive != null && !this.exclusive.isAt(cell) && cell.pass != this.exclusive;
	}

	/** Run a pass: beside others under one-for-one, else exclusively. */
	void run(Pass pass) {
		if (this.node.spec.strategy() == Strategy.ONE_FOR_ONE) {
			pass.next();
		}
		else {
			runExclusively(pass);
		}
	}

	void runExclusively(Pass pass) {
		this.exclusive = pass;
		pass.next();
	}

	/**
	 * A pass is over; messages that waited for it are handled, once everybody who waited
	 * for what it did last has been told.
	 */
	void leave(Pass pass) {
		pass.cancel();
		if (this.exclusive == pass) {
			this.exclusive = null;
			this.node.tree.post(this::handleWaiting);
		}
	}

	private void handleWaiting() {
		try {
			while (this.exclusive == null && !this.waiting.isEmpty()) {
				this.waiting.remove().run();
			}
		}
		finally {
			if (this.exclusive == null && !this.waiting.isEmpty()) {
				this.node.tree.post(this::handleWaiting);
			}
		}
	}

	/** Somebody else takes care of this child from now on. */
	void withdraw(Cell cell) {
		if (this.exclusive != null) {
			this.exclusive.withdraw(cell);
		}
	}

	/** Nothing of it is going to be done. */
	void clear() {
		if (this.exclusive != null) {
			this.exclusive.cancel();
			this.exclusive = null;
		}
		this.waiting.clear();
	}

}
