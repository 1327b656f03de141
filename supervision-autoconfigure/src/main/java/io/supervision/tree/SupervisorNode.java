package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.event.SupervisionEvent.ChildStarted;
import io.supervision.event.SupervisionEvent.ChildStopped;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.event.SupervisionEvent.SupervisorTerminated;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Phase;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import org.jspecify.annotations.Nullable;

/**
 * One life of a supervisor (OTP: supervisor): its children, what it remembers of their
 * restarts, and what it decides.
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

	private final SupervisorLife life;

	private final Map<String, Cell> cells = new LinkedHashMap<>();

	private final Deque<Runnable> deferred = new ArrayDeque<>();

	private final List<Runnable> whenDown = new ArrayList<>();

	private final NodeSnapshots snapshots;

	private ChildState state = ChildState.STARTING;

	private @Nullable Pass exclusive;

	private final Restarts restarts = new Restarts(this);

	private final HeldStarts held = new HeldStarts(this);

	private final Ends ends = new Ends(this);

	private final GiveUps giveUps = new GiveUps(this);

	private int serial;

	private ExitReason reason = ExitReason.shutdown();

	private boolean comesBack;

	SupervisorNode(Tree tree, SupervisorSpec spec, ChildRecord record, SupervisorLife life) {
		this.tree = tree;
		this.spec = spec;
		this.record = record;
		this.life = life;
		this.snapshots = new NodeSnapshots(this);
		for (ChildSpec child : spec.children()) {
			add(child.id(), child);
		}
	}

	private Cell add(String id, ChildSpec child) {
		Cell cell = new Cell(this, child, this.tree.registry.record(Paths.child(this.record.path, id)));
		this.cells.put(id, cell);
		this.snapshots.restructured();
		return cell;
	}

	@Nullable Cell parent() {
		return (this.life.keeper() instanceof Cell cell) ? cell : null;
	}

	ChildState state() {
		return this.state;
	}

	Collection<Cell> cells() {
		return this.cells.values();
	}

	@Nullable Cell cell(String id) {
		return this.cells.get(id);
	}

	NodeSnapshots snapshots() {
		return this.snapshots;
	}

	Restarts restarts() {
		return this.restarts;
	}

	HeldStarts held() {
		return this.held;
	}

	GiveUps giveUps() {
		return this.giveUps;
	}

	Ends ends() {
		return this.ends;
	}

	// Messages

	/**
	 * Handle a message now, or in its turn after what is exclusively under way. A
	 * supervisor that is going down handles none: who waits for an answer gets it when it
	 * has ended.
	 */
	void receive(Runnable message) {
		if (goingDown()) {
			return;
		}
		if (this.exclusive != null || !this.deferred.isEmpty()) {
			this.deferred.add(message);
		}
		else {
			message.run();
		}
	}

	private void enter(Pass pass) {
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
			this.tree.post(this::handleDeferred);
		}
	}

	/** Handle a request about a child, which waits for what is under way with it. */
	void receiveAbout(String id, Runnable request) {
		Cell cell = this.cells.get(id);
		boolean atOnce = this.exclusive == null || (cell != null && this.exclusive.isAt(cell));
		if (cell != null && atOnce && cell.visibleState() == ChildState.RESTARTING) {
			request.run();
		}
		else {
			receive(request);
		}
	}

	boolean isBusyWithOthersThan(Cell cell) {
		return this.exclusive != null && !this.exclusive.isAt(cell) && cell.pass != this.exclusive;
	}

	boolean isGone() {
		return this.state == ChildState.STOPPED;
	}

	/** Have something run when this supervisor ends. */
	void whenEnded(Runnable task) {
		this.whenDown.add(task);
	}

	/** Forget what will not happen any more. */
	void notWhenEnded(Runnable task) {
		this.whenDown.remove(task);
	}

	/** The children at these paths. */
	List<Cell> cellsAt(Set<String> paths) {
		List<Cell> found = new ArrayList<>();
		for (String path : paths) {
			Cell cell = this.cells.get(Paths.id(path));
			if (cell != null) {
				found.add(cell);
			}
		}
		return found;
	}

	private void handleDeferred() {
		while (this.exclusive == null && !this.deferred.isEmpty()) {
			this.deferred.remove().run();
		}
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

	boolean goingDown() {
		return this.state == ChildState.STOPPING || this.state == ChildState.STOPPED;
	}

	// Start

	void boot() {
		this.tree.registry.register(this);
		enter(new Pass(this, null, List.of(), this.cells.values(), new Pass.End() {

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
					bootFailed(pass, cell, cause);
				}
			}

			@Override
			public void withdrawn(Pass pass) {
				pass.next();
			}

		}));
	}

	private void booted(Pass pass) {
		this.state = ChildState.RUNNING;
		this.life.booted();
		leave(pass);
	}

	private void bootFailed(Pass pass, Cell failed, Throwable cause) {
		failed.to(ChildState.STOPPED);
		pass.cancel();
		this.exclusive = null;
		goDown(ExitReason.shutdown(), downState(false),
				() -> this.life.notBooted(new StartFailure(this.record.path, failed.record.path, cause)));
	}

	/** Begin the start of a child; one of the outcomes below follows. */
	void begin(Cell cell) {
		boolean wasDown = cell.state() == ChildState.STOPPED || cell.state() == ChildState.ISOLATED;
		cell.cancelPending();
		boolean mustWait = Restarts.mustWait(cell);
		if (cell.record.generation > 0) {
			cell.to(ChildState.RESTARTING, mustWait ? Phase.WAITING : Phase.STARTING);
		}
		else {
			cell.to(ChildState.STARTING);
		}
		if (wasDown) {
			cell.record.outageForgotten();
		}
		if (mustWait) {
			beginLater(cell, cell.pass);
		}
		else if (cell.incoming != null) {
			cell.life = cell.incoming;
			cell.incoming = null;
		}
		else {
			beginNow(cell);
		}
	}

	private void beginLater(Cell cell, @Nullable Pass pass) {
		cell.record.whenNoneAbandoned(() -> {
			if (pass != null && pass == cell.pass && pass.isAt(cell) && !pass.isOver()) {
				begin(cell);
			}
		});
	}

	private void beginNow(Cell cell) {
		Demand demanded = this.tree.demands.take(cell.record.path);
		if (demanded != null) {
			cell.life = demanded.life();
			demanded.handOver(cell);
		}
		else {
			cell.life = this.tree.newLife(cell.spec, cell.record, cell);
			cell.life.start(null);
		}
	}

	void started(Cell cell) {
		if (cell.life == null) {
			return;
		}
		cell.life.open();
		noteStart(cell);
		Pass pass = cell.pass;
		cell.runs(pass != null && pass.isVictim(cell));
		cell.pass = null;
		if (pass != null) {
			pass.started(cell);
		}
	}

	private void noteStart(Cell cell) {
		ChildRecord child = cell.record;
		child.generation++;
		child.startedAt = this.tree.now();
		if (child.degradedBy != Degradation.SUSPICION) {
			child.degradedBy = null;
			child.degradedReason = null;
		}
		Duration outage = child.outageEnds(this.tree.nanos());
		if (outage == null) {
			this.tree.emit(new ChildStarted(child.path, child.generation, this.tree.now()));
		}
		else {
			if (!cell.manual) {
				child.restarts++;
			}
			this.tree.emit(new ChildRestarted(child.path, child.generation, this.tree.now(), outage));
		}
		cell.manual = false;
	}

	void ignored(Cell cell) {
		Pass pass = cell.pass;
		cell.pass = null;
		stoppedForGood(cell, ExitReason.normal());
		if (pass != null) {
			pass.ignored(cell);
		}
	}

	void notStarted(Cell cell, Throwable cause, Classification classification) {
		Pass pass = cell.pass;
		cell.pass = null;
		boolean held = pass != null && pass.triesAgain() && this.held.holds(cell, classification);
		this.tree.emit(new ChildStartFailed(cell.record.path, cell.record.generation, this.tree.now(), cause, held));
		if (pass != null) {
			pass.notStarted(cell, cause, classification);
		}
	}

	// Ends

	/** A child is down, and nobody is going to start it. */
	void stoppedForGood(Cell cell, ExitReason reason) {
		cell.ended = reason;
		cell.record.outageForgotten();
		cell.to(ChildState.STOPPED);
		this.tree.emit(new ChildStopped(cell.record.path, cell.record.generation, this.tree.now(), reason));
		boolean temporary = cell.spec.restart() == RestartType.TEMPORARY;
		boolean kept = this.spec.dynamic() == null && (!temporary || this.spec.retainsEnded());
		if (!kept) {
			remove(cell);
		}
	}

	void remove(Cell cell) {
		cell.vanish();
		this.cells.remove(Paths.id(cell.record.path));
		this.tree.registry.forget(cell);
		if (!goingDown()) {
			this.snapshots.restructured();
		}
		this.tree.changed(this.record.path);
	}

	// Passes

	/** Run a pass: beside others under one-for-one, else exclusively. */
	void run(Pass pass) {
		if (this.spec.strategy() == Strategy.ONE_FOR_ONE) {
			pass.next();
		}
		else {
			enter(pass);
		}
	}

	/** Who the strategy restarts together with a child, in start order. */
	List<Cell> groupOf(Cell cell) {
		if (this.spec.strategy() == Strategy.ONE_FOR_ONE) {
			return List.of(cell);
		}
		List<Cell> all = List.copyOf(this.cells.values());
		List<Cell> group = switch (this.spec.strategy()) {
			case ONE_FOR_ONE, ONE_FOR_ALL -> all;
			case REST_FOR_ONE -> all.subList(Math.max(0, all.indexOf(cell)), all.size());
		};
		return group.stream().filter((member) -> member == cell || !member.setAside()).toList();
	}

	boolean needsStop(Cell cell) {
		if (cell.setAside()) {
			return false;
		}
		if (cell.life == null && cell.incoming == null) {
			cell.cancelPending();
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
		cell.cancelPending();
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
	void setAside(List<Cell> members) {
		List<Cell> reversed = new ArrayList<>(members);
		Collections.reverse(reversed);
		for (Cell cell : reversed) {
			withdraw(cell);
			cell.takeDemanded();
			cell.to(ChildState.ISOLATED);
			if (cell.life != null) {
				cell.life.fence();
			}
		}
		stopAside(new ArrayDeque<>(reversed));
	}

	/** Stop one after the other, but nobody who has been taken over meanwhile. */
	private void stopAside(Deque<Cell> left) {
		Cell cell = left.poll();
		if (cell != null && cell.state() == ChildState.ISOLATED) {
			cell.stopLives(ExitReason.shutdown(), () -> {
				cell.changed();
				stopAside(left);
			});
		}
		else if (cell != null) {
			stopAside(left);
		}
	}

	/** Take a child out of whatever is under way with it. */
	void withdraw(Cell cell) {
		cell.cancelPending();
		Pass pass = cell.pass;
		cell.pass = null;
		if (pass != null) {
			pass.withdraw(cell);
			if (pass.isAt(cell)) {
				this.tree.post(() -> pass.withdrawn(cell));
			}
		}
		if (this.exclusive != null) {
			this.exclusive.withdraw(cell);
		}
	}

	/** Stop for good who waited behind a child that is not coming back. */
	void releaseBehind() {
		this.cells.values().stream().filter(Cell::behind).toList().forEach(Cell::releaseBehind);
	}

	// Shutdown

	/** Begin to end by itself: because it gave up, was asked to, or has done its work. */
	void end(ExitReason reason, String origin) {
		if (goingDown()) {
			return;
		}
		this.comesBack = parent() != null && parent().spec.restart().restartsAfter(reason);
		goDown(reason, downState(this.comesBack), () -> this.life.gone(reason, origin));
	}

	/** Whether its parent is going to start it again. */
	boolean comesBack() {
		return this.comesBack;
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
		if (this.exclusive != null) {
			this.exclusive.cancel();
			this.exclusive = null;
		}
		this.cells.values().forEach(Cell::interruptTry);
		this.cells.values().forEach(Cell::cancelPending);
		new Descent(this, ExitReason.shutdown(), down, this::isDown).begin();
	}

	private void isDown() {
		this.state = ChildState.STOPPED;
		this.cells.values().forEach(Cell::vanish);
		this.tree.registry.unregister(this);
		this.tree
			.emit(new SupervisorTerminated(this.record.path, this.record.generation, this.tree.now(), this.reason));
		this.deferred.clear();
		List<Runnable> continuations = List.copyOf(this.whenDown);
		this.whenDown.clear();
		continuations.forEach(Runnable::run);
	}

	// Suspicions

	void suspected(Cell cell, Fault fault) {
		if (cell.state() == ChildState.RUNNING && this.state == ChildState.RUNNING) {
			Suspicions.handle(this, cell, fault);
		}
	}

	void recovered(Cell cell) {
		if (cell.record.degradedBy == Degradation.DEPENDENCY) {
			cell.record.degradedBy = null;
			cell.record.degradedReason = null;
			cell.changed();
		}
	}

	void replaced(Cell cell) {
		Replacement.arrived(this, cell);
	}

	void notReplaced(Cell cell, Throwable cause) {
		Replacement.failed(this, cell, cause);
	}

	/** Make an id for a child that is made at run time. */
	String newId(String id, boolean fromTemplate) {
		boolean free = !fromTemplate && !this.cells.containsKey(id);
		return free ? id : id + "#" + ++this.serial;
	}

	/** Add a child at the end of the order. */
	Cell append(String id, ChildSpec child) {
		return add(id, child);
	}

}
