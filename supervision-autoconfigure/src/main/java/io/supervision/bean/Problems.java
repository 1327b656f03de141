package io.supervision.bean;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong, so that all of it is reported at once.
 */
public final class Problems {

	private final List<Problem> found = new ArrayList<>();

	/**
	 * Add one.
	 * @param message the offender in quotes, its value and the rule
	 * @param place where it was written
	 * @param remedy what to do about it
	 */
	public void add(String message, String place, String remedy) {
		Problem problem = new Problem(message, place, remedy);
		if (!this.found.contains(problem)) {
			this.found.add(problem);
		}
	}

	/**
	 * Refuse to go on if there is any.
	 * @throws InvalidSupervisionException with all of them
	 */
	public void throwIfAny() {
		if (!this.found.isEmpty()) {
			throw new InvalidSupervisionException(this.found);
		}
	}

	public List<Problem> found() {
		return List.copyOf(this.found);
	}

}
