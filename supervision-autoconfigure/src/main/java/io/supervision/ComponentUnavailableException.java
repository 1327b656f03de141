package io.supervision;

import java.io.Serial;
import java.time.Duration;

import io.supervision.spec.ChildState;

/**
 * Thrown to callers of a component that has no running generation and will not have one
 * soon enough to wait for it.
 */
public class ComponentUnavailableException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String component;

	private final ChildState state;

	private final Duration retryAfter;

	public ComponentUnavailableException(String component, ChildState state, Duration retryAfter, String message) {
		super(message);
		this.component = component;
		this.state = state;
		this.retryAfter = retryAfter;
	}

	/**
	 * The component that is down.
	 * @return its id
	 */
	public String getComponent() {
		return this.component;
	}

	/**
	 * Where it stood.
	 * @return its state
	 */
	public ChildState getState() {
		return this.state;
	}

	/**
	 * When to try again.
	 * @return the time to its next attempt, zero if that is not known
	 */
	public Duration getRetryAfter() {
		return this.retryAfter;
	}

}
