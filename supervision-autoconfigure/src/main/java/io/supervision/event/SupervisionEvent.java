package io.supervision.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Something the tree has decided or seen (OTP: report). Events come in the order of the
 * tree's decisions.
 */
public sealed interface SupervisionEvent {

	/**
	 * The address of the child it is about, such as {@code /trading/priceFeed}.
	 * @return the path
	 */
	String path();

	/**
	 * The generation it is about: the number of successful starts of the child so far.
	 * @return the number, 0 before the first start
	 */
	long generation();

	/**
	 * When it happened.
	 * @return the wall-clock time
	 */
	Instant time();

	/**
	 * The throwable behind it.
	 * @return the cause, or {@code null} where there is none
	 */
	default @Nullable Throwable cause() {
		return null;
	}

	/**
	 * A child runs for the first time, or again after it had been stopped (OTP:
	 * progress).
	 */
	record ChildStarted(String path, long generation, Instant time) implements SupervisionEvent {
	}

	/**
	 * A start failed (OTP: start_error).
	 *
	 * @param heldByDependency whether the start is held for a dependency and tried again,
	 * uncounted
	 */
	record ChildStartFailed(String path, long generation, Instant time, @Nullable Throwable cause,
			boolean heldByDependency) implements SupervisionEvent {
	}

	/**
	 * A child failed, or a suspicion was acted on (OTP: child_terminated).
	 */
	record ChildFailed(String path, long generation, Instant time, Detector detector, Classification classification,
			Fault.Kind kind, @Nullable Throwable cause) implements SupervisionEvent {
	}

	/**
	 * A child runs again.
	 *
	 * @param outage how long it was without a running generation
	 */
	record ChildRestarted(String path, long generation, Instant time, Duration outage) implements SupervisionEvent {
	}

	/**
	 * A child was shut down or has ended for good.
	 *
	 * @param reason how it ended
	 */
	record ChildStopped(String path, long generation, Instant time, ExitReason reason) implements SupervisionEvent {

		@Override
		public @Nullable Throwable cause() {
			return (this.reason instanceof ExitReason.Failure failure) ? failure.fault().cause() : null;
		}

	}

	/**
	 * A generation did not shut down in time and was abandoned (OTP: shutdown_error,
	 * killed).
	 *
	 * @param abandoned how many abandoned generations of this child still have a live
	 * thread
	 */
	record ChildAbandoned(String path, long generation, Instant time, int abandoned) implements SupervisionEvent {
	}

	/**
	 * A component runs on although something is wrong.
	 *
	 * @param by what degraded it
	 */
	record ChildDegraded(String path, long generation, Instant time, Degradation by,
			@Nullable Throwable cause) implements SupervisionEvent {
	}

	/**
	 * A child is left alone until its cool-down is over.
	 *
	 * @param offender the path of the component it is isolated for
	 * @param coolDown how long until it is tried again
	 */
	record ChildIsolated(String path, long generation, Instant time, String offender,
			Duration coolDown) implements SupervisionEvent {
	}

	/**
	 * A supervisor has spent its budget (OTP: reached_max_restart_intensity).
	 *
	 * @param offender the path of the component most restarts were for
	 */
	record IntensityExceeded(String path, long generation, Instant time, String offender,
			@Nullable Throwable cause) implements SupervisionEvent {
	}

	/**
	 * A supervisor has ended.
	 *
	 * @param reason how it ended
	 */
	record SupervisorTerminated(String path, long generation, Instant time,
			ExitReason reason) implements SupervisionEvent {
	}

	/**
	 * A restart that was not made, but would have been.
	 *
	 * @param detector what found the fault
	 * @param reason why it was not made
	 * @param siblings the paths that would have been restarted
	 */
	record RestartObserved(String path, long generation, Instant time, Detector detector, String reason,
			List<String> siblings, @Nullable Throwable cause) implements SupervisionEvent {
	}

	/**
	 * A generation has reached a limit its component sets it, and is due to be replaced
	 * although nothing is wrong with it.
	 *
	 * @param reason which limit it has reached
	 * @param observed whether it is left as it is, because the component is only observed
	 */
	record ReplacementDue(String path, long generation, Instant time, String reason,
			boolean observed) implements SupervisionEvent {
	}

	/** What degrades a component. */
	enum Degradation {

		/** Suspicions that restarting does not cure. */
		SUSPICION,

		/** Something it depends on is down. */
		DEPENDENCY

	}

}
