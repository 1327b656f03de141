package io.supervision.tree;

import java.util.ArrayList;
import java.util.List;

import io.supervision.event.SupervisionEvent.SupervisorTerminated;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.Evidence;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.SupervisorSpec;
import org.jspecify.annotations.Nullable;

/**
 * One life of a supervisor (OTP: supervisor), from its start to its end. What it decides
 * in between is spread over its parts, one for each concern.
 * <p>
 * Everything here runs on the tree's owner, one message at a time, and returns at once:
 * starts and shutdowns go on elsewhere and report back. While an exclusive pass is under
 * way (the start of this supervisor, the restart of a group), messages wait in order;
 * under one-for-one each child is a lane of its own.
 * <p>
 * What Java cannot do that Erlang can: a child that failed is not dead. It has to be
 * fenced, drained and closed before the next one starts, and may outlive even that.
 */
final class SupervisorNode {

	final Tree tree;

	final SupervisorSpec spec;

	final ChildRecord record;

	/** What it does exclusively, and what waits for that. */
	final Agenda agenda = new Agenda(this);

	/** Its children. */
	final Children children = new Children(this);

	/** How they start. */
	final Starts starts = new Starts(this);

	/** How they go down. */
	final Stops stops = new Stops(this);

	/** What their ends lead to. */
	final Ends ends = new Ends(this);

	/** The restarts it decides on. */
	final Restarts restarts = new Restarts(this);

	/** The starts that wait for a dependency. */
	final HeldStarts held = new HeldStarts(this);

	/** What it does when its budget is spent. */
	final GiveUps giveUps = new GiveUps(this);

	/** What others get to see of it. */
	final NodeSnapshots snapshots;

	private final SupervisorLife life;

	private final List<Runnable> whenDown = new ArrayList<>();

	private ChildState state = ChildState.STARTING;

	private ExitReason reason = ExitReason.shutdown();

	private boolean comesBack;

	SupervisorNode(Tree tree, SupervisorSpec spec, ChildRecord record, SupervisorLife life) {
		this.tree = tree;
		this.spec = spec;
		this.record = record;
		this.life = life;
		this.snapshots = new NodeSnapshots(this);
		spec.children().forEach((child) -> this.children.append(child.id(), child));
	}

	/** Its place in the supervisor above; the root has none. */
	@Nullable Cell parent() {
		return (this.life.keeper() instanceof Cell cell) ? cell : null;
	}

	ChildState state() {
		return this.state;
	}

	boolean isGone() {
		return this.state == ChildState.STOPPED;
	}

	boolean goingDown() {
		return this.state == ChildState.STOPPING || this.state == ChildState.STOPPED;
	}

	/** Whether restarts may be decided on. */
	boolean active() {
		return this.state == ChildState.RUNNING && !this.tree.stopping() && inPlay();
	}

	/** Whether nothing from here up to the root is going down or has been isolated. */
	private boolean inPlay() {
		Cell parent = parent();
		return !goingDown() && (parent == null || (!parent.setAside() && parent.supervisor.inPlay()));
	}

	/** Whether its parent is going to start it again. */
	boolean comesBack() {
		return this.comesBack;
	}

	/**
	 * Handle a message now, or in its turn after what is exclusively under way. A
	 * supervisor that is going down handles none: who waits for an answer gets it when it
	 * has ended.
	 */
	void receive(Runnable message) {
		if (!goingDown()) {
			this.agenda.receive(message);
		}
	}

	/** Have something run when this supervisor ends. */
	void whenEnded(Runnable task) {
		this.whenDown.add(task);
	}

	/** Forget what will not happen any more. */
	void notWhenEnded(Runnable task) {
		this.whenDown.remove(task);
	}

	// Start

	void boot() {
		this.tree.registry.register(this);
		this.agenda.runExclusively(new Pass(this, null, List.of(), this.children.all(), new Pass.End() {

			@Override
			public void done(Pass pass) {
				booted(pass);
			}

			@Override
			public void notStarted(Pass pass, Cell cell, Throwable cause, Classification classification) {
				if (SupervisorNode.this.held.holds(cell, classification)) {
					SupervisorNode.this.held.inPass(pass, cell, cause);
				}
				else {
					bootFailed(cell, cause);
				}
			}

		}));
	}

	private void booted(Pass pass) {
		this.state = ChildState.RUNNING;
		this.life.booted();
		this.agenda.leave(pass);
	}

	private void bootFailed(Cell failed, Throwable cause) {
		failed.to(ChildState.STOPPED);
		StartFailure failure = new StartFailure(this.record.path, failed.record.path, cause);
		Fault fault = failed.record.startFault(cause);
		this.record.startFailure = Evidence.of(failure, fault.said());
		if (failed.component()) {
			failed.record.incident(this.tree.now(), fault, "supervisor '" + this.record.path + "' did not start");
		}
		goDown(ExitReason.shutdown(), downState(false), () -> this.life.notBooted(failure));
	}

	// Shutdown

	/** Begin to end by itself: because it gave up, was asked to, or has done its work. */
	void end(ExitReason reason, String origin) {
		if (goingDown()) {
			return;
		}
		Cell parent = parent();
		this.comesBack = parent != null && parent.spec.restart().restartsAfter(reason);
		goDown(reason, downState(this.comesBack), () -> this.life.gone(reason, origin));
	}

	/** Shut down because the parent says so. */
	void shutDown(ExitReason reason, Runnable then) {
		goDown(reason, downState(false), then);
	}

	/** What the children are while this supervisor is down. */
	private ChildState downState(boolean comesBack) {
		Cell parent = parent();
		if (comesBack || (parent != null && parent.state() == ChildState.RESTARTING)) {
			return ChildState.RESTARTING;
		}
		return (parent != null && parent.state() == ChildState.ISOLATED) ? ChildState.ISOLATED : ChildState.STOPPED;
	}

	private void goDown(ExitReason reason, ChildState down, Runnable then) {
		if (this.state == ChildState.STOPPED) {
			then.run();
			return;
		}
		this.whenDown.add(then);
		if (this.state == ChildState.STOPPING) {
			return;
		}
		this.state = ChildState.STOPPING;
		this.reason = reason;
		this.agenda.clear();
		for (Cell cell : this.children.all()) {
			IsolatedSet tried = cell.interruptTry();
			if (tried != null && down != ChildState.STOPPED) {
				this.whenDown.add(() -> this.tree.servings.serve(tried));
			}
		}
		this.children.all().forEach((cell) -> cell.attempt.cancel());
		new Descent(this, ExitReason.shutdown(), down, this::isDown).begin();
	}

	/** Children made at run time are gone with the supervisor, and so is who serves. */
	private void endThoseThatCannotComeBack() {
		for (Cell cell : this.children.all()) {
			if (this.tree.registry.spec(cell.record.path) == null) {
				this.tree.servings.end(cell.record.path, () -> {
				});
			}
		}
	}

	private void isDown() {
		this.state = ChildState.STOPPED;
		this.children.all().forEach(Cell::vanish);
		this.tree.registry.unregister(this);
		endThoseThatCannotComeBack();
		this.tree
			.emit(new SupervisorTerminated(this.record.path, this.record.generation, this.tree.now(), this.reason));
		List<Runnable> continuations = List.copyOf(this.whenDown);
		this.whenDown.clear();
		continuations.forEach(Runnable::run);
	}

}
