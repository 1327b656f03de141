package io.supervision.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Outlook;
import io.supervision.spec.Shutdown;
import org.jspecify.annotations.Nullable;

/**
 * One life of a child as its supervisor sees it: a generation of a component, or one
 * instance of a nested supervisor. Lives one stage after the other, never back. All of it
 * belongs to the tree's owner.
 */
abstract sealed class Life permits ComponentLife, SupervisorLife {

	/** How far a life has come. */
	enum Stage {

		STARTING, RUNNING, STOPPING, ENDED

	}

	private final List<Runnable> whenEnded = new ArrayList<>();

	private Stage stage = Stage.STARTING;

	private Keeper keeper;

	private boolean opened;

	Life(Keeper keeper) {
		this.keeper = keeper;
	}

	/** Begin; the keeper is told the outcome later. */
	abstract void start(@Nullable Executor starter);

	/** Let calls in, once. */
	final void open() {
		if (!this.opened) {
			this.opened = true;
			letIn();
		}
	}

	abstract void letIn();

	abstract void fence();

	abstract void unfence();

	/** Begin to shut down; {@link #ended()} follows. */
	abstract void shutDown(ExitReason reason, Shutdown limit);

	/**
	 * Shut down, whatever stage this is in.
	 * @param then runs on the owner once this life has ended or was abandoned; at once if
	 * it has ended before
	 */
	final void stop(ExitReason reason, Shutdown limit, Runnable then) {
		if (this.stage == Stage.ENDED) {
			then.run();
			return;
		}
		this.whenEnded.add(then);
		if (this.stage != Stage.STOPPING) {
			shutDown(reason, limit);
		}
	}

	/** Do not wait for its shutdown any longer. */
	abstract void abandonNow();

	final void ended() {
		this.stage = Stage.ENDED;
		List<Runnable> continuations = List.copyOf(this.whenEnded);
		this.whenEnded.clear();
		continuations.forEach(Runnable::run);
	}

	final Stage stage() {
		return this.stage;
	}

	final void stage(Stage stage) {
		this.stage = stage;
	}

	final boolean running() {
		return this.stage == Stage.RUNNING;
	}

	final Keeper keeper() {
		return this.keeper;
	}

	/** Hand this life over to another keeper. */
	final void adopt(Keeper keeper) {
		this.keeper = keeper;
	}

	/**
	 * Who is told what becomes of a life: its supervisor, or until its turn comes the one
	 * who asked for it.
	 */
	interface Keeper {

		void started(Life life);

		void ignored(Life life);

		void failed(Life life, Throwable cause, Classification classification);

		void exited(Life life, ExitReason reason, @Nullable String origin);

		void suspected(Life life, Fault fault);

		void recovered(Life life);

		void outOfPatience(Life life, Fault fault);

		default void agedOut(Life life, String reason) {
		}

		default void outlook(Life life, Consumer<Outlook> answer) {
			answer.accept(Outlook.STAYS);
		}

	}

}
