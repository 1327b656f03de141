package io.supervision.tree;

/**
 * Room on the stack. What users throw may be the end of a stack that has overflowed, and
 * what is half done when it overflows again is never finished: a message that is counted
 * and handled by nobody. So whoever must not stop halfway asks for room first; without it
 * nothing has been done yet, and the next frame on the way out has more.
 */
public final class StackRoom {

	/** Some ten thousand bytes, more than it takes to wake a thread or to log. */
	private static final int FRAMES = 400;

	private StackRoom() {
	}

	/**
	 * Require enough of it for what does not call users' code.
	 * @throws StackOverflowError if there is not
	 */
	@SuppressWarnings("CheckReturnValue")
	public static void require() {
		descend(FRAMES, 1, 2, 3);
	}

	private static long descend(int frames, long one, long two, long three) {
		return (frames == 0) ? one : descend(frames - 1, two, three, one) + two;
	}

}
