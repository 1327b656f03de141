package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Makes incidents out of faults: text of bounded length, read from throwables that may
 * misbehave.
 */
final class Incidents {

	private static final int MAX_CAUSES = 8;

	private static final int MAX_FRAMES = 64;

	private static final int MAX_MESSAGE = 512;

	private Incidents() {
	}

	static Incident of(Instant at, Fault fault, long generation, String decision) {
		return new Incident(at, fault.detector(), fault.kind(), fault.classification(), generation, decision,
				causes(fault.cause()), 1, null);
	}

	static Incident again(Incident incident, int count) {
		return new Incident(incident.at(), incident.detector(), incident.kind(), incident.classification(),
				incident.generation(), incident.decision(), incident.causes(), count, incident.recovery());
	}

	static Incident recovered(Incident incident, Duration recovery) {
		return new Incident(incident.at(), incident.detector(), incident.kind(), incident.classification(),
				incident.generation(), incident.decision(), incident.causes(), incident.count(), recovery);
	}

	/** Whether two incidents are the same thing again: detector, type and first frame. */
	static boolean equal(Incident one, Incident other) {
		return one.detector() == other.detector() && one.decision().equals(other.decision())
				&& Objects.equals(signature(one), signature(other));
	}

	private static List<String> signature(Incident incident) {
		if (incident.causes().isEmpty()) {
			return List.of();
		}
		Incident.Cause cause = incident.causes().get(0);
		return List.of(cause.type(), cause.frames().isEmpty() ? "" : cause.frames().get(0));
	}

	private static List<Incident.Cause> causes(Throwable thrown) {
		List<Incident.Cause> causes = new ArrayList<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Throwable cause = thrown;
		while (cause != null && causes.size() < MAX_CAUSES && seen.add(cause)) {
			causes.add(cause(cause));
			cause = causeOf(cause);
		}
		return List.copyOf(causes);
	}

	private static Incident.Cause cause(Throwable thrown) {
		return new Incident.Cause(thrown.getClass().getName(), message(thrown), frames(thrown));
	}

	private static List<String> frames(Throwable thrown) {
		try {
			return Arrays.stream(thrown.getStackTrace()).limit(MAX_FRAMES).map(StackTraceElement::toString).toList();
		}
		catch (Throwable ex) {
			return List.of();
		}
	}

	/** A throwable in one line. */
	static String text(Throwable thrown) {
		String message = message(thrown);
		return thrown.getClass().getName() + ((message != null) ? ": " + message : "");
	}

	static @Nullable String message(Throwable thrown) {
		try {
			String message = thrown.getMessage();
			return (message == null || message.length() <= MAX_MESSAGE) ? message : message.substring(0, MAX_MESSAGE);
		}
		catch (Throwable ex) {
			return "(no message: getMessage threw " + ex.getClass().getName() + ")";
		}
	}

	private static @Nullable Throwable causeOf(Throwable thrown) {
		try {
			return thrown.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

}
