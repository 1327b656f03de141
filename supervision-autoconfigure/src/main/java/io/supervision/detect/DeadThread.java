package io.supervision.detect;

/**
 * A thread of a generation and the exception nobody on it has caught.
 *
 * @param thrown the exception
 * @param ends whether the thread ends of it; some libraries only report an exception as
 * if it did
 * @param founder whether the bean was made with it: it was there when the start of the
 * generation had ended, and no pool's
 * @param timer whether it is that of a {@link java.util.Timer}, which nothing replaces
 * @param missed whether the threads the bean was made with are fewer for good: none has
 * ended in any other way, and nothing has taken the place of this one
 */
public record DeadThread(Throwable thrown, boolean ends, boolean founder, boolean timer, boolean missed) {

	/** The JVM cuts traces off there, and with it who called. */
	private static final int LONGEST_TRACE = 1024;

	/**
	 * Tell whether a stack is that of a pool's thread.
	 * @param frames the stack
	 * @return whether a pool is on it
	 */
	public static boolean isPools(StackTraceElement[] frames) {
		for (StackTraceElement frame : frames) {
			String type = frame.getClassName();
			if (type.equals("java.util.concurrent.ForkJoinWorkerThread")
					|| (type.endsWith("ThreadPoolExecutor") && frame.getMethodName().equals("runWorker"))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Tell whether the generation has lost something it needs. The thread of a pool is
	 * replaced, and what was lost is one task; but a thread the bean was made with does
	 * something for it that nobody does from now on.
	 * @return whether this is certain
	 */
	boolean isLoss() {
		return this.ends && (this.timer || this.missed || (this.founder && isNoPools()));
	}

	private boolean isNoPools() {
		StackTraceElement[] frames = CauseChain.framesOf(this.thrown);
		return frames.length > 0 && frames.length < LONGEST_TRACE && !isPools(frames);
	}

}
