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

import io.supervision.event.SupervisionEvent.ChildDegraded;
import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.event.SupervisionEvent.ChildStarted;
import io.supervision.event.SupervisionEvent.ChildStopped;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.event.SupervisionEvent.IntensityExceeded;
import io.supervision.event.SupervisionEvent.RestartObserved;
import io.supervision.event.SupervisionEvent.SupervisorTerminated;
import io.supervision.spec.AutoShutdown;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Phase;
import io.supervision.spec.Replace;
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

	private Window window = Window.EMPTY;

	private int serial;

	private ExitReason reason = ExitReason.shutdown();

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
		Cell cell = new Cell(this, child, this.tree.record(Paths.child(this.record.path, id)));
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

	int spent() {
		return this.window.spent(this.spec.budget(), this.tree.nanos());
	}

	// Messages

	/** Handle a message now, or in its turn after what is exclusively under way. */
	void receive(Runnable message) {
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

	/** A pass is over; messages that waited for it are handled. */
	void leave(Pass pass) {
		pass.cancel();
		if (this.exclusive == pass) {
			this.exclusive = null;
			handleDeferred();
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
		return this.state == ChildState.RUNNING && !this.tree.stopping()
				&& (parent() == null || parent().supervisor.active() || !parent().supervisor.goingDown());
	}

	private boolean goingDown() {
		return this.state == ChildState.STOPPING || this.state == ChildState.STOPPED;
	}

	// Start

	void boot() {
		this.tree.register(this);
		enter(new Pass(this, null, List.of(), this.cells.values(), new Pass.End() {

			@Override
			public void done(Pass pass) {
				booted(pass);
			}

			@Override
			public void notStarted(Pass pass, Cell cell, Throwable cause, Classification classification) {
				if (holds(cell, classification)) {
					heldInPass(pass, cell, cause);
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
		cell.to((cell.record.generation > 0) ? ChildState.RESTARTING : ChildState.STARTING, Phase.STARTING);
		if (wasDown) {
			cell.record.outageForgotten();
		}
		Demand demanded = this.tree.takeDemand(cell.record.path);
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
		this.tree.emit(new ChildStartFailed(cell.record.path, cell.record.generation, this.tree.now(), cause,
				pass != null && holds(cell, classification)));
		if (pass != null) {
			pass.notStarted(cell, cause, classification);
		}
	}

	// Starts held for a dependency

	private boolean holds(Cell cell, Classification classification) {
		return this.tree.hasRun() ? classification == Classification.DEPENDENCY
				: cell.spec instanceof ComponentSpec component && component.startOptional();
	}

	/**
	 * A child is held in the middle of a pass: under one-for-one the others go on, under
	 * rest-for-one the later ones wait behind it, under one-for-all all others do.
	 */
	private void heldInPass(Pass pass, Cell cell, Throwable cause) {
		List<Cell> rest = pass.rest();
		hold(cell, cause);
		switch (this.spec.strategy()) {
			case ONE_FOR_ONE -> pass.next();
			case REST_FOR_ONE -> {
				rest.forEach(Cell::waitBehind);
				rest.forEach(pass::withdraw);
				pass.next();
			}
			case ONE_FOR_ALL -> {
				List<Cell> others = new ArrayList<>(pass.started());
				Collections.reverse(others);
				rest.forEach(pass::withdraw);
				stopInOrder(new ArrayDeque<>(others), () -> {
					others.forEach(Cell::waitBehind);
					rest.forEach(Cell::waitBehind);
					pass.next();
				});
			}
		}
	}

	private void stopInOrder(Deque<Cell> left, Runnable then) {
		Cell cell = left.poll();
		if (cell == null) {
			then.run();
		}
		else {
			stopVictim(cell, () -> stopInOrder(left, then));
		}
	}

	private void hold(Cell cell, Throwable cause) {
		ComponentSpec component = (ComponentSpec) cell.spec;
		long now = this.tree.nanos();
		boolean first = cell.heldSince == null;
		cell.to(ChildState.RESTARTING, Phase.WAITING);
		if (first) {
			cell.heldSince = now;
			cell.heldAt = this.tree.now();
			cell.record.degradedReason = Incidents.text(cause);
			this.tree.emit(new ChildDegraded(cell.record.path, cell.record.generation, this.tree.now(),
					Degradation.DEPENDENCY, cause));
		}
		Duration patience = component.dependencyPatience();
		long heldFor = (cell.heldSince != null) ? now - cell.heldSince : 0;
		if (patience != null && heldFor >= patience.toNanos()) {
			cell.heldSince = null;
			retryLater(cell, cause);
			return;
		}
		Duration delay = this.tree.heldBackoff(++cell.heldAttempts);
		if (patience != null && delay.toNanos() > patience.toNanos() - heldFor) {
			delay = Duration.ofNanos(patience.toNanos() - heldFor);
		}
		long ticket = cell.newTicket();
		cell.after(delay, () -> this.tree.post(() -> receive(() -> attempt(cell, ticket))));
	}

	// Ends

	void exited(Cell cell, ExitReason reason, String origin) {
		if (cell.state() != ChildState.RUNNING || goingDown()) {
			return;
		}
		Fault fault = (reason instanceof ExitReason.Failure failure) ? failure.fault() : null;
		if (observes(cell, faultOf(cell, reason))) {
			observed(cell, faultOf(cell, reason), "mode is OBSERVE");
			return;
		}
		if (fault != null) {
			this.tree.emit(new ChildFailed(cell.record.path, cell.record.generation, this.tree.now(), fault.detector(),
					fault.classification(), fault.kind(), fault.cause()));
		}
		IsolatedSet probation = (fault != null) ? this.tree.probationOf(origin) : null;
		if (!cell.spec.restart().restartsAfter(reason)) {
			if (fault != null) {
				cell.record.incident(this.tree.now(), fault, "not restarted: " + cell.spec.restart());
			}
			endForGood(cell, reason);
		}
		else if (joins(cell)) {
			cell.record.incident(this.tree.now(), faultOf(cell, reason), "restart with its group");
			cell.retire(reason);
			cell.waitBehind();
		}
		else if (probation != null && fault != null) {
			cell.record.incident(this.tree.now(), fault, "isolated again");
			this.tree.isolateAgain(probation);
		}
		else if (active()) {
			decide(cell, reason, origin);
		}
	}

	/**
	 * Whether a restart of its group is already on its way, so that this one goes with
	 * it.
	 */
	private boolean joins(Cell cell) {
		return this.spec.strategy() != Strategy.ONE_FOR_ONE && this.cells.values()
			.stream()
			.anyMatch((other) -> other != cell && other.state() == ChildState.RESTARTING && !other.behind()
					&& groupOf(other).contains(cell));
	}

	private static Fault faultOf(Cell cell, ExitReason reason) {
		if (reason instanceof ExitReason.Failure failure) {
			return failure.fault();
		}
		return Fault.failure(Detector.SELF,
				new IllegalStateException("'" + cell.record.path + "' ended: " + reason.getClass().getSimpleName()));
	}

	private static boolean observes(Cell cell, Fault fault) {
		return cell.spec instanceof ComponentSpec component && component.observes(fault.detector());
	}

	void observed(Cell cell, Fault fault, String why) {
		List<String> paths = groupOf(cell).stream().map((member) -> member.record.path).toList();
		cell.record.observed(this.tree.now(), fault, "observed: " + why);
		this.tree.emit(new RestartObserved(cell.record.path, cell.record.generation, this.tree.now(), fault.detector(),
				why, paths, fault.cause()));
		cell.changed();
	}

	private void endForGood(Cell cell, ExitReason reason) {
		cell.to(ChildState.STOPPING);
		cell.stopLives(reason, () -> stoppedForGood(cell, reason));
		if (!cell.spec.significant() || this.spec.autoShutdown() == AutoShutdown.NEVER) {
			return;
		}
		boolean last = this.cells.values()
			.stream()
			.noneMatch((other) -> other != cell && other.spec.significant() && isAlive(other));
		if (last || this.spec.autoShutdown() == AutoShutdown.ANY_SIGNIFICANT) {
			end(ExitReason.shutdown(), cell.record.path);
		}
	}

	private static boolean isAlive(Cell cell) {
		return switch (cell.visibleState()) {
			case STARTING, RUNNING, RESTARTING -> true;
			case STOPPING, STOPPED, ISOLATED -> false;
		};
	}

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
		this.tree.forget(cell);
		if (!goingDown()) {
			this.snapshots.restructured();
		}
		this.tree.changed(this.record.path);
	}

	// Restart decisions

	private void decide(Cell cell, ExitReason reason, String origin) {
		long now = this.tree.nanos();
		this.window = this.window.at(now);
		Fault fault = faultOf(cell, reason);
		if (!this.window.admits(cell.clock, this.spec.budget(), this.spec.intensity())) {
			refuse(cell, reason, fault, origin);
			return;
		}
		Duration period = cell.component() ? this.spec.period() : this.spec.nestedPeriod();
		this.window = this.window.plus(new Window.Entry(cell.clock, origin, cell.clock.elapsed(now), period.toNanos()));
		cell.record.incident(this.tree.now(), fault, restartDecision(cell));
		restart(cell, reason);
	}

	private String restartDecision(Cell cell) {
		List<Cell> group = groupOf(cell);
		return (group.size() == 1) ? "restart"
				: "restart of " + String.join(", ", group.stream().map((member) -> member.spec.id()).toList());
	}

	/** Replace what is left of a child by a new generation, after its backoff. */
	private void restart(Cell cell, ExitReason reason) {
		cell.forgiveAfter(this.tree.spec().resetAfter());
		Duration delay = this.tree.backoff(++cell.attempts);
		cell.to(ChildState.RESTARTING, Phase.CLOSING);
		long ticket = cell.newTicket();
		Runnable ready = Tree.join(2, () -> receive(() -> attempt(cell, ticket)));
		Life old = cell.life;
		cell.life = null;
		if (old == null) {
			ready.run();
		}
		else if (startsFirst(cell)) {
			cell.retire(old, reason);
			ready.run();
		}
		else {
			cell.life = old;
			old.stop(reason, cell.spec.shutdown(), () -> {
				cell.life = (cell.life == old) ? null : cell.life;
				if (cell.holds(ticket)) {
					cell.to(ChildState.RESTARTING, Phase.WAITING);
				}
				ready.run();
			});
		}
		cell.after(delay, ready);
	}

	private boolean startsFirst(Cell cell) {
		return cell.spec instanceof ComponentSpec component && component.replace() == Replace.START_FIRST
				&& groupOf(cell).size() == 1;
	}

	/** The time of an attempt has come; a stale one does nothing. */
	private void attempt(Cell cell, long ticket) {
		if (!cell.holds(ticket) || !active()) {
			return;
		}
		if (cell.record.abandoned > this.tree.spec().maxAbandoned()) {
			Fault fault = Fault.failure(Detector.HANG, new IllegalStateException("'" + cell.record.path + "' has "
					+ cell.record.abandoned + " abandoned generations, more than 'max-abandoned'"));
			refuse(cell, new ExitReason.Failure(fault), fault, cell.record.path);
			return;
		}
		if (cell.spec instanceof ComponentSpec component && component.exclusive() && cell.record.abandoned > 0) {
			cell.record.whenNoneAbandoned(() -> receive(() -> attempt(cell, ticket)));
			return;
		}
		List<Cell> group = groupOf(cell);
		List<Cell> stops = new ArrayList<>(group);
		Collections.reverse(stops);
		List<Cell> starts = group.stream().filter((member) -> comesBack(member, cell)).toList();
		run(new Pass(this, cell, stops, starts, new RestartEnd()));
	}

	private static boolean comesBack(Cell member, Cell offender) {
		return member == offender || member.spec.restart() != RestartType.TEMPORARY;
	}

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
		List<Cell> all = List.copyOf(this.cells.values());
		List<Cell> group = switch (this.spec.strategy()) {
			case ONE_FOR_ONE -> List.of(cell);
			case ONE_FOR_ALL -> all;
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

	/** Stop a child as part of a pass; a temporary one does not come back. */
	void stopVictim(Cell cell, Runnable then) {
		boolean temporary = cell.spec.restart() == RestartType.TEMPORARY;
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

	/** What follows the restart of a child or its group. */
	private final class RestartEnd implements Pass.End {

		@Override
		public void done(Pass pass) {
			leave(pass);
		}

		@Override
		public void notStarted(Pass pass, Cell cell, Throwable cause, Classification classification) {
			restartFailed(pass, cell, cause, classification);
		}

		@Override
		public void withdrawn(Pass pass) {
			restartWithdrawn(pass);
		}

	}

	void restartFailed(Pass pass, Cell cell, Throwable cause, Classification classification) {
		if (holds(cell, classification)) {
			heldInPass(pass, cell, cause);
			return;
		}
		pass.rest().forEach(Cell::waitBehind);
		retryLater(cell, cause);
		leave(pass);
	}

	void restartWithdrawn(Pass pass) {
		pass.rest().forEach(this::releaseBehind);
		leave(pass);
	}

	/** Decide on the next attempt after everything that has come in before. */
	void retryLater(Cell cell, Throwable cause) {
		cell.to(ChildState.RESTARTING, Phase.WAITING);
		long ticket = cell.newTicket();
		this.tree.post(() -> receive(() -> {
			if (cell.holds(ticket) && active()) {
				retry(cell, cause);
			}
		}));
	}

	private void retry(Cell cell, Throwable cause) {
		String origin = StartFailure.origin(cause, cell.record.path);
		IsolatedSet probation = this.tree.probationOf(origin);
		if (probation != null) {
			cell.record.incident(this.tree.now(), Fault.failure(Detector.START, cause), "isolated again");
			this.tree.isolateAgain(probation);
		}
		else {
			decide(cell, ExitReason.failure(Detector.START, cause), origin);
		}
	}

	// Giving up

	private void refuse(Cell cell, ExitReason reason, Fault fault, String origin) {
		String offender = this.tree.isolates() ? this.window.offender(cell.clock, this.spec.budget(), origin) : origin;
		this.tree.emit(new IntensityExceeded(this.record.path, this.record.generation, this.tree.now(), offender,
				fault.cause()));
		if (this.tree.isolates()) {
			Isolation isolation = Isolation.around(this.tree, offender);
			if (parent() == null || (!isolation.essential() && wouldStopEssential())) {
				cell.record.incident(this.tree.now(), fault, "isolated: " + String.join(", ", isolation.tops()));
				this.tree.isolate(isolation);
				if (cell.state() != ChildState.ISOLATED && active()) {
					cell.attempts = 0;
					restart(cell, reason);
				}
				return;
			}
		}
		cell.record.incident(this.tree.now(), fault, "supervisor '" + this.record.path + "' gave up");
		Throwable cause = new IllegalStateException("Supervisor '" + this.record.path + "' gave up: more than "
				+ this.spec.intensity() + " restarts in " + this.spec.period().toMillis() + "ms", fault.cause());
		Fault escalated = new Fault(fault.detector(), Fault.Kind.FAILURE, fault.classification(), cause);
		cell.record.outageForgotten();
		if (cell.life != null) {
			cell.life.stop(reason, cell.spec.shutdown(), () -> {
			});
		}
		end(new ExitReason.Failure(escalated), origin);
	}

	/**
	 * Whether this supervisor's giving up, and what its parent's strategy then does,
	 * would stop an essential component that is running.
	 */
	private boolean wouldStopEssential() {
		Cell parent = parent();
		return parent != null && parent.supervisor.groupOf(parent).stream().anyMatch(SupervisorNode::runsEssential);
	}

	private static boolean runsEssential(Cell cell) {
		if (cell.spec instanceof ComponentSpec component) {
			return component.essential() && cell.running();
		}
		return cell.life instanceof SupervisorLife supervisor
				&& supervisor.node().cells.values().stream().anyMatch(SupervisorNode::runsEssential);
	}

	/** Forget all that was counted. */
	void forgive() {
		this.window = Window.EMPTY;
		this.cells.values().forEach((cell) -> cell.attempts = 0);
	}

	/** Forget what was counted of one child. */
	void forgive(String path) {
		for (Cell cell : cellsAt(Set.of(path))) {
			cell.attempts = 0;
			this.window = this.window.without(cell.clock);
		}
	}

	/** Take children out of play that are to be left alone. */
	void setAside(List<Cell> members) {
		List<Cell> reversed = new ArrayList<>(members);
		Collections.reverse(reversed);
		for (Cell cell : reversed) {
			withdraw(cell);
			cell.to(ChildState.ISOLATED);
			cell.stopLives(ExitReason.shutdown(), () -> {
			});
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
				this.tree.post(pass::withdrawn);
			}
		}
		if (this.exclusive != null) {
			this.exclusive.withdraw(cell);
		}
	}

	private void releaseBehind(Cell cell) {
		cell.cancelPending();
		if (cell.life == null && cell.state() == ChildState.RESTARTING) {
			cell.to(ChildState.STOPPED);
		}
	}

	/** Stop for good who waited behind a child that is not coming back. */
	void releaseBehind() {
		this.cells.values().stream().filter(Cell::behind).toList().forEach(this::releaseBehind);
	}

	// Shutdown

	/** Begin to end by itself: because it gave up, was asked to, or has done its work. */
	void end(ExitReason reason, String origin) {
		if (goingDown()) {
			return;
		}
		boolean comesBack = parent() != null && parent().spec.restart().restartsAfter(reason);
		goDown(reason, downState(comesBack), () -> {
			if (this.life.running()) {
				this.life.gone(reason, origin);
			}
		});
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
		this.cells.values().forEach(Cell::cancelPending);
		new Descent(this, ExitReason.shutdown(), down, this::isDown).begin();
	}

	private void isDown() {
		this.state = ChildState.STOPPED;
		this.cells.values().forEach(Cell::vanish);
		this.tree.unregister(this);
		this.tree
			.emit(new SupervisorTerminated(this.record.path, this.record.generation, this.tree.now(), this.reason));
		handleDeferred();
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

	/**
	 * A dependency has failed a component for longer than it has patience: it is replaced
	 * alone and uncounted.
	 */
	void outOfPatience(Cell cell, Fault fault) {
		if (!cell.running() || !active()) {
			return;
		}
		if (observes(cell, fault)) {
			observed(cell, fault, "mode is OBSERVE");
			return;
		}
		cell.record.incident(this.tree.now(), fault, "restart, dependency-patience is over");
		this.tree.emit(new ChildFailed(cell.record.path, cell.record.generation, this.tree.now(), fault.detector(),
				fault.classification(), fault.kind(), fault.cause()));
		Operations.replaceAlone(this, cell, !((ComponentSpec) cell.spec).patienceStopsFirst());
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

	/** Whether a child of this id has once been made from the template. */
	boolean hasMade(String id) {
		int mark = id.lastIndexOf('#');
		return mark >= 0 && id.substring(mark + 1).matches("\\d{1,9}")
				&& Integer.parseInt(id.substring(mark + 1)) <= this.serial;
	}

	/** Add a child at the end of the order. */
	Cell append(String id, ChildSpec child) {
		return add(id, child);
	}

}
