package io.supervision.detect;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of the calls into one generation. Methods are numbered by the caller, who
 * gave the table of methods when this was made. All methods may be called on any thread,
 * concurrently; none blocks, none takes a lock, none throws.
 */
public interface CallOutcomes {

	/**
	 * Tell whether a success would change anything. This is one plain field read, for the
	 * way of every successful call: only if it says so need {@link #succeeded} be called.
	 * @return whether there is something for a success to end
	 */
	boolean troubled();

	/**
	 * Learn that a call has returned.
	 * @param method the number of the method
	 */
	void succeeded(int method);

	/**
	 * Learn that a call has ended with a throwable, which goes on to its caller
	 * unchanged.
	 * @param method the number of the method
	 * @param thrown what came out
	 * @return what was made of it, or {@code null} if nothing was
	 */
	@Nullable Verdict threw(int method, Throwable thrown);

	/**
	 * Learn that a call which had been given up has ended with a throwable after all.
	 * That changes nothing; but whoever the throwable passes next is not to blame for it.
	 * @param method the number of the method
	 * @param thrown what came out
	 * @return whose fault it is, or {@code null} if that was not asked
	 */
	default @Nullable Verdict threwTooLate(int method, Throwable thrown) {
		return null;
	}

}
