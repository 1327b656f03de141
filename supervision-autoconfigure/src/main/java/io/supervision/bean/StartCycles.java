package io.supervision.bean;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * Which starts wait for which, in one tree: the start of a component waits for another
 * component as long as the thread it runs on is held up by a call to it. A wait that
 * would close a cycle could only end by timeouts and is refused. A start that waits for
 * another thread of its own, which makes the call, is not seen. Asked on the slow path
 * only.
 */
final class StartCycles {

	private final Map<GenerationCalls, Thread> starting = new ConcurrentHashMap<>();

	@GuardedBy("this")
	private final List<Wait> waits = new ArrayList<>();

	/**
	 * Learn that the current thread starts a generation.
	 */
	void began(GenerationCalls generation) {
		this.starting.put(generation, Thread.currentThread());
	}

	void ended(GenerationCalls generation) {
		this.starting.remove(generation);
	}

	/**
	 * Let a thread wait for a component, unless that closes a cycle.
	 * @param thread the thread of the call
	 * @param called what it calls
	 * @return the wait, to be given back to {@link #resume}
	 * @throws CycleException naming the components in the order they wait
	 */
	Wait suspend(Thread thread, CallGate called) throws CycleException {
		List<CallGate> callers = new ArrayList<>();
		this.starting.forEach((generation, starter) -> {
			if (starter == thread) {
				callers.add(generation.gate());
			}
		});
		Wait wait = new Wait(callers, called);
		if (!callers.isEmpty()) {
			add(wait);
		}
		return wait;
	}

	private synchronized void add(Wait wait) throws CycleException {
		Deque<CallGate> path = new ArrayDeque<>();
		CallGate first = close(wait.called, wait.callers, path);
		if (first != null) {
			path.addFirst(first);
			throw new CycleException(path);
		}
		this.waits.add(wait);
	}

	void resume(Wait wait) {
		if (!wait.callers.isEmpty()) {
			remove(wait);
		}
	}

	private synchronized void remove(Wait wait) {
		this.waits.remove(wait);
	}

	/**
	 * Walk from a component along what its start waits for until one of the callers is
	 * met. There is no cycle among the waits already there, so the walk ends.
	 */
	@GuardedBy("this")
	private @Nullable CallGate close(CallGate from, Collection<CallGate> callers, Deque<CallGate> path) {
		path.addLast(from);
		if (callers.contains(from)) {
			return from;
		}
		for (Wait wait : this.waits) {
			if (wait.callers.contains(from)) {
				CallGate met = close(wait.called, callers, path);
				if (met != null) {
					return met;
				}
			}
		}
		path.removeLast();
		return null;
	}

	/**
	 * A call that holds up one start, or several that run on the same thread.
	 */
	static final class Wait {

		private final List<CallGate> callers;

		private final CallGate called;

		private Wait(List<CallGate> callers, CallGate called) {
			this.callers = callers;
			this.called = called;
		}

	}

	/**
	 * Thrown instead of waiting for what waits for oneself.
	 */
	static final class CycleException extends Exception {

		private static final long serialVersionUID = 1L;

		private CycleException(Collection<CallGate> cycle) {
			super(String.join(" -> ", cycle.stream().map((gate) -> "'" + gate.component() + "'").toList()));
		}

	}

}
