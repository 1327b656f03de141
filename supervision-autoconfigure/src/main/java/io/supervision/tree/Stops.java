package io.supervision.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

import io.supervision.event.SupervisionEvent.ChildStopped;
import io.supervision.spec.ChildState;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Phase;
import io.supervision.spec.RestartType;

/**
 * How children go down while their supervisor stays: as part of a pass, for good, or set
 * aside, which includes being taken out of whatever is under way with them.
 */
final class Stops {

	private final SupervisorNode node;

	Stops(SupervisorNode node) {
		this.node = node;
	}

	/** A child is down, and nobody is going to start it. */
	void stoppedForGood(Cell cell, ExitReason reason) {
		cell.ended = reason;
		this.node.tree.servings.end(cell.record.path, () -> {
		});
		if (cell.record.isolation != null && cell.record.isolation.shut()) {
			cell.record.isolation.release(cell.record.path);
		}
		cell.record.outageForgotten();
		cell.to(ChildState.STOPPED);
		this.node.tree.emit(new ChildStopped(cell.record.path, cell.record.generation, this.node.tree.now(), reason));
		if (this.node.spec.dynamic() != null || endsWithItsRun(cell)) {
			this.node.children.remove(cell);
		}
	}

	/** Whether nothing is kept of a child that does not run. */
	boolean endsWithItsRun(Cell cell) {
		return cell.spec.restart() == RestartType.TEMPORARY && !this.node.spec.retainsEnded();
	}

	boolean needsStop(Cell cell) {
		if (cell.setAside()) {
			return false;
		}
		if (cell.lives.current == null && cell.lives.incoming == null) {
			cell.attempt.cancel();
			return false;
		}
		return true;
	}

	/** A child that is down and does not come back with its group waits no longer. */
	void leaveOut(Cell cell) {
		if (cell.state() == ChildState.RESTARTING) {
			stoppedForGood(cell, ExitReason.shutdown());
		}
	}

	/** Stop a child as part of a pass; a temporary one does not come back. */
	void stopVictim(Cell cell, Runnable then) {
		boolean comesBack = cell.pass != null && cell.pass.starts(cell);
		boolean temporary = cell.spec.restart() == RestartType.TEMPORARY && !comesBack;
		cell.attempt.cancel();
		if (temporary) {
			cell.to(ChildState.STOPPING);
		}
		else {
			cell.to(ChildState.RESTARTING, Phase.CLOSING);
		}
		cell.stopLives(ExitReason.shutdown(), () -> {
			if (temporary) {
				stoppedForGood(cell, ExitReason.shutdown());
			}
			then.run();
		});
	}

	/** Take children out of play that are to be left alone. */
	void setAside(List<Cell> members, Runnable then) {
		List<Cell> reversed = new ArrayList<>(members);
		Collections.reverse(reversed);
		for (Cell cell : reversed) {
			withdraw(cell);
			cell.takeDemanded();
			cell.to(ChildState.ISOLATED);
			if (cell.lives.current != null) {
				cell.lives.current.fence();
			}
		}
		stopAside(new ArrayDeque<>(reversed), then);
		reversed.forEach(this.node.restarts::releaseBehind);
	}

	/** Stop one after the other, but nobody who has been taken over meanwhile. */
	private void stopAside(Deque<Cell> left, Runnable then) {
		Cell cell = left.poll();
		if (cell != null && cell.state() == ChildState.ISOLATED) {
			cell.stopLives(ExitReason.shutdown(), () -> {
				cell.changed();
				stopAside(left, then);
			});
		}
		else if (cell != null) {
			stopAside(left, then);
		}
		else {
			then.run();
		}
	}

	/** Take a child out of whatever is under way with it. */
	void withdraw(Cell cell) {
		cell.attempt.cancel();
		Pass pass = cell.pass;
		cell.pass = null;
		if (pass != null) {
			pass.withdraw(cell);
			if (pass.isAt(cell)) {
				this.node.tree.post(() -> pass.withdrawn(cell));
			}
		}
		this.node.agenda.withdraw(cell);
	}

}
