package io.supervision.bean;

import java.util.Map;

/**
 * Asks health indicators of one line of Spring Boot, whose types only it knows.
 */
public interface HealthReader {

	/**
	 * Tell whether an object is a health indicator of this line.
	 * @param candidate the object
	 * @return whether it can be asked
	 */
	boolean knows(Object candidate);

	/**
	 * Ask a health indicator.
	 * @param indicator the indicator
	 * @return what it says
	 */
	Reading read(Object indicator);

	/**
	 * What a health indicator said.
	 *
	 * @param status the code of the status, such as {@code DOWN}
	 * @param details more about it
	 */
	record Reading(String status, Map<String, Object> details) {

		/** It said nothing. */
		public static final Reading UNKNOWN = new Reading("UNKNOWN", Map.of());

	}

}
