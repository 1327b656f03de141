package io.supervision.bean;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildAbandoned;
import io.supervision.event.SupervisionEvent.ChildDegraded;
import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.ChildIsolated;
import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.event.SupervisionEvent.ChildStarted;
import io.supervision.event.SupervisionEvent.ChildStopped;
import io.supervision.event.SupervisionEvent.IntensityExceeded;
import io.supervision.event.SupervisionEvent.ReplacementDue;
import io.supervision.event.SupervisionEvent.RestartObserved;
import io.supervision.event.SupervisionEvent.SupervisorTerminated;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The log of the tree: one line for each event, with the four fields of OTP's supervisor
 * report. What is wrong with a component is logged with its stack trace. A restart that
 * is observed again and again, and would be for each request in a stream of bad ones, is
 * logged once; the others are counted, and their number is logged before the next line
 * about the child.
 * <p>
 * Not thread-safe.
 */
final class TransitionLog {

	private static final int MESSAGE_LIMIT = 512;

	/** What must not get into a line of the log. */
	private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\u2028\u2029]");

	private final Logger logger;

	/** By path, what was observed last and nothing else since. */
	private final Map<String, Repeated> repeated = new HashMap<>();

	TransitionLog() {
		this(LoggerFactory.getLogger(TransitionLog.class));
	}

	/**
	 * Make a log.
	 * @param logger what writes the lines
	 */
	TransitionLog(Logger logger) {
		this.logger = logger;
	}

	/**
	 * Log an event.
	 * @param event the event
	 */
	void log(SupervisionEvent event) {
		Line line = line(event);
		if (event instanceof RestartObserved observed) {
			Repeated last = this.repeated.get(event.path());
			if (last != null && last.isOf(observed)) {
				last.count++;
				return;
			}
		}
		Repeated over = this.repeated.remove(event.path());
		if (over != null && over.count > 1) {
			write(over.first, Line.of(Level.WARN, "restart_observed", "the same, " + over.count + " times in a row"));
		}
		if (event instanceof RestartObserved observed) {
			this.repeated.put(event.path(), new Repeated(observed));
		}
		write(event, line);
	}

	private void write(SupervisionEvent event, Line line) {
		String path = event.path();
		int slash = path.lastIndexOf('/');
		this.logger.atLevel(line.level())
			.setCause(line.stack() ? event.cause() : null)
			.log("supervisor '{}', context {}, reason {}, child '{}' generation {}",
					(slash > 0) ? path.substring(0, slash) : "/", line.context(), line.reason(),
					path.equals("/") ? "root" : path.substring(slash + 1), event.generation());
	}

	private static Line line(SupervisionEvent event) {
		if (event instanceof ChildStarted) {
			return Line.of((event.generation() > 1) ? Level.INFO : Level.DEBUG, "progress", "started");
		}
		if (event instanceof ChildRestarted restarted) {
			return Line.of(Level.INFO, "progress", "restarted after " + text(restarted.outage()));
		}
		if (event instanceof ChildStartFailed failed) {
			return failed.heldByDependency()
					? Line.of(Level.WARN, "start_error", "held for a dependency: " + text(failed.cause()))
					: Line.withStack(Level.ERROR, "start_error", text(failed.cause()));
		}
		if (event instanceof ChildFailed failed) {
			return failed(failed);
		}
		if (event instanceof ChildDegraded degraded) {
			return Line.of(Level.WARN, "degraded",
					degraded.by().name().toLowerCase(Locale.ROOT) + ": " + text(degraded.cause()));
		}
		if (event instanceof RestartObserved observed) {
			return Line.of(Level.WARN, "restart_observed", observed.detector() + ", no restart because "
					+ safe(observed.reason()) + ": " + text(observed.cause()));
		}
		if (event instanceof ReplacementDue due) {
			return Line.of(Level.INFO, "replacement_due",
					safe(due.reason()) + (due.observed() ? ", no replacement because mode is OBSERVE" : ""));
		}
		return end(event);
	}

	private static Line failed(ChildFailed failed) {
		String reason = failed.detector() + " " + failed.kind() + " of the "
				+ failed.classification().name().toLowerCase(Locale.ROOT) + ": " + text(failed.cause());
		return Line.withStack((failed.kind() == Fault.Kind.FAILURE) ? Level.ERROR : Level.WARN, "child_terminated",
				reason);
	}

	private static Line end(SupervisionEvent event) {
		if (event instanceof ChildStopped stopped) {
			return Line.of(stopped.reason().clean() ? Level.INFO : Level.WARN, "shutdown", text(stopped.reason()));
		}
		if (event instanceof ChildAbandoned abandoned) {
			return Line.of(Level.ERROR, "shutdown_error", "killed, " + abandoned.abandoned() + " abandoned now");
		}
		if (event instanceof ChildIsolated isolated) {
			return Line.of(Level.ERROR, "isolated",
					"budget spent on '" + isolated.offender() + "', tried again in " + text(isolated.coolDown()));
		}
		if (event instanceof IntensityExceeded exceeded) {
			return Line.of(Level.ERROR, "shutdown", "reached_max_restart_intensity, most restarts were for '"
					+ exceeded.offender() + "': " + text(exceeded.cause()));
		}
		if (event instanceof SupervisorTerminated terminated) {
			return Line.of(terminated.reason().clean() ? Level.INFO : Level.ERROR, "supervisor_terminated",
					text(terminated.reason()));
		}
		return Line.of(Level.INFO, event.getClass().getSimpleName(), text(event.cause()));
	}

	private static String text(ExitReason reason) {
		if (reason instanceof ExitReason.Failure failure) {
			return failure.fault().detector() + " " + failure.fault().kind() + ": " + text(failure.fault().cause());
		}
		if (reason instanceof ExitReason.Shutdown shutdown) {
			return (shutdown.detail() != null) ? "shutdown: " + safe(shutdown.detail()) : "shutdown";
		}
		return "normal";
	}

	private static String text(Duration duration) {
		return (duration.compareTo(Duration.ofSeconds(10)) < 0) ? duration.toMillis() + " ms"
				: duration.toSeconds() + " s";
	}

	private static String text(@Nullable Throwable cause) {
		if (cause == null) {
			return "none";
		}
		String message = cause.getMessage();
		return (message != null) ? cause.getClass().getName() + ": " + safe(message) : cause.getClass().getName();
	}

	/** Text of a component's making must not forge lines or flood the log. */
	private static String safe(String text) {
		String start = (text.length() > MESSAGE_LIMIT) ? text.substring(0, MESSAGE_LIMIT) + "..." : text;
		return UNSAFE.matcher(start).replaceAll(" ");
	}

	/** An observation, and how often it was made in a row. */
	private static final class Repeated {

		private final RestartObserved first;

		private final List<String> signature;

		private long count = 1;

		Repeated(RestartObserved first) {
			this.first = new RestartObserved(first.path(), first.generation(), first.time(), first.detector(),
					first.reason(), List.of(), null);
			this.signature = signature(first.cause());
		}

		boolean isOf(RestartObserved other) {
			return this.first.generation() == other.generation() && this.first.detector() == other.detector()
					&& this.first.reason().equals(other.reason()) && this.signature.equals(signature(other.cause()));
		}

		/** In words, so that nothing of a dead generation is kept. */
		private static List<String> signature(@Nullable Throwable cause) {
			if (cause == null) {
				return List.of();
			}
			StackTraceElement[] frames = cause.getStackTrace();
			return List.of(cause.getClass().getName(), (frames.length > 0) ? frames[0].toString() : "");
		}

	}

	private record Line(Level level, String context, String reason, boolean stack) {

		static Line of(Level level, String context, String reason) {
			return new Line(level, context, reason, false);
		}

		static Line withStack(Level level, String context, String reason) {
			return new Line(level, context, reason, true);
		}

	}

}
