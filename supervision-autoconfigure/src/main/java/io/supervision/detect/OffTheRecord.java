package io.supervision.detect;

/**
 * Calls whose failures are nobody's: what they throw is not judged, whichever component
 * it comes out of. The tree's own events are handled so. Were a failure to handle one
 * counted, it would be an event itself, which the same listener fails to handle.
 */
public final class OffTheRecord {

	private static final ThreadLocal<Boolean> HERE = new ThreadLocal<>();

	private OffTheRecord() {
	}

	/**
	 * Make calls off the record, on this thread.
	 * @param calls what makes them; what it throws goes on to the caller
	 */
	public static void run(Runnable calls) {
		Boolean outside = HERE.get();
		HERE.set(true);
		try {
			calls.run();
		}
		finally {
			if (outside == null) {
				HERE.remove();
			}
		}
	}

	/**
	 * Let calls that are made later, on any thread, be off the record if the current
	 * thread is.
	 * @param calls what makes them
	 * @return what is to be run instead
	 */
	public static Runnable carriedBy(Runnable calls) {
		return isHere() ? () -> run(calls) : calls;
	}

	/** Asked where something has been thrown only. */
	static boolean isHere() {
		return HERE.get() != null;
	}

}
