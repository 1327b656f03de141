package io.supervision.tree;

import java.util.function.Consumer;

import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Mode;
import io.supervision.spec.Outlook;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is going to become of a generation. Messages come in order, so whoever has
 * reported something and asks then gets an answer that takes the report into account.
 * Only while the supervisor is busy with others may a report still wait for its turn: if
 * that can change the answer, the answer waits behind it. Belongs to the tree's owner.
 */
final class Outlooks {

	private Outlooks() {
	}

	/**
	 * Answer a question.
	 * @param cell the place of the child
	 * @param life the generation in question
	 * @param answer told once; never if the supervisor goes down while the answer waits
	 */
	static void tell(Cell cell, Life life, Consumer<Outlook> answer) {
		if (!goes(cell, life) && mayChange(cell, life)) {
			cell.supervisor.receive(() -> answer.accept(of(cell, life)));
		}
		else {
			answer.accept(of(cell, life));
		}
	}

	private static Outlook of(Cell cell, Life life) {
		if (!goes(cell, life)) {
			return Outlook.STAYS;
		}
		return cell.supervisor.restarts.spent(cell) ? Outlook.LAST : Outlook.GOES;
	}

	/** Whether its own end was reported and that has to wait its turn. */
	private static boolean mayChange(Cell cell, Life life) {
		return cell.supervisor.agenda.isBusy() && life instanceof ComponentLife component && component.reportedEnd()
				&& cell.spec instanceof ComponentSpec spec && spec.mode() != Mode.OBSERVE;
	}

	private static boolean goes(Cell cell, @Nullable Life life) {
		if (life != cell.lives.current || !cell.running() || cell.lives.incoming != null || cell.pass != null
				|| cell.supervisor.goingDown() || cell.supervisor.restarts.leaderOf(cell) != null) {
			return true;
		}
		Cell parent = cell.supervisor.parent();
		return parent != null && parent.state() != ChildState.STARTING && goes(parent, parent.lives.current);
	}

}
