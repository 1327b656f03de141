package io.supervision.bean;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.supervision.detect.CallFrames;

/**
 * The threads that are in generations of one component that hang: whose they are, and
 * which of them were interrupted here.
 * <p>
 * A thread belongs to its caller and only passes through. So it is interrupted under a
 * handshake: calls that leave a generation which has a fence, or is to get one, come by
 * here, under the same lock under which their threads are looked for and interrupted. Who
 * is interrupted is therefore still inside, and whoever leaves afterwards has the
 * interrupt taken back if it is still pending, and no other. What Java does not tell is
 * whose an interrupt is once somebody else has interrupted the same thread as well.
 */
final class Callers {

	private static final Set<String> ENTRANCES = Set.of(CallGate.class.getName(), CallSet.class.getName());

	private final CallGate gate;

	@GuardedBy("this")
	private final IdentityHashMap<Thread, Caller> inside = new IdentityHashMap<>();

	Callers(CallGate gate) {
		this.gate = gate;
	}

	/**
	 * Make what reads in stacks which components a thread is in.
	 * @param components the ids of the components by the names of their proxy classes
	 * @return the reader
	 */
	static CallFrames frames(Map<String, String> components) {
		return new CallFrames(components, ENTRANCES);
	}

	/**
	 * Look for the threads that are in a generation now, and remember them. Once there is
	 * a newer generation it cannot be told which of the two a thread is in.
	 * @param calls the generation
	 */
	void remember(GenerationCalls calls) {
		ProxyClass proxy = this.gate.proxy();
		if (proxy == null) {
			return;
		}
		calls.guard();
		CallFrames frames = frames(Map.of(proxy.proxyClass().getName(), this.gate.component()));
		synchronized (this) {
			this.inside.keySet().removeIf((thread) -> !thread.isAlive());
			Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
			CallSet current = this.gate.current();
			if (current == null || current.calls() != calls) {
				return;
			}
			stacks.forEach((thread, stack) -> {
				int depth = (int) frames.in(stack).stream().filter(CallFrames.Call::inside).count();
				if (depth > 0) {
					this.inside.putIfAbsent(thread, new Caller(calls, depth));
				}
			});
		}
	}

	/**
	 * Interrupt the threads that are known to be in a generation. One that is interrupted
	 * already is left alone.
	 * @param calls the generation, which is fenced
	 */
	synchronized void interrupt(GenerationCalls calls) {
		this.inside.forEach((thread, caller) -> {
			if (caller.calls == calls && !caller.interrupted && !thread.isInterrupted()) {
				caller.interrupted = true;
				thread.interrupt();
			}
		});
	}

	/**
	 * Let the current thread go.
	 * @param calls the generation whose call it leaves
	 * @return whether it was interrupted here
	 */
	synchronized boolean left(GenerationCalls calls) {
		Caller caller = this.inside.get(Thread.currentThread());
		if (caller == null || caller.calls != calls || --caller.depth > 0) {
			return false;
		}
		this.inside.remove(Thread.currentThread());
		if (caller.interrupted) {
			// It was ours, and its own caller has nothing to do with it.
			Thread.interrupted();
		}
		return caller.interrupted;
	}

	/**
	 * Tell whether a thread is known to be in a generation other than this one.
	 */
	synchronized boolean isElsewhere(Thread thread, GenerationCalls calls) {
		Caller caller = this.inside.get(thread);
		return caller != null && caller.calls != calls;
	}

	/** A thread inside a generation. */
	private static final class Caller {

		private final GenerationCalls calls;

		private boolean interrupted;

		/** In how many calls of it, one inside the other. */
		private int depth;

		Caller(GenerationCalls calls, int depth) {
			this.calls = calls;
			this.depth = depth;
		}

	}

}
