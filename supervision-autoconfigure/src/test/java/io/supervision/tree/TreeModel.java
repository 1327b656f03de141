package io.supervision.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Budget;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.RestartType;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.Reply.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What a supervision tree does according to its rules, without threads, messages or
 * generations: everything happens at once, in milliseconds of a clock that is turned by
 * hand.
 */
class TreeModel {

	private enum Result {

		OK, IGNORED, FAILED

	}

	private final IntToLongFunction backoff;

	private final long resetAfter;

	private final Map<String, Deque<Result>> scripts = new HashMap<>();

	private final PriorityQueue<Due> due = new PriorityQueue<>(
			Comparator.comparingLong(Due::at).thenComparingLong(Due::number));

	final List<String> log = new ArrayList<>();

	final Map<String, Integer> attempts = new LinkedHashMap<>();

	final SupervisorSpec rootSpec;

	long now;

	private long scheduled;

	private String failedOrigin = "";

	@Nullable Sup root;

	boolean ended;

	boolean endedCleanly;

	TreeModel(SupervisorSpec rootSpec, IntToLongFunction backoff, long resetAfter) {
		this.rootSpec = rootSpec;
		this.backoff = backoff;
		this.resetAfter = resetAfter;
	}

	// What the test does

	boolean boot() {
		Sup sup = new Sup(this.rootSpec, "/", null);
		this.root = sup;
		if (!sup.boot()) {
			this.ended = true;
			return false;
		}
		return true;
	}

	void failNext(String id) {
		this.scripts.computeIfAbsent(id, (key) -> new ArrayDeque<>()).add(Result.FAILED);
	}

	void ignoreNext(String id) {
		this.scripts.computeIfAbsent(id, (key) -> new ArrayDeque<>()).add(Result.IGNORED);
	}

	/**
	 * A component ends by itself.
	 * @param works whether its calls are not what has failed
	 */
	void exit(Kid kid, boolean clean, boolean works) {
		if (!clean || kid.spec.restart() == RestartType.PERMANENT) {
			failed(kid.path, works && !clean);
		}
		ended(kid, clean, kid.path);
	}

	/** A failure was acted on. */
	void failed(String path, boolean works) {
	}

	/** A child runs. */
	void ran(String path) {
	}

	/** A child is down for good, and what is below it. */
	void stoppedForGood(Kid kid) {
	}

	/** The place of a child ceases to exist. */
	void forget(Kid kid) {
	}

	void advance(long millis) {
		long target = this.now + millis;
		for (Due next = this.due.peek(); next != null && next.at <= target; next = this.due.peek()) {
			this.due.remove();
			passTo(next.at);
			next.task.run();
		}
		passTo(target);
	}

	private void passTo(long time) {
		if (this.root != null) {
			this.root.age(time - this.now);
		}
		this.now = time;
	}

	void schedule(long delay, Runnable task) {
		this.due.add(new Due(this.now + delay, this.scheduled++, task));
	}

	/** Stop a supervisor through its API. */
	void stop(Sup sup, boolean clean) {
		end(sup, clean, sup.path);
	}

	/**
	 * Let go who waited behind another; who has failed itself is started all the same.
	 */
	void letGo(List<Kid> released) {
		List<Kid> failed = released.stream().filter((other) -> other.joined).toList();
		released.forEach((other) -> other.to(failed.contains(other) ? ChildState.RESTARTING : ChildState.STOPPED));
		Map<Kid, Long> tickets = new LinkedHashMap<>();
		failed.forEach((other) -> tickets.put(other, other.ticket));
		tickets.forEach((other, ticket) -> {
			if (other.ticket == ticket) {
				attempt(other);
			}
		});
	}

	void releaseBehind(Sup sup) {
		letGo(sup.kids.stream().filter((other) -> other.behind && !waitsForAnother(other)).toList());
	}

	private boolean waitsForAnother(Kid kid) {
		return kid.owner.kids.stream().anyMatch((other) -> other.waits() && group(other).contains(kid));
	}

	Outcome terminate(Sup sup, String id) {
		Kid kid = sup.find(id);
		if (!sup.up) {
			return Outcome.NO_SUPERVISOR;
		}
		if (kid == null) {
			return Outcome.NOT_FOUND;
		}
		boolean waiting = kid.state == ChildState.RESTARTING && !kid.behind;
		kid.halt();
		stoppedForGood(kid);
		kid.to(ChildState.STOPPED);
		if (kid.spec.restart() == RestartType.TEMPORARY) {
			remove(kid);
		}
		if (waiting) {
			releaseBehind(sup);
		}
		return Outcome.OK;
	}

	Outcome restart(Sup sup, String id) {
		Kid kid = sup.find(id);
		if (!sup.up) {
			return Outcome.NO_SUPERVISOR;
		}
		if (kid == null) {
			return Outcome.NOT_FOUND;
		}
		return switch (visible(kid)) {
			case RUNNING -> Outcome.RUNNING;
			case RESTARTING -> Outcome.RESTARTING;
			default -> startByApi(kid);
		};
	}

	private Outcome startByApi(Kid kid) {
		kid.to(ChildState.STOPPED);
		Result result = start(kid);
		if (result == Result.OK) {
			kid.healthySince = this.now;
			return Outcome.OK;
		}
		kid.to(ChildState.STOPPED);
		if (kid.spec.restart() == RestartType.TEMPORARY) {
			stoppedForGood(kid);
			remove(kid);
		}
		return (result == Result.IGNORED) ? Outcome.IGNORED : Outcome.START_FAILED;
	}

	Outcome delete(Sup sup, String id) {
		Kid kid = sup.find(id);
		if (!sup.up) {
			return Outcome.NO_SUPERVISOR;
		}
		if (kid == null) {
			return Outcome.NOT_FOUND;
		}
		return switch (visible(kid)) {
			case RUNNING -> Outcome.RUNNING;
			case RESTARTING -> Outcome.RESTARTING;
			default -> {
				kid.to(ChildState.STOPPED);
				remove(kid);
				yield Outcome.OK;
			}
		};
	}

	Outcome startChild(Sup sup, ChildSpec spec) {
		Kid present = sup.find(spec.id());
		if (!sup.up) {
			return Outcome.NO_SUPERVISOR;
		}
		if (spec.significant() && sup.spec.autoShutdown() == AutoShutdown.NEVER) {
			return Outcome.INVALID_SPEC;
		}
		if (present != null) {
			return (present.state == ChildState.RUNNING) ? Outcome.ALREADY_STARTED : Outcome.ALREADY_PRESENT;
		}
		Kid kid = new Kid(sup, spec);
		sup.kids.add(kid);
		Outcome outcome = startByApi(kid);
		if (outcome == Outcome.START_FAILED) {
			remove(kid);
		}
		return outcome;
	}

	private void remove(Kid kid) {
		kid.owner.kids.remove(kid);
		forget(kid);
	}

	/** The state as the tree shows it: who waits behind a sibling is stopped. */
	ChildState visible(Kid kid) {
		return kid.behind ? ChildState.STOPPED : kid.state;
	}

	// The rules

	private Result start(Kid kid) {
		if (kid.spec instanceof SupervisorSpec nested) {
			Sup sup = new Sup(nested, kid.path, kid);
			if (!sup.boot()) {
				return Result.FAILED;
			}
			kid.sup = sup;
			kid.to(ChildState.RUNNING);
			ran(kid.path);
			return Result.OK;
		}
		Result result = startComponent(kid.spec.id());
		switch (result) {
			case OK -> {
				kid.to(ChildState.RUNNING);
				ran(kid.path);
			}
			case IGNORED -> {
			}
			case FAILED -> this.failedOrigin = kid.path;
		}
		return result;
	}

	private Result startComponent(String id) {
		this.attempts.merge(id, 1, Integer::sum);
		Deque<Result> script = this.scripts.getOrDefault(id, new ArrayDeque<>());
		Result result = script.isEmpty() ? Result.OK : script.remove();
		this.log.add(switch (result) {
			case OK -> "start " + id;
			case IGNORED -> "ignore " + id;
			case FAILED -> "fail " + id;
		});
		return result;
	}

	/** Start a component beside its place; tell whether it runs. */
	boolean startBeside(String id) {
		return startComponent(id) == Result.OK;
	}

	/** Start a child on its own; tell whether that did not fail. */
	boolean startMember(Kid kid) {
		Result result = start(kid);
		kid.healthySince = this.now;
		if (result == Result.FAILED) {
			failed(kid.path, false);
		}
		if (result == Result.IGNORED && kid.spec.restart() == RestartType.TEMPORARY) {
			remove(kid);
		}
		return result != Result.FAILED;
	}

	/** A child has ended by itself; its place is empty now. */
	void ended(Kid kid, boolean clean, String origin) {
		Sup sup = kid.owner;
		kid.sup = null;
		boolean restarts = switch (kid.spec.restart()) {
			case PERMANENT -> true;
			case TRANSIENT -> !clean;
			case TEMPORARY -> false;
		};
		if (!restarts) {
			stoppedForGood(kid);
			kid.to(ChildState.STOPPED);
			if (kid.spec.restart() == RestartType.TEMPORARY) {
				remove(kid);
			}
			if (shutsDown(sup, kid)) {
				end(sup, true, kid.path);
			}
		}
		else if (waitsForAnother(kid)) {
			kid.to(ChildState.RESTARTING);
			kid.behind = true;
			kid.joined = true;
		}
		else {
			if (this.now - kid.healthySince >= this.resetAfter) {
				kid.tries = 0;
			}
			kid.to(ChildState.RESTARTING);
			decide(kid, origin);
		}
	}

	private static boolean shutsDown(Sup sup, Kid kid) {
		if (!kid.spec.significant()) {
			return false;
		}
		return switch (sup.spec.autoShutdown()) {
			case NEVER -> false;
			case ANY_SIGNIFICANT -> true;
			case ALL_SIGNIFICANT ->
				sup.kids.stream().noneMatch((other) -> other != kid && other.spec.significant() && other.isAlive());
		};
	}

	void decide(Kid kid, String origin) {
		Sup sup = kid.owner;
		sup.window.removeIf((entry) -> entry.kid.clock - entry.at > period(entry.kid));
		if (sup.countedWith(kid).count() + 1 > sup.spec.intensity()) {
			refuse(kid, origin);
		}
		else {
			sup.window.add(new Entry(kid, origin, kid.clock));
			restart(kid);
		}
	}

	static long period(Kid kid) {
		SupervisorSpec supervisor = kid.owner.spec;
		return ((kid.spec instanceof ComponentSpec) ? supervisor.period() : supervisor.nestedPeriod()).toMillis();
	}

	void restart(Kid kid) {
		kid.to(ChildState.RESTARTING);
		long delay = this.backoff.applyAsLong(++kid.tries);
		long ticket = kid.ticket;
		if (delay == 0) {
			attempt(kid);
		}
		else {
			schedule(delay, () -> {
				if (kid.owner.up && kid.ticket == ticket) {
					attempt(kid);
				}
			});
		}
	}

	private void attempt(Kid offender) {
		List<Kid> group = group(offender);
		List<Kid> reversed = new ArrayList<>(group);
		Collections.reverse(reversed);
		for (Kid kid : reversed) {
			if (kid.state == ChildState.RUNNING) {
				kid.halt();
				if (kid.spec.restart() == RestartType.TEMPORARY) {
					stoppedForGood(kid);
					remove(kid);
				}
			}
			kid.to(ChildState.RESTARTING);
		}
		group.removeIf((kid) -> !offender.owner.kids.contains(kid));
		startInOrder(offender, group);
	}

	/** Start these one after the other; whoever comes after a failure waits behind it. */
	void startInOrder(@Nullable Kid offender, List<Kid> group) {
		for (Kid kid : group) {
			switch (start(kid)) {
				case OK -> kid.healthySince = (kid == offender || kid.healthySince < 0) ? this.now : kid.healthySince;
				case IGNORED -> {
					stoppedForGood(kid);
					kid.to(ChildState.STOPPED);
				}
				case FAILED -> {
					group.subList(group.indexOf(kid) + 1, group.size()).forEach((later) -> later.behind = true);
					failed(kid.path, false);
					retry(kid, this.failedOrigin);
					return;
				}
			}
		}
	}

	void retry(Kid kid, String origin) {
		decide(kid, origin);
	}

	/** Who is restarted together with a child. */
	List<Kid> group(Kid kid) {
		List<Kid> all = kid.owner.kids;
		List<Kid> group = switch (kid.owner.spec.strategy()) {
			case ONE_FOR_ONE -> List.of(kid);
			case ONE_FOR_ALL -> all;
			case REST_FOR_ONE -> all.subList(all.indexOf(kid), all.size());
		};
		return new ArrayList<>(group.stream().filter((member) -> member == kid || !member.isSetAside()).toList());
	}

	void refuse(Kid kid, String origin) {
		kid.to(ChildState.STOPPED);
		end(kid.owner, false, origin);
	}

	/** A supervisor ends by itself. */
	void end(Sup sup, boolean clean, String origin) {
		sup.halt();
		if (sup.self == null) {
			this.ended = true;
			this.endedCleanly = clean;
			allDown();
		}
		else {
			ended(sup.self, clean, origin);
		}
	}

	/** The root has ended. */
	void allDown() {
	}

	/** Whether who waits behind a sibling counts as alive: in OTP it is stopped. */
	boolean comesBackFromBehind() {
		return false;
	}

	ChildState initialState(Kid kid) {
		return ChildState.STOPPED;
	}

	/** All supervisors that are up, from the root on. */
	Stream<Sup> supervisors() {
		return (this.root != null && this.root.up) ? this.root.supervisors() : Stream.empty();
	}

	private record Due(long at, long number, Runnable task) {
	}

	/**
	 * A restart that is remembered.
	 */
	record Entry(Kid kid, String origin, long at) {
	}

	/** One life of a supervisor. */
	final class Sup {

		final SupervisorSpec spec;

		final String path;

		final @Nullable Kid self;

		final List<Kid> kids = new ArrayList<>();

		final List<Entry> window = new ArrayList<>();

		private final List<Kid> known = new ArrayList<>();

		boolean up;

		Sup(SupervisorSpec spec, String path, @Nullable Kid self) {
			this.spec = spec;
			this.path = path;
			this.self = self;
			for (ChildSpec child : spec.children()) {
				Kid kid = new Kid(this, child);
				kid.state = initialState(kid);
				this.kids.add(kid);
			}
		}

		@Nullable Kid find(String id) {
			return this.kids.stream().filter((kid) -> kid.spec.id().equals(id)).findFirst().orElse(null);
		}

		private boolean boot() {
			this.up = true;
			for (Kid kid : List.copyOf(this.kids)) {
				if (kid.isSetAside()) {
					continue;
				}
				Result result = start(kid);
				if (result == Result.FAILED) {
					failed(kid.path, false);
					halt();
					return false;
				}
				if (result == Result.IGNORED && kid.spec.restart() == RestartType.TEMPORARY) {
					remove(kid);
				}
				kid.healthySince = TreeModel.this.now;
			}
			return true;
		}

		void halt() {
			this.up = false;
			for (int i = this.kids.size() - 1; i >= 0; i--) {
				this.kids.get(i).halt();
			}
			this.kids.stream()
				.filter((kid) -> !this.spec.children().contains(kid.spec))
				.forEach(TreeModel.this::stoppedForGood);
		}

		Stream<Entry> countedWith(Kid kid) {
			return this.window.stream().filter((entry) -> this.spec.budget() == Budget.SHARED || entry.kid == kid);
		}

		/** The most that counts against one budget now. */
		int spent() {
			List<Entry> counting = this.window.stream()
				.filter((entry) -> entry.kid.clock - entry.at <= period(entry.kid))
				.toList();
			if (this.spec.budget() == Budget.SHARED) {
				return counting.size();
			}
			return counting.stream()
				.mapToInt((entry) -> (int) counting.stream().filter((other) -> other.kid == entry.kid).count())
				.max()
				.orElse(0);
		}

		private void age(long millis) {
			for (Kid kid : this.known) {
				kid.clock += kid.isUnsettled() ? 0 : millis;
			}
			for (Kid kid : this.kids) {
				if (kid.sup != null) {
					kid.sup.age(millis);
				}
			}
		}

		private Stream<Sup> supervisors() {
			return Stream.concat(Stream.of(this), this.kids.stream()
				.flatMap((kid) -> (kid.sup != null) ? kid.sup.supervisors() : Stream.<Sup>empty()));
		}

	}

	/** The place of a child in one life of its supervisor. */
	final class Kid {

		final Sup owner;

		final ChildSpec spec;

		final String path;

		ChildState state = ChildState.STOPPED;

		/** Waits for an earlier sibling. */
		boolean behind;

		/** Has failed itself while it waits behind another. */
		boolean joined;

		@Nullable Sup sup;

		/** The time it has not been restarting. */
		long clock;

		/** Restarts since it was last healthy. */
		int tries;

		long healthySince = -1;

		private long ticket;

		Kid(Sup owner, ChildSpec spec) {
			this.owner = owner;
			this.spec = spec;
			this.path = (owner.path.equals("/") ? "" : owner.path) + "/" + spec.id();
			owner.known.add(this);
		}

		void to(ChildState next) {
			this.state = next;
			this.behind = false;
			this.joined = false;
			this.ticket++;
		}

		/** Stop what runs here, whatever becomes of the place. */
		void halt() {
			this.ticket++;
			if (this.sup != null) {
				this.sup.halt();
				this.sup = null;
			}
			else if (this.state == ChildState.RUNNING) {
				TreeModel.this.log.add("stop " + this.spec.id());
			}
			if (!this.owner.up) {
				to(ChildState.STOPPED);
			}
		}

		boolean waits() {
			return this.state == ChildState.RESTARTING && !this.behind;
		}

		boolean isAlive() {
			return this.state == ChildState.RUNNING || waits() || (this.behind && comesBackFromBehind());
		}

		boolean isSetAside() {
			return this.state == ChildState.ISOLATED;
		}

		private boolean isUnsettled() {
			return this.state == ChildState.RESTARTING
					|| (this.sup != null && this.sup.kids.stream().anyMatch(Kid::isUnsettled));
		}

	}

}
