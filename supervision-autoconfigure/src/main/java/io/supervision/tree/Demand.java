package io.supervision.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Shutdown;
import org.jspecify.annotations.Nullable;

/**
 * A component that somebody called before its turn to start. It keeps the life until the
 * supervisor comes to it in order and adopts it, and then passes on what has become of
 * it.
 */
final class Demand implements Life.Keeper {

	private final Callers callers = new Callers();

	private final List<Runnable> missed = new ArrayList<>();

	private Life life;

	private Shutdown shutdown = Shutdown.NOW;

	private Life.@Nullable Keeper adopter;

	private @Nullable Throwable failure;

	private Classification classification = Classification.COMPONENT;

	@SuppressWarnings("NullAway.Init")
	Demand() {
	}

	Life life() {
		return this.life;
	}

	void life(Life life, Shutdown shutdown) {
		this.life = life;
		this.shutdown = shutdown;
	}

	Shutdown shutdown() {
		return this.shutdown;
	}

	void add(CompletableFuture<Void> caller) {
		if (this.failure != null) {
			caller.completeExceptionally(this.failure);
		}
		else if (this.life.running()) {
			caller.complete(null);
		}
		else if (this.life.stage() == Life.Stage.ENDED) {
			caller.completeExceptionally(unwilling());
		}
		else {
			this.callers.add(caller);
		}
	}

	/** The supervisor has come to it; what happened meanwhile happens for it now. */
	void handOver(Cell cell) {
		this.adopter = cell;
		this.callers.moveTo(cell.callers);
		if (this.life.running()) {
			this.life.adopt(cell);
			cell.started(this.life);
			this.missed.forEach(Runnable::run);
		}
		else if (this.failure != null) {
			cell.failed(this.life, this.failure, this.classification);
		}
		else if (this.life.stage() == Life.Stage.ENDED) {
			cell.ignored(this.life);
		}
	}

	/** Its turn is not going to come; the cell shuts it down. */
	void handOverToStop(Cell cell) {
		this.life.adopt(cell);
		this.callers.fail(new IllegalStateException("'" + cell.record.path + "' is not going to run"));
	}

	/** Nobody is going to adopt it. */
	void stop(Runnable then) {
		this.callers.fail(new IllegalStateException("the tree is being stopped"));
		this.life.stop(ExitReason.shutdown(), this.shutdown, then);
	}

	@Override
	public void started(Life life) {
		life.open();
		if (this.adopter != null) {
			life.adopt(this.adopter);
			this.adopter.started(life);
		}
		this.callers.succeed();
	}

	@Override
	public void ignored(Life life) {
		this.callers.fail(unwilling());
		if (this.adopter != null) {
			this.adopter.ignored(life);
		}
	}

	@Override
	public void failed(Life life, Throwable cause, Classification classification) {
		this.failure = cause;
		this.classification = classification;
		this.callers.fail(cause);
		if (this.adopter != null) {
			this.adopter.failed(life, cause, classification);
		}
	}

	private static IllegalStateException unwilling() {
		return new IllegalStateException("the component does not want to run now");
	}

	@Override
	public void exited(Life life, ExitReason reason, @Nullable String origin) {
		this.missed.add(() -> life.keeper().exited(life, reason, origin));
	}

	@Override
	public void suspected(Life life, Fault fault) {
		this.missed.add(() -> life.keeper().suspected(life, fault));
	}

	@Override
	public void outOfPatience(Life life, Fault fault) {
		this.missed.add(() -> life.keeper().outOfPatience(life, fault));
	}

	@Override
	public void recovered(Life life) {
		this.missed.add(() -> life.keeper().recovered(life));
	}

}
