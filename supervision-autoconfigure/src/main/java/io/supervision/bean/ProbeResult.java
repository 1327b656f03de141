package io.supervision.bean;

import org.jspecify.annotations.Nullable;

/**
 * What one run of a probe came to.
 *
 * @param complaint what is wrong, or {@code null} if nothing is or if it is all in the
 * throwable
 * @param thrown the throwable that shows whose fault it is, or {@code null} if nothing is
 * wrong or if it is the component's own
 */
record ProbeResult(@Nullable String complaint, @Nullable Throwable thrown) {

	/** Nothing is wrong. */
	static final ProbeResult WELL = new ProbeResult(null, null);

	/** What a probe method returned, which is nothing if it is {@code void}. */
	static ProbeResult of(@Nullable Object returned) {
		return Boolean.FALSE.equals(returned) ? new ProbeResult("reported false", null) : WELL;
	}

	/** What a health indicator said. */
	static ProbeResult of(HealthReader.Reading reading, @Nullable ClassLoader classLoader) {
		return switch (reading.status()) {
			case "DOWN", "OUT_OF_SERVICE" ->
				new ProbeResult("is " + reading.status() + " " + reading.details(), thrown(reading, classLoader));
			default -> WELL;
		};
	}

	private static @Nullable Throwable thrown(HealthReader.Reading reading, @Nullable ClassLoader classLoader) {
		for (Object detail : reading.details().values()) {
			if (detail instanceof Throwable thrown) {
				return thrown;
			}
		}
		Object error = reading.details().get("error");
		return (error instanceof String text) ? thrown(text, classLoader) : null;
	}

	/**
	 * Make the throwable a health indicator was given again. All that is left of it is
	 * text, its class and its message; who is to blame shows in those.
	 */
	private static @Nullable Throwable thrown(String text, @Nullable ClassLoader classLoader) {
		int colon = text.indexOf(':');
		String type = (colon < 0) ? text : text.substring(0, colon);
		String message = (colon < 0) ? "" : text.substring(colon + 1).strip();
		try {
			Class<?> named = Class.forName(type, false, classLoader);
			return Throwable.class.isAssignableFrom(named) ? make(named.asSubclass(Throwable.class), message) : null;
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			return null;
		}
	}

	private static Throwable make(Class<? extends Throwable> type, String message) throws ReflectiveOperationException {
		try {
			return type.getConstructor(String.class).newInstance(message);
		}
		catch (NoSuchMethodException ex) {
			return type.getConstructor().newInstance();
		}
	}

	boolean well() {
		return equals(WELL);
	}

	/**
	 * The throwable that shows what is wrong.
	 * @param plan the probe
	 * @param more what else to say of the run
	 */
	Throwable cause(ProbePlan plan, String more) {
		if (this.complaint == null && this.thrown != null) {
			return this.thrown;
		}
		return new IllegalStateException("The " + plan + " " + this.complaint + more, this.thrown);
	}

}
