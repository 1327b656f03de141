package io.supervision.tree;

import java.util.concurrent.Executor;

import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Shutdown;
import io.supervision.spec.SupervisorSpec;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a nested supervisor, as a child of its parent: what the node does
 * becomes the start, the end, and the shutdown of a life.
 */
final class SupervisorLife extends Life {

	private final Tree tree;

	private final SupervisorNode node;

	private Timers.@Nullable Timer timer;

	SupervisorLife(Tree tree, SupervisorSpec spec, ChildRecord record, Keeper keeper) {
		super(keeper);
		this.tree = tree;
		this.node = new SupervisorNode(tree, spec, record, this);
	}

	SupervisorNode node() {
		return this.node;
	}

	@Override
	void start(@Nullable Executor starter) {
		this.node.boot();
	}

	void booted() {
		if (stage() == Stage.STARTING) {
			stage(Stage.RUNNING);
			keeper().started(this);
		}
	}

	void notBooted(Throwable cause) {
		if (stage() == Stage.STARTING) {
			stage(Stage.ENDED);
			keeper().failed(this, cause, Classification.COMPONENT);
		}
	}

	/** The node has ended by itself, with all its children down. */
	void gone(ExitReason reason, String origin) {
		if (running()) {
			keeper().exited(this, reason, origin);
		}
		else {
			notBooted(new IllegalStateException(
					"Supervisor '" + this.node.record.path + "' was stopped while it was starting"));
		}
	}

	@Override
	void letIn() {
	}

	@Override
	void fence() {
	}

	@Override
	void unfence() {
	}

	@Override
	void shutDown(ExitReason reason, Shutdown limit) {
		stage(Stage.STOPPING);
		if (!limit.infinite() && limit.limit() != null) {
			this.timer = this.tree.after(limit.limit(), this::shutDownExpired);
		}
		this.node.shutDown(reason, this::shutDownDone);
	}

	private void shutDownDone() {
		if (this.timer != null) {
			this.timer.cancel();
		}
		if (stage() == Stage.STOPPING) {
			ended();
		}
	}

	private void shutDownExpired() {
		if (stage() == Stage.STOPPING) {
			abandonNow();
		}
	}

	@Override
	void abandonNow() {
		this.node.children.all().forEach((cell) -> cell.lives.abandon());
	}

}
