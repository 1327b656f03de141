package io.supervision.bean;

/**
 * One thing that is wrong with how supervision is configured.
 *
 * @param message the offender in quotes, its value and the rule
 * @param place where it was written: a property with its origin, a class or a method
 * @param remedy what to do about it
 */
public record Problem(String message, String place, String remedy) {

	@Override
	public String toString() {
		return this.message + " [" + this.place + "]: " + this.remedy;
	}

}
