package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;

/**
 * The record of one fault that was acted on, or would have been. It holds text and
 * numbers only, so it keeps nothing of a dead generation alive.
 *
 * @param at when it was accepted
 * @param detector what found it
 * @param kind how certain it is
 * @param classification whose fault it is
 * @param generation the generation it was found in
 * @param decision what was decided, such as {@code restart} or
 * {@code would have restarted feed, but mode is OBSERVE}
 * @param causes the cause chain from the outside in, at most 8
 * @param count how many equal ones came in a row
 * @param recovery from the fence to the next running generation, or {@code null} until
 * then
 */
public record Incident(Instant at, Detector detector, Fault.Kind kind, Classification classification, long generation,
		String decision, List<Cause> causes, int count, @Nullable Duration recovery) {

	/**
	 * One throwable of a cause chain.
	 *
	 * @param type its class name
	 * @param message its message, at most 512 characters
	 * @param frames its stack, at most 64 frames
	 */
	public record Cause(String type, @Nullable String message, List<String> frames) {
	}

}
