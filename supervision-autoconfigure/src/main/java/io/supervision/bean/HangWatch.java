package io.supervision.bean;

import java.time.Duration;

import io.supervision.detect.CallsInFlight;
import io.supervision.detect.GenerationOutcomes;
import io.supervision.detect.HangWatchdog;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;

/**
 * Shows the calls into one generation to the watchdog, and its supervisor what comes of
 * that.
 */
final class HangWatch implements Watch, CallsInFlight {

	private final HangWatchdog watchdog;

	private final Duration callTimeout;

	private final GenerationCalls calls;

	private final GenerationOutcomes outcomes;

	private final Link link;

	/**
	 * Make the watch of a generation.
	 * @param watchdog the tree's
	 * @param callTimeout how long a call may be in flight
	 * @param calls the calls to watch
	 * @param outcomes told if they wait for another component
	 * @param link told if they hang
	 */
	HangWatch(HangWatchdog watchdog, Duration callTimeout, GenerationCalls calls, GenerationOutcomes outcomes,
			Link link) {
		this.watchdog = watchdog;
		this.callTimeout = callTimeout;
		this.calls = calls;
		this.outcomes = outcomes;
		this.link = link;
	}

	@Override
	public void begin() {
		this.calls.watched();
		this.watchdog.watch(this);
	}

	@Override
	public void end() {
		this.watchdog.leave(this);
	}

	@Override
	public String component() {
		return this.calls.gate().component();
	}

	@Override
	public Duration callTimeout() {
		return this.callTimeout;
	}

	@Override
	public long left() {
		return this.calls.previous();
	}

	@Override
	public boolean turn() {
		return this.calls.turn();
	}

	@Override
	public long endedNormally() {
		return this.calls.endedNormally();
	}

	@Override
	public boolean setAside(boolean hung) {
		return this.calls.setAside(hung);
	}

	@Override
	public boolean isElsewhere(Thread thread) {
		return this.calls.gate().callers().isElsewhere(thread, this.calls);
	}

	@Override
	public void hang(Fault fault) {
		if (fault.kind() == Fault.Kind.FAILURE) {
			this.link.exited(new ExitReason.Failure(fault));
		}
		else {
			this.link.suspected(fault);
		}
	}

	@Override
	public void waitFor(Throwable cause) {
		this.outcomes.waiting(cause);
	}

}
