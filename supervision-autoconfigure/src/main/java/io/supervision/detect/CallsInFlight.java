package io.supervision.detect;

import java.time.Duration;

import io.supervision.spec.Fault;

/**
 * The calls into one generation, as the watchdog needs to see them. They are in two sets,
 * of which one takes the calls that come. The other only becomes emptier, so calls that
 * are in it have been in flight for at least as long as it has not been turned to.
 * Methods are called by one thread at a time and must not block.
 */
public interface CallsInFlight {

	/** The id of the component. */
	String component();

	/** How long a call may be in flight. */
	Duration callTimeout();

	/**
	 * How many calls are left in the set that takes no more.
	 * @return the number; too many for a moment, never too few
	 */
	long left();

	/**
	 * Let this set, which must be empty, take the calls that come, and the other none.
	 * @return whether that is done
	 */
	boolean turn();

	/**
	 * How many calls have ended normally so far, apart from those set aside.
	 * @return the number, of which only the difference to another means something
	 */
	long endedNormally();

	/**
	 * Put an empty set in the place of the one that takes no more calls. Those that are
	 * left in that are not waited for any more.
	 * @param hung whether it makes no difference either how they end
	 * @return whether there were any
	 */
	boolean setAside(boolean hung);

	/**
	 * Tell whether a thread that is in this component is known to be in a generation
	 * other than this one.
	 * @param thread the thread
	 * @return whether it has nothing to do with these calls
	 */
	boolean isElsewhere(Thread thread);

	/**
	 * Report that calls hang.
	 * @param fault the failure or the suspicion
	 */
	void hang(Fault fault);

	/**
	 * Report that calls do not return because they wait inside another component.
	 * @param cause names that component
	 */
	void waitFor(Throwable cause);

}
