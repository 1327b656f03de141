package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.CompletionException;

import io.supervision.ComponentUnavailableException;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import org.jspecify.annotations.Nullable;

/**
 * A call that has found no open generation. It enters the generation it comes from, or
 * waits until there is one to enter, or until the outage, not the call, is older than the
 * wait timeout. So a component that stays down is waited for once and not by every call.
 */
final class WaitingCall {

	private final CallGate gate;

	private final long arrived;

	/** What this call is to tell the component of, unless it is any other call. */
	private final @Nullable EventCall event;

	/** How long after its arrival this call still waits; may only become shorter. */
	private long patience = Long.MAX_VALUE;

	private boolean waited;

	private boolean asked;

	/** Where it comes from, once somebody has asked. */
	private HeldCalls.@Nullable Held origin;

	private volatile @Nullable Throwable startFailure;

	WaitingCall(CallGate gate) {
		this.gate = gate;
		this.arrived = gate.nanos();
		this.event = EventCall.atTheDoorOf(gate);
	}

	CallSet enter() {
		CallSet own = this.gate.reenter(this::comesOutOf);
		return (own != null) ? own : suspend();
	}

	private CallSet suspend() {
		StartCycles.Wait wait;
		try {
			wait = this.gate.rules().waits().cycles().suspend(Thread.currentThread(), this.gate);
		}
		catch (StartCycles.CycleException ex) {
			throw unavailable("its start waits for this very call: " + ex.getMessage(), null);
		}
		try {
			return hold();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unavailable("the call was interrupted while it waited", ex);
		}
		finally {
			this.gate.rules().waits().cycles().resume(wait);
		}
	}

	/** Those who wait for the end of calls this one is inside of are told. */
	private CallSet hold() throws InterruptedException {
		HeldCalls calls = this.gate.rules().waits().held();
		HeldCalls.Held held = origin();
		calls.suspend(held);
		try {
			return await();
		}
		finally {
			calls.resume(held);
		}
	}

	private boolean comesOutOf(GenerationCalls calls) {
		return origin().isIn(calls);
	}

	/** It takes a walk over the stack, which stays the same while the call waits. */
	private HeldCalls.Held origin() {
		HeldCalls.Held known = this.origin;
		if (known == null) {
			known = this.gate.rules().waits().held().look(this.gate);
			this.origin = known;
		}
		return known;
	}

	private CallSet await() throws InterruptedException {
		while (true) {
			long seen = this.gate.signal().epoch();
			CallSet calls = this.gate.current();
			if (calls != null && calls.enter()) {
				return calls;
			}
			CallSet own = this.gate.reenter(this::comesOutOf);
			if (own != null) {
				return own;
			}
			long left = patience(calls, true);
			demand();
			this.gate.signal().await(seen, left);
		}
	}

	/**
	 * Look once, for a caller who waits without a thread. Any thread may do that.
	 * @return how long the call may go on waiting, in nanoseconds; 0 if it need not
	 */
	long look() {
		CallSet calls = this.gate.current();
		return (calls != null && !calls.calls().fenced()) ? 0 : patience(calls, false);
	}

	/**
	 * How long this call may go on waiting, in nanoseconds.
	 * @param held whether the current thread is to wait
	 */
	private long patience(@Nullable CallSet calls, boolean held) {
		long left = left(this.gate.transition(), calls);
		if (held && BlockingRule.forbids()) {
			throw unavailable(
					"thread '" + Thread.currentThread().getName() + "' must not block, so the call cannot wait", null);
		}
		if (this.event != null && !this.event.waits() && this.gate.transition().state() != ChildState.STARTING) {
			throw unavailable("events do not wait for it", null);
		}
		if (!this.waited) {
			this.waited = true;
			this.gate.countWaited();
		}
		return left;
	}

	private long left(Child.Transition at, @Nullable CallSet calls) {
		WaitRules rules = this.gate.rules();
		long now = this.gate.nanos();
		String over = switch (at.state()) {
			case STARTING -> {
				this.patience = Math.min(this.patience, rules.startNanos());
				yield "its first start takes longer than its start timeout of " + text(rules.startTimeout());
			}
			case RESTARTING -> {
				shorten(at.outageSince());
				yield "it is down for longer than its wait timeout of " + text(rules.waitTimeout());
			}
			case RUNNING -> {
				// Fenced, and the news of it has not arrived; or about to be opened.
				shorten((calls != null && calls.calls().fenced()) ? calls.calls().fencedAt() : now);
				yield "it is down for longer than its wait timeout of " + text(rules.waitTimeout());
			}
			case STOPPING, STOPPED, ISOLATED -> throw unavailable("it is not going to run soon", null);
		};
		Throwable failure = this.startFailure;
		if (failure != null && at.state() == ChildState.STARTING) {
			throw unavailable("its first start failed", failure);
		}
		long left = this.patience - (now - this.arrived);
		if (left <= 0) {
			throw unavailable(over, null);
		}
		return left;
	}

	private void shorten(long outageSince) {
		long timeout = this.gate.rules().waitNanos();
		long age = this.arrived - outageSince;
		this.patience = Math.min(this.patience, (timeout == Long.MAX_VALUE) ? timeout : timeout - age);
	}

	private void demand() {
		if (this.asked || this.gate.transition().state() != ChildState.STARTING) {
			return;
		}
		this.asked = true;
		try {
			this.gate.rules().onDemand().start(this.gate.component()).whenComplete((started, failure) -> {
				this.startFailure = failure;
				this.gate.changed();
			});
		}
		catch (RuntimeException ex) {
			throw unavailable("its first start cannot be asked for", ex);
		}
	}

	private ComponentUnavailableException unavailable(String why, @Nullable Throwable cause) {
		Child.Transition at = this.gate.transition();
		ChildState state = (at.state() == ChildState.RUNNING) ? ChildState.RESTARTING : at.state();
		Long next = at.nextAttemptAt();
		Duration retryAfter = (next != null) ? Duration.ofNanos(Math.max(0, next - this.gate.nanos())) : Duration.ZERO;
		ComponentUnavailableException unavailable = new ComponentUnavailableException(this.gate.component(), state,
				retryAfter, "Component '" + this.gate.component() + "' is " + state + " and cannot be called: " + why);
		if (cause != null) {
			unavailable.initCause(
					(cause instanceof CompletionException && cause.getCause() != null) ? cause.getCause() : cause);
		}
		if (this.event != null) {
			this.event.refuse(unavailable);
		}
		else {
			this.gate.countRejected();
		}
		return unavailable;
	}

	private static String text(Duration duration) {
		return "'" + duration.toMillis() + "ms'";
	}

}
