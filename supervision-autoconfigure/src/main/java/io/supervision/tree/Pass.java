package io.supervision.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.supervision.spec.Classification;
import org.jspecify.annotations.Nullable;

/**
 * One walk over children of a supervisor: first all stops, then all starts, each after
 * the one before. The start of a supervisor, the restart of a group and the start of a
 * single child are all passes. Belongs to the tree's owner.
 * <p>
 * What OTP need not think of: calls in flight in a child that is being stopped may wait
 * for one that is down and only starts after it. Neither could move until those calls
 * gave up. So the pass goes on as soon as a stop waits for nothing but such calls. What
 * they wait for is started, they end, and with them that stop; only then is the child
 * itself started again.
 */
final class Pass {

	private final SupervisorNode node;

	private final Deque<Cell> stops;

	private final Deque<Cell> starts;

	private final End end;

	private final @Nullable Cell offender;

	private final List<Cell> started = new ArrayList<>();

	private final Map<Cell, Integer> order = new HashMap<>();

	private final List<Cell> down = new ArrayList<>();

	/** Those whose stop goes on while what it is held up by is started. */
	private final Set<Cell> heldUp = new HashSet<>();

	private @Nullable Cell current;

	private boolean starting;

	private boolean over;

	private @Nullable Consumer<Pass> preparation;

	/** What it is made for, where that is a fault. */
	private @Nullable OpenIncident about;

	/**
	 * Prepare a pass.
	 * @param node whose children it walks over
	 * @param offender the child it is for, or {@code null}; the others keep their health
	 * @param stops what to stop, in this order
	 * @param starts what to start, in this order
	 * @param end who goes on afterwards
	 */
	Pass(SupervisorNode node, @Nullable Cell offender, Collection<Cell> stops, Collection<Cell> starts, End end) {
		this.node = node;
		this.offender = offender;
		this.stops = new ArrayDeque<>(stops);
		this.starts = new ArrayDeque<>(starts);
		this.end = end;
	}

	/** Have noted what it does. */
	void about(@Nullable OpenIncident incident) {
		this.about = incident;
	}

	private void led(Incident.Action action, Cell cell) {
		if (this.about != null) {
			this.node.tree.led(this.about, action, cell.record.path);
		}
	}

	/** Have something done first, which then calls {@link #next()}. */
	void startAfter(Consumer<Pass> preparation) {
		this.preparation = preparation;
	}

	void next() {
		this.current = null;
		this.over |= this.node.goingDown();
		Consumer<Pass> first = this.preparation;
		if (first != null && !this.over) {
			this.preparation = null;
			first.accept(this);
			return;
		}
		while (!this.over && !this.stops.isEmpty()) {
			Cell cell = this.stops.remove();
			if (this.node.stops.needsStop(cell)) {
				this.current = cell;
				cell.pass = this;
				goOnIfHeldUp(cell);
				this.node.stops.stopVictim(cell, () -> stopped(cell));
				return;
			}
			if (!this.starts.contains(cell)) {
				this.node.stops.leaveOut(cell);
			}
		}
		while (!this.over && !this.starts.isEmpty()) {
			this.starting = true;
			Cell cell = this.starts.remove();
			if (cell.setAside() || cell.running()) {
				continue;
			}
			if (this.heldUp.contains(cell)) {
				this.starts.addFirst(cell);
				this.current = cell;
				return;
			}
			if (!this.end.insists() && this.node.restarts.tooManyAbandoned(cell)) {
				this.node.giveUps.leaveAlone(cell);
				this.over |= this.node.goingDown();
			}
			else {
				this.current = cell;
				cell.pass = this;
				this.node.starts.begin(cell);
				return;
			}
		}
		if (!this.over) {
			this.over = true;
			this.end.done(this);
		}
	}

	/**
	 * Look out for calls in a child that is being stopped which wait for those that start
	 * before it.
	 */
	private void goOnIfHeldUp(Cell cell) {
		Map<Cell, Integer> order = order();
		Integer place = order.get(cell);
		if (place == null || !(cell.lives.current instanceof ComponentLife component)) {
			return;
		}
		Set<String> earlier = this.down.stream()
			.filter((other) -> order.getOrDefault(other, place) < place)
			.map((other) -> other.spec.id())
			.collect(Collectors.toSet());
		if (!earlier.isEmpty()) {
			component.whenHeldUp(earlier, () -> heldUp(cell));
		}
	}

	/**
	 * The order of the starts, and who is down; looked at once, before the first stop.
	 */
	private Map<Cell, Integer> order() {
		if (this.order.isEmpty()) {
			for (Cell cell : this.starts) {
				this.order.put(cell, this.order.size());
				if (cell.component() && !cell.running()) {
					this.down.add(cell);
				}
			}
		}
		return this.order;
	}

	private void heldUp(Cell cell) {
		if (isAt(cell) && !this.starting && !this.over) {
			this.heldUp.add(cell);
			next();
		}
	}

	private void stopped(Cell cell) {
		this.heldUp.remove(cell);
		led(Incident.Action.STOP, cell);
		if (cell.pass == this) {
			cell.pass = null;
		}
		if (this.current == cell) {
			next();
		}
	}

	void started(Cell cell) {
		led(Incident.Action.START, cell);
		this.started.add(cell);
		goOn(cell);
	}

	void ignored(Cell cell) {
		goOn(cell);
	}

	private void goOn(Cell cell) {
		if (this.current == cell) {
			next();
		}
	}

	void notStarted(Cell cell, Throwable cause, Classification classification) {
		if (!this.over) {
			this.end.notStarted(this, cell, cause, classification);
		}
	}

	/** Leave a child out that somebody else takes care of now. */
	void withdraw(Cell cell) {
		this.stops.remove(cell);
		this.starts.remove(cell);
	}

	/** Whether this child is started again. */
	boolean starts(Cell cell) {
		return this.starts.contains(cell);
	}

	/** Whether a start that fails for a dependency's sake is tried again. */
	boolean triesAgain() {
		return this.end.triesAgain();
	}

	/** Whether this child is what the pass is waiting for. */
	boolean isAt(Cell cell) {
		return this.current == cell;
	}

	/**
	 * What the pass was waiting for was taken out of it. A stop is waited for all the
	 * same.
	 */
	void withdrawn(Cell cell) {
		if (!this.over && this.starting && isAt(cell)) {
			this.end.withdrawn(this);
		}
	}

	boolean isOver() {
		return this.over;
	}

	void cancel() {
		this.over = true;
	}

	boolean isVictim(Cell cell) {
		return this.offender != null && this.offender != cell;
	}

	/** The children this pass has started, in order. */
	List<Cell> started() {
		return this.started;
	}

	/** The children it has not come to. */
	List<Cell> rest() {
		return List.copyOf(this.starts);
	}

	/** Who goes on after a pass. */
	interface End {

		/** All stops and starts were made. */
		void done(Pass pass);

		/** A start failed; the pass goes on only if told so. */
		void notStarted(Pass pass, Cell cell, Throwable cause, Classification classification);

		/** The child it was at was taken out of it; the others have their turn. */
		default void withdrawn(Pass pass) {
			pass.next();
		}

		/** Whether a start that fails for a dependency's sake is tried again. */
		default boolean triesAgain() {
			return true;
		}

		/** Whether somebody wants it in spite of abandoned generations. */
		default boolean insists() {
			return false;
		}

	}

}
