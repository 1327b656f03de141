package io.supervision.bean;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong, so that all of it is reported at once.
 */
public final class Problems {

	private final Set<Problem> found = new LinkedHashSet<>();

	/**
	 * Add one.
	 * @param message the offender in quotes, its value and the rule
	 * @param place where it was written
	 * @param remedy what to do about it
	 */
	public void add(String message, String place, String remedy) {
		this.found.add(new Problem(message, place, remedy));
	}

	/**
	 * Refuse to go on if there is any.
	 * @throws InvalidSupervisionException with all of them
	 */
	public void throwIfAny() {
		if (!this.found.isEmpty()) {
			throw new InvalidSupervisionException(found());
		}
	}

	public List<Problem> found() {
		return List.copyOf(this.found);
	}

}
