package io.supervision.bean;

import java.util.function.Consumer;

import io.supervision.spec.Outlook;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, for a call that has failed, whether its generation is being replaced, and
 * holds the call up until it is. The supervisor is asked and answers; no time is guessed.
 * How long the call is held up at most is the component's wait timeout.
 * <p>
 * On a suspicion those that are restarted with the component are drained before it is
 * fenced. A call that comes out of one of them must not be waited for by both: it fails,
 * and it is the call around it that is made again.
 */
final class Inquiry implements Consumer<Outlook> {

	private final CallGate gate;

	private final GenerationCalls failed;

	private final long since;

	private final Thread caller = Thread.currentThread();

	private volatile @Nullable Outlook outlook;

	/**
	 * Begin to ask, on the thread of the call.
	 * @param gate the way into the component
	 * @param failed the generation the call has failed in
	 */
	Inquiry(CallGate gate, GenerationCalls failed) {
		this.gate = gate;
		this.failed = failed;
		this.since = gate.nanos();
	}

	/** Takes the answer, on the tree's owner. */
	@Override
	public void accept(Outlook answer) {
		this.outlook = answer;
		Signal.wake(this.caller);
	}

	/**
	 * Wait until the generation takes no more calls.
	 * @param suspect whether this very call may be what it is replaced for, so that the
	 * next one may be too
	 * @return whether it takes no more, and the call may be made again
	 * @throws InterruptedException if the caller is interrupted
	 */
	boolean isReplaced(boolean suspect) throws InterruptedException {
		Reports reports = this.failed.reports();
		if (reports == null || BlockingRule.forbids()) {
			return false;
		}
		HeldCalls calls = this.gate.rules().waits().held();
		HeldCalls.Held held = calls.look(this.gate);
		calls.suspend(held);
		try {
			reports.outlook(this);
			return await(suspect, held);
		}
		finally {
			calls.resume(held);
		}
	}

	private boolean await(boolean suspect, HeldCalls.Held held) throws InterruptedException {
		while (true) {
			long seen = this.gate.signal().epoch();
			Outlook known = this.outlook;
			if (known == Outlook.STAYS || (known == Outlook.LAST && suspect)) {
				return false;
			}
			boolean gone = isGone();
			if (known != null && gone) {
				return true;
			}
			if (!gone && held.isWaitedFor()) {
				return false;
			}
			long left = this.gate.rules().waitNanos() - (this.gate.nanos() - this.since);
			if (left <= 0 || goesForGood()) {
				return false;
			}
			this.gate.signal().await(seen, left, () -> this.outlook != known || (!gone && held.isWaitedFor()));
		}
	}

	/** Whether calls that come now do not get into it. */
	private boolean isGone() {
		CallSet current = this.gate.current();
		return this.failed.fenced() || current == null || current.calls() != this.failed;
	}

	private boolean goesForGood() {
		return switch (this.gate.transition().state()) {
			case STARTING, RUNNING, RESTARTING -> false;
			case STOPPING, STOPPED, ISOLATED -> true;
		};
	}

}
