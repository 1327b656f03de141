package io.supervision.bean;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The calls of one tree that wait at the gate of a component while they are in flight in
 * others. The drain of such another one asks for them, since it may be what the component
 * they wait for waits for in turn. Everything here is on the slow path.
 * <p>
 * A thread is in the components whose proxies are on its stack; it is taken to be in
 * their present generations. That may count a call too many where the supervisor goes by
 * it, who then begins a start a little early, and a call too few where it is made on
 * another thread than the one it came in on, which is waited for as ever.
 */
final class HeldCalls {

	private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

	private final Map<Class<?>, CallGate> gates = new ConcurrentHashMap<>();

	private final Set<Held> held = ConcurrentHashMap.newKeySet();

	/**
	 * Learn whose proxies are of a class.
	 * @param proxyClass the class
	 * @param gate the way into the component
	 */
	void know(Class<?> proxyClass, CallGate gate) {
		this.gates.put(proxyClass, gate);
	}

	/**
	 * Look where the call on the current thread comes from.
	 * @param called what it calls
	 * @return the call, which is not noted as one that waits
	 */
	Held look(CallGate called) {
		return new Held(called, inside());
	}

	/**
	 * Have a call noted as one that waits.
	 * @param call the call, to be given back to {@link #resume}
	 */
	void suspend(Held call) {
		if (!call.inside.isEmpty()) {
			this.held.add(call);
			call.inside.keySet().forEach(GenerationCalls::heldUp);
		}
	}

	void resume(Held call) {
		this.held.remove(call);
	}

	/**
	 * Have the calls that wait while they are in flight in a generation look again, since
	 * its end has begun.
	 * @param calls the generation, which has been fenced
	 */
	void ending(GenerationCalls calls) {
		for (Held call : this.held) {
			if (call.isIn(calls)) {
				Signal.wake(call.thread);
			}
		}
	}

	/**
	 * Count the calls in flight in a generation that wait for certain components.
	 * @param calls the generation
	 * @param components the ids of the components
	 * @return the number of calls; one inside the other are as many
	 */
	long count(GenerationCalls calls, Set<String> components) {
		return this.held.stream()
			.filter((call) -> components.contains(call.called.component()))
			.mapToLong((call) -> call.inside.getOrDefault(calls, 0L))
			.sum();
	}

	/** The generations the current thread is in, and in how many calls of each. */
	private Map<GenerationCalls, Long> inside() {
		Map<GenerationCalls, Long> inside = new ConcurrentHashMap<>();
		STACK.walk((frames) -> {
			count(frames, inside);
			return inside;
		});
		return inside;
	}

	private void count(Stream<StackWalker.StackFrame> frames, Map<GenerationCalls, Long> inside) {
		Class<?> above = null;
		for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
			CallGate gate = this.gates.get(frame.getDeclaringClass());
			if (gate != null && above != CallGate.class && above != CallSet.class) {
				GenerationCalls calls = gate.generation();
				if (calls != null && !gate.callers().isElsewhere(Thread.currentThread(), calls)) {
					inside.merge(calls, 1L, Long::sum);
				}
			}
			above = frame.getDeclaringClass();
		}
	}

	/** A call that waits. */
	static final class Held {

		private final CallGate called;

		private final Map<GenerationCalls, Long> inside;

		private final Thread thread = Thread.currentThread();

		private Held(CallGate called, Map<GenerationCalls, Long> inside) {
			this.called = called;
			this.inside = inside;
		}

		/** Whether it is in flight in a generation. */
		boolean isIn(GenerationCalls calls) {
			return this.inside.containsKey(calls);
		}

		/** Whether the end of a component it is in flight in waits for it. */
		boolean isWaitedFor() {
			return this.inside.keySet().stream().anyMatch(GenerationCalls::draining);
		}

	}

}
