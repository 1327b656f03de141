package io.supervision.autoconfigure;

/**
 * Thrown when the application runs on a version of Spring Boot that supervision does not
 * support.
 */
@SuppressWarnings("serial")
final class UnsupportedBootException extends RuntimeException {

	private final String version;

	UnsupportedBootException(String version) {
		super("Spring Boot must be 3.5.x, or 4.1 or later and before 5.0: '" + version + "'");
		this.version = version;
	}

	String version() {
		return this.version;
	}

}
