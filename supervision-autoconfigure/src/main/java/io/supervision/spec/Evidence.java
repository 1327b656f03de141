package io.supervision.spec;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a throwable said when it was read: text of bounded length, which keeps nothing of
 * a dead generation alive. To read a throwable runs code of whoever wrote it, which may
 * throw, answer nonsense, or never return. So it is read once, on the thread that reports
 * it, and never by the tree's owner.
 *
 * @param causes the cause chain from the outside in, at most 8
 */
public record Evidence(List<Cause> causes) {

	private static final int MAX_CAUSES = 8;

	private static final int MAX_FRAMES = 64;

	private static final int MAX_TEXT = 512;

	private static final int MAX_DUMP = 256 * 1024;

	/**
	 * One throwable of a cause chain.
	 *
	 * @param type its class name
	 * @param message its message, at most 512 characters, or {@code null}
	 * @param frames its stack, at most 64 frames
	 */
	public record Cause(String type, @Nullable String message, List<String> frames) {

		private static Cause of(Throwable thrown) {
			return new Cause(Evidence.type(thrown), messageOf(thrown), framesOf(thrown));
		}

	}

	/**
	 * Read a throwable. Never throws.
	 * @param thrown the throwable
	 * @return what it says
	 */
	public static Evidence of(Throwable thrown) {
		List<Cause> causes = new ArrayList<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Throwable cause = thrown;
		while (cause != null && causes.size() < MAX_CAUSES && seen.add(cause)) {
			causes.add(Cause.of(cause));
			cause = causeOf(cause);
		}
		return new Evidence(List.copyOf(causes));
	}

	/**
	 * Name a throwable without running any of its code.
	 * @param thrown the throwable
	 * @return its class name and nothing else
	 */
	public static Evidence unread(Throwable thrown) {
		return new Evidence(List.of(new Cause(type(thrown), null, List.of())));
	}

	/**
	 * Put a throwable of our own around one that was read before, which is not read
	 * again.
	 * @param thrown the outer throwable
	 * @param below what its cause said
	 * @return both
	 */
	public static Evidence of(Throwable thrown, Evidence below) {
		return new Evidence(
				Stream.concat(Stream.of(Cause.of(thrown)), below.causes.stream()).limit(MAX_CAUSES).toList());
	}

	/**
	 * Cut a dump of threads to what an incident keeps.
	 * @param dump the dump, or {@code null}
	 * @return its first 256 KB
	 */
	static @Nullable String dump(@Nullable String dump) {
		return (dump != null) ? text(dump, MAX_DUMP) : null;
	}

	/**
	 * The outermost throwable in one line.
	 * @return its type and, if it has one, its message
	 */
	public String text() {
		Cause outermost = this.causes.get(0);
		return outermost.type() + ((outermost.message() != null) ? ": " + outermost.message() : "");
	}

	private static String type(Throwable thrown) {
		return text(thrown.getClass().getName(), MAX_TEXT);
	}

	private static List<String> framesOf(Throwable thrown) {
		try {
			StackTraceElement[] stack = thrown.getStackTrace();
			return Frames.of(Arrays.copyOf(stack, Math.min(stack.length, MAX_FRAMES)));
		}
		catch (Throwable ex) {
			return List.of();
		}
	}

	private static @Nullable String messageOf(Throwable thrown) {
		try {
			String message = thrown.getMessage();
			return (message != null) ? text(message, MAX_TEXT) : null;
		}
		catch (Throwable ex) {
			return "(no message: getMessage threw " + ex.getClass().getName() + ")";
		}
	}

	private static @Nullable Throwable causeOf(Throwable thrown) {
		try {
			return thrown.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	/** Cut a text; half a character would make it unfit for JSON. */
	private static String text(String text, int limit) {
		String start = (text.length() > limit) ? text.substring(0, limit) : text;
		if (!hasSurrogates(start)) {
			return start;
		}
		StringBuilder whole = new StringBuilder(start.length());
		start.codePoints()
			.map((character) -> (Character.getType(character) == Character.SURROGATE) ? '?' : character)
			.forEach(whole::appendCodePoint);
		return whole.toString();
	}

	private static boolean hasSurrogates(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * A stack, put into words only for those who look at it. It takes less of the heap
	 * than its text, since its names are there once for all stacks. The stacks of a storm
	 * of failures differ in few frames; the others are there once too.
	 */
	private static final class Frames extends AbstractList<String> implements RandomAccess {

		private static volatile @Nullable StackTraceElement[] latest = new StackTraceElement[0];

		private final @Nullable StackTraceElement[] stack;

		private Frames(@Nullable StackTraceElement[] stack) {
			this.stack = stack;
		}

		static Frames of(@Nullable StackTraceElement[] stack) {
			@Nullable StackTraceElement[] before = latest;
			int ours = stack.length;
			int theirs = before.length;
			while (ours-- > 0 && theirs-- > 0) {
				if (Objects.equals(stack[ours], before[theirs])) {
					stack[ours] = before[theirs];
				}
			}
			latest = stack;
			return new Frames(stack);
		}

		@Override
		public String get(int index) {
			return text(String.valueOf(this.stack[index]), MAX_TEXT);
		}

		@Override
		public int size() {
			return this.stack.length;
		}

	}

}
