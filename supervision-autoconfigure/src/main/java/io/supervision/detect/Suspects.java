package io.supervision.detect;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The threads that may hold the calls of a component which have been in flight for too
 * long, told by their stacks: such a thread is in the component at the same place each
 * time one looks. A thread that does call after call may be, too; so one looks until no
 * more threads are left than calls, and not forever. Whose whole stack stays as it is
 * comes first, since that is what waiting looks like.
 */
final class Suspects {

	private static final int MOST_LOOKS = 6;

	private final String component;

	private final CallFrames frames;

	private List<Suspect> suspects = List.of();

	private int looks;

	Suspects(String component, CallFrames frames) {
		this.component = component;
		this.frames = frames;
	}

	/**
	 * Look once more.
	 * @param stacks the stacks of all threads that come into question
	 */
	void look(Map<Thread, StackTraceElement[]> stacks) {
		Map<Thread, Suspect> before = new HashMap<>();
		this.suspects.forEach((suspect) -> before.put(suspect.thread(), suspect));
		this.suspects = stacks.entrySet()
			.stream()
			.map((entry) -> suspect(entry.getKey(), entry.getValue(), before.get(entry.getKey())))
			.filter((suspect) -> suspect.inside() != null)
			.toList();
		this.looks++;
	}

	private Suspect suspect(Thread thread, StackTraceElement[] frames, @Nullable Suspect before) {
		List<StackTraceElement> stack = List.of(frames);
		List<CallFrames.Call> calls = this.frames.in(frames);
		if (this.looks == 0) {
			CallFrames.Call inside = calls.stream().filter(this::isOurs).findFirst().orElse(null);
			return new Suspect(thread, stack, inside, innermost(calls), true);
		}
		if (before == null || !calls.contains(before.inside())) {
			return new Suspect(thread, stack, null, this.component, false);
		}
		boolean still = before.still() && stack.equals(before.stack());
		return new Suspect(thread, stack, before.inside(), innermost(calls), still);
	}

	private boolean isOurs(CallFrames.Call call) {
		return call.inside() && call.component().equals(this.component);
	}

	private String innermost(List<CallFrames.Call> calls) {
		return calls.isEmpty() ? this.component : calls.get(0).component();
	}

	/**
	 * Tell whether looking again would not help.
	 * @param calls how many calls there are
	 */
	boolean areFound(long calls) {
		return this.looks >= MOST_LOOKS || (this.looks > 1 && this.suspects.size() <= calls);
	}

	/**
	 * Those it is most likely.
	 * @param calls how many calls there are
	 * @return at most as many threads, those first that are in no other component
	 */
	List<Suspect> found(long calls) {
		return this.suspects.stream()
			.sorted(Comparator.comparing((Suspect suspect) -> !suspect.still()))
			.limit(calls)
			.sorted(Comparator.comparing((Suspect suspect) -> !suspect.innermost().equals(this.component)))
			.toList();
	}

	/**
	 * A thread that may hold one of the calls.
	 *
	 * @param thread the thread
	 * @param stack its stack when last looked at
	 * @param inside its call, or {@code null} if it has none
	 * @param innermost the id of the innermost component on the stack
	 * @param still whether its stack has always been the same
	 */
	record Suspect(Thread thread, List<StackTraceElement> stack, CallFrames.@Nullable Call inside, String innermost,
			boolean still) {
	}

}
