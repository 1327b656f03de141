package io.supervision.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.RestartType;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.Reply.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What a supervision tree does whose root isolates.
 */
final class IsolatingModel extends TreeModel {

	private final long coolDown;

	private final long maxCoolDown;

	private final long probation;

	/** Who is isolated or on probation, by path. */
	private final Map<String, Isolated> marks = new HashMap<>();

	/** Whether what has last failed of a component leaves its calls alone, by path. */
	private final Map<String, Boolean> works = new HashMap<>();

	/** Who has failed and not run since, by path. */
	private final Set<String> failed = new HashSet<>();

	/** Who has run, by path. */
	private final Set<String> known = new HashSet<>();

	/**
	 * Who answers calls although it is isolated, and whether it has not ended, by path.
	 */
	private final Map<String, Boolean> serving = new LinkedHashMap<>();

	IsolatingModel(SupervisorSpec rootSpec, IntToLongFunction backoff, long resetAfter, long coolDown,
			long maxCoolDown) {
		super(rootSpec, backoff, resetAfter);
		this.coolDown = coolDown;
		this.maxCoolDown = maxCoolDown;
		this.probation = resetAfter;
	}

	boolean gaveUp() {
		return this.marks.values()
			.stream()
			.anyMatch((isolated) -> !isolated.essentials.isEmpty() && !isolated.onProbation);
	}

	boolean serves(String id) {
		return this.serving.keySet().stream().anyMatch((path) -> path.endsWith("/" + id));
	}

	List<String> serving() {
		return List.copyOf(this.serving.keySet());
	}

	/** What serves ends, which changes nothing. */
	void exitServing(String path) {
		this.serving.put(path, false);
	}

	@Override
	void failed(String path, boolean works) {
		this.works.put(path, works);
		this.failed.add(path);
	}

	@Override
	void ran(String path) {
		this.failed.remove(path);
		this.known.add(path);
	}

	@Override
	void forget(Kid kid) {
		List.of(this.works.keySet(), this.failed, this.known)
			.forEach((paths) -> paths.removeIf((path) -> isAtOrBelow(path, kid.path) && !this.marks.containsKey(path)));
	}

	@Override
	void stoppedForGood(Kid kid) {
		endServing((path) -> isAtOrBelow(path, kid.path));
	}

	@Override
	void allDown() {
		endServing((path) -> true);
	}

	private void endServing(Predicate<String> which) {
		for (String path : List.copyOf(this.serving.keySet())) {
			if (which.test(path) && this.serving.remove(path)) {
				this.log.add("stop " + path.substring(path.lastIndexOf('/') + 1));
			}
		}
	}

	/** Who answers calls below a path ends, if it is isolated for the same reason. */
	private void endServing(Isolated isolated, String below) {
		endServing((path) -> isAtOrBelow(path, below) && reason(path) == isolated);
	}

	private @Nullable Isolated reason(String path) {
		for (String at = path; !at.equals("/"); at = parent(at)) {
			if (this.marks.containsKey(at)) {
				return this.marks.get(at);
			}
		}
		return null;
	}

	private void consider(Isolated isolated, String path) {
		Isolated mark = this.marks.get(path);
		Kid kid = kid(path);
		boolean ran = kid == null || kid.state == ChildState.RUNNING || kid.state == ChildState.RESTARTING;
		if (this.known.contains(path) && ran && (mark == null || mark == isolated)) {
			isolated.candidates.add(path);
			children(path).forEach((child) -> consider(isolated, child));
		}
	}

	private @Nullable Kid kid(String path) {
		return supervisors().flatMap((sup) -> sup.kids.stream())
			.filter((other) -> other.path.equals(path))
			.findFirst()
			.orElse(null);
	}

	/** Whether somebody has stopped it, or what it belongs to. */
	private boolean isDownForGood(String path) {
		for (String at = path; !at.equals("/"); at = parent(at)) {
			Kid kid = kid(at);
			if (kid != null && kid.state == ChildState.STOPPED) {
				return true;
			}
		}
		return false;
	}

	private void serve(Isolated isolated, String path) {
		boolean relevant = path.equals(isolated.offender) || this.failed.contains(path);
		boolean may = isolated.candidates.contains(path) && reason(path) == isolated && !this.serving.containsKey(path)
				&& !isDownForGood(path) && (!relevant || this.works.getOrDefault(path, true));
		if (spec(path) instanceof ComponentSpec component && may && startBeside(component.id())) {
			this.serving.put(path, true);
		}
		children(path).forEach((child) -> serve(isolated, child));
	}

	@Override
	ChildState visible(Kid kid) {
		return kid.state;
	}

	@Override
	boolean comesBackFromBehind() {
		return true;
	}

	@Override
	ChildState initialState(Kid kid) {
		Isolated isolated = this.marks.get(kid.path);
		return (isolated != null && isolated.shut) ? ChildState.ISOLATED : ChildState.STOPPED;
	}

	@Override
	Outcome terminate(Sup sup, String id) {
		release(sup, id);
		return super.terminate(sup, id);
	}

	@Override
	Outcome restart(Sup sup, String id) {
		Kid kid = sup.find(id);
		if (kid != null && (kid.state == ChildState.STOPPED || kid.state == ChildState.ISOLATED)) {
			release(sup, id);
		}
		return super.restart(sup, id);
	}

	@Override
	Outcome delete(Sup sup, String id) {
		Kid kid = sup.find(id);
		if (kid != null && (kid.state == ChildState.STOPPED || kid.state == ChildState.ISOLATED)) {
			endServing((path) -> sup.up && isAtOrBelow(path, kid.path));
			release(sup, id);
		}
		return super.delete(sup, id);
	}

	/** Who waited behind another comes back without it. */
	@Override
	void letGo(List<Kid> released) {
		released.forEach((kid) -> kid.to(ChildState.RESTARTING));
		startInOrder(null, released);
	}

	private void release(Sup sup, String id) {
		Kid kid = sup.find(id);
		if (sup.up && kid != null) {
			if (this.marks.get(kid.path) != null && kid.state == ChildState.ISOLATED) {
				endServing(this.marks.get(kid.path), kid.path);
			}
			release(kid.path);
		}
	}

	private void release(String path) {
		Isolated isolated = this.marks.remove(path);
		if (isolated != null) {
			isolated.tops.remove(path);
			isolated.essentials.remove(path);
		}
	}

	/** The first failure of who is on probation isolates again, without climbing. */
	@Override
	void ended(Kid kid, boolean clean, String origin) {
		Isolated violated = probationOf(origin);
		boolean restarts = kid.spec.restart() != RestartType.TEMPORARY;
		if (clean || !restarts || violated == null) {
			super.ended(kid, clean, origin);
			return;
		}
		kid.sup = null;
		kid.to(ChildState.RESTARTING);
		isolateAgain(violated);
		startAgain(kid);
	}

	@Override
	void retry(Kid kid, String origin) {
		Isolated violated = probationOf(origin);
		if (violated == null) {
			super.retry(kid, origin);
			return;
		}
		isolateAgain(violated);
		startAgain(kid);
	}

	/** Who stopped, but is not isolated, comes back uncounted. */
	private void startAgain(Kid kid) {
		if (kid.owner.up && kid.state != ChildState.ISOLATED) {
			kid.tries = 0;
			restart(kid);
		}
	}

	private @Nullable Isolated probationOf(String origin) {
		return this.marks.entrySet()
			.stream()
			.filter((mark) -> mark.getValue().onProbation && isAtOrBelow(origin, mark.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	private static boolean isAtOrBelow(String path, String ancestor) {
		return ancestor.equals("/") || path.equals(ancestor) || path.startsWith(ancestor + "/");
	}

	@Override
	void refuse(Kid kid, String origin) {
		Sup sup = kid.owner;
		Isolated isolated = around(offender(kid, origin));
		if (sup.self == null || (!isolated.essential && wouldStopEssential(sup.self, kid))) {
			isolate(isolated);
			startAgain(kid);
		}
		else {
			super.refuse(kid, origin);
		}
	}

	private static String offender(Kid kid, String refused) {
		List<String> origins = new ArrayList<>(kid.owner.countedWith(kid)
			.filter((entry) -> kid.owner.kids.contains(entry.kid()))
			.map(Entry::origin)
			.toList());
		origins.add(refused);
		int most = origins.stream().mapToInt((origin) -> Collections.frequency(origins, origin)).max().orElseThrow();
		if (Collections.frequency(origins, refused) == most) {
			return refused;
		}
		return origins.stream()
			.filter((origin) -> Collections.frequency(origins, origin) == most)
			.findFirst()
			.orElseThrow();
	}

	/** Whether what the parent's strategy stops runs something essential. */
	private boolean wouldStopEssential(Kid self, Kid dead) {
		return group(self).stream().anyMatch((member) -> runsEssential(member, dead));
	}

	private static boolean runsEssential(Kid kid, Kid dead) {
		if (kid.spec instanceof ComponentSpec component) {
			return component.essential() && kid != dead && kid.state == ChildState.RUNNING;
		}
		return kid.sup != null && kid.sup.kids.stream().anyMatch((below) -> runsEssential(below, dead));
	}

	private Isolated around(String offender) {
		String child = offender;
		while (spec(child) == null) {
			child = parent(child);
		}
		List<String> tops = tied(child);
		while (tops.size() == children(parent(child)).size() && !parent(child).equals("/")) {
			child = parent(child);
			tops = tied(child);
		}
		List<String> essentials = tops.stream().filter(this::hasEssential).toList();
		Isolated isolated = new Isolated(parent(child), new ArrayList<>(tops), offender, !essentials.isEmpty());
		isolated.essentials.addAll(essentials);
		return isolated;
	}

	private List<String> tied(String child) {
		List<String> siblings = children(parent(child));
		return switch (((SupervisorSpec) spec(parent(child))).strategy()) {
			case ONE_FOR_ONE -> List.of(child);
			case ONE_FOR_ALL -> siblings;
			case REST_FOR_ONE -> siblings.subList(siblings.indexOf(child), siblings.size());
		};
	}

	private boolean hasEssential(String path) {
		return (spec(path) instanceof ComponentSpec component) ? component.essential()
				: children(path).stream().anyMatch(this::hasEssential);
	}

	private List<String> children(String path) {
		List<String> running = supervisors().filter((sup) -> sup.path.equals(path))
			.flatMap((sup) -> sup.kids.stream().map((kid) -> kid.path))
			.toList();
		boolean alive = supervisors().anyMatch((sup) -> sup.path.equals(path));
		return (alive || !(spec(path) instanceof SupervisorSpec declared)) ? running
				: declared.children().stream().map((child) -> below(path, child.id())).toList();
	}

	private @Nullable ChildSpec spec(String path) {
		if (path.equals("/")) {
			return this.rootSpec;
		}
		Sup alive = supervisors().filter((sup) -> sup.path.equals(parent(path))).findFirst().orElse(null);
		if (alive != null) {
			return alive.kids.stream()
				.filter((kid) -> kid.path.equals(path))
				.map((kid) -> kid.spec)
				.findFirst()
				.orElse(null);
		}
		return (spec(parent(path)) instanceof SupervisorSpec declared) ? declared.children()
			.stream()
			.filter((child) -> below(parent(path), child.id()).equals(path))
			.findFirst()
			.orElse(null) : null;
	}

	private static String below(String parent, String id) {
		return (parent.equals("/") ? "" : parent) + "/" + id;
	}

	private static String parent(String path) {
		int slash = path.lastIndexOf('/');
		return (slash == 0) ? "/" : path.substring(0, slash);
	}

	private void isolate(Isolated isolated) {
		for (String top : isolated.tops) {
			if (this.marks.get(top) != null) {
				this.marks.get(top).candidates.stream()
					.filter((path) -> isAtOrBelow(path, top))
					.forEach(isolated.candidates::add);
			}
			release(top);
			this.marks.put(top, isolated);
		}
		supervisors().filter((sup) -> isAtOrBelow(isolated.offender, sup.path)).forEach((sup) -> {
			sup.window.clear();
			sup.kids.forEach((kid) -> kid.tries = 0);
		});
		shut(isolated, this.coolDown);
	}

	private void isolateAgain(Isolated isolated) {
		shut(isolated, Math.min(this.maxCoolDown, 2 * isolated.coolDown));
	}

	private void shut(Isolated isolated, long time) {
		isolated.coolDown = time;
		isolated.onProbation = false;
		isolated.shut = true;
		List.copyOf(isolated.tops).forEach((top) -> consider(isolated, top));
		List<Kid> members = members(isolated);
		Collections.reverse(members);
		for (Kid kid : members) {
			kid.halt();
			kid.to(ChildState.ISOLATED);
		}
		supervisors().filter((sup) -> sup.path.equals(isolated.supervisor)).toList().forEach(this::releaseBehind);
		scheduleFor(isolated, time, () -> tryAgain(isolated));
		List.copyOf(isolated.tops).forEach((top) -> serve(isolated, top));
	}

	private List<Kid> members(Isolated isolated) {
		return new ArrayList<>(supervisors().filter((sup) -> sup.path.equals(isolated.supervisor))
			.flatMap((sup) -> sup.kids.stream())
			.filter((kid) -> this.marks.get(kid.path) == isolated)
			.toList());
	}

	private void scheduleFor(Isolated isolated, long delay, Runnable task) {
		long ticket = ++isolated.ticket;
		schedule(delay, () -> {
			if (isolated.ticket == ticket && !isolated.tops.isEmpty()) {
				task.run();
			}
		});
	}

	private void tryAgain(Isolated isolated) {
		if (supervisors().noneMatch((sup) -> sup.path.equals(isolated.supervisor))) {
			scheduleFor(isolated, isolated.coolDown, () -> tryAgain(isolated));
			return;
		}
		List<Kid> members = members(isolated);
		members.forEach((kid) -> endServing(isolated, kid.path));
		isolated.shut = false;
		members.forEach((kid) -> kid.to(ChildState.STOPPED));
		for (Kid kid : members) {
			if (!startMember(kid)) {
				isolateAgain(isolated);
				return;
			}
		}
		isolated.onProbation = true;
		scheduleFor(isolated, this.probation, () -> List.copyOf(isolated.tops).forEach(this::release));
	}

	/** Children that stay down together. */
	private static final class Isolated {

		private final String supervisor;

		private final List<String> tops;

		private final String offender;

		private final boolean essential;

		/** Those of the tops because of which it is. */
		private final Set<String> essentials = new LinkedHashSet<>();

		private final Set<String> candidates = new LinkedHashSet<>();

		private long coolDown;

		private boolean shut;

		private boolean onProbation;

		private long ticket;

		Isolated(String supervisor, List<String> tops, String offender, boolean essential) {
			this.supervisor = supervisor;
			this.tops = tops;
			this.offender = offender;
			this.essential = essential;
		}

	}

}
