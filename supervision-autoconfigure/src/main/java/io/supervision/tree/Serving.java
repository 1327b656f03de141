package io.supervision.tree;

import java.util.ArrayDeque;
import java.util.Deque;

import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * A generation of an isolated component that answers calls, as it would without
 * supervision: whatever fails in it changes nothing. Belongs to the tree's owner.
 */
final class Serving implements Life.Keeper {

	private final Tree tree;

	private final ChildRecord record;

	private final ComponentSpec spec;

	private final Life life;

	/** Who goes on once it runs, or does not. */
	private final Deque<Runnable> whenDecided = new ArrayDeque<>();

	private boolean ending;

	Serving(Tree tree, ComponentSpec spec, ChildRecord record) {
		this.tree = tree;
		this.record = record;
		this.spec = spec;
		this.life = tree.newLife(spec, record, this);
	}

	String path() {
		return this.record.path;
	}

	Life life() {
		return this.life;
	}

	/** Whether it takes calls. */
	boolean open() {
		return this.life.running() && !this.ending;
	}

	void start(Runnable then) {
		this.whenDecided.add(then);
		this.life.start(null);
	}

	/** Somebody else ends it. */
	void leave() {
		this.ending = true;
	}

	/** End it, whatever it is at. */
	void end(Runnable then) {
		this.ending = true;
		this.life.stop(ExitReason.shutdown(), this.spec.shutdown(), then);
		decided();
	}

	private void decided() {
		while (!this.whenDecided.isEmpty()) {
			this.whenDecided.remove().run();
		}
	}

	@Override
	public void started(Life life) {
		life.open();
		this.record.generation++;
		this.record.startedAt = this.tree.now();
		this.tree.changed(this.record.path);
		decided();
	}

	@Override
	public void ignored(Life life) {
		this.tree.servings.remove(this);
		decided();
	}

	@Override
	public void failed(Life life, Throwable cause, Classification classification) {
		this.tree.servings.remove(this);
		this.tree.emit(new ChildStartFailed(this.record.path, this.record.generation, this.tree.now(), cause, false));
		note(this.record.startFault(cause), "stays down until its cool-down is over: it could not be started");
		decided();
	}

	@Override
	public void exited(Life life, ExitReason reason, @Nullable String origin) {
		if (reason instanceof ExitReason.Failure failure) {
			suspected(life, failure.fault());
		}
	}

	@Override
	public void suspected(Life life, Fault fault) {
		if (fault.classification() != Classification.DEPENDENCY) {
			note(fault, "would have restarted " + this.spec.id() + ", but it is isolated and serves as it is");
		}
	}

	private void note(Fault fault, String decision) {
		this.record.observed(this.tree.now(), fault, decision);
		this.tree.changed(this.record.path);
	}

	@Override
	public void recovered(Life life) {
	}

	@Override
	public void outOfPatience(Life life, Fault fault) {
	}

}
