package io.supervision.spec;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Evidence}: throwables may misbehave in any way.
 */
class EvidenceTests {

	@Test
	void causesMessagesAndFramesAreBounded() {
		Throwable deep = new IllegalStateException("root");
		for (int i = 0; i < 20; i++) {
			deep = new IllegalStateException("x".repeat(10_000), deep);
		}
		deep.setStackTrace(IntStream.range(0, 1000)
			.mapToObj((line) -> new StackTraceElement("a".repeat(5000), "m", "F", line))
			.toArray(StackTraceElement[]::new));
		Evidence evidence = Evidence.of(deep);
		assertThat(evidence.causes()).hasSize(8);
		assertThat(evidence.causes()).allMatch((cause) -> cause.message().length() == 512);
		assertThat(evidence.causes().get(0).frames()).hasSize(64).allMatch((frame) -> frame.length() == 512);
	}

	@Test
	void stacksThatAreMuchAlikeAreStillTheirOwn() {
		Evidence first = Evidence.of(thrownAt("top", "one", "run"));
		Evidence second = Evidence.of(thrownAt("two", "run"));
		Evidence third = Evidence.of(thrownAt("top", "three", "run"));
		assertThat(first.causes().get(0).frames()).containsExactly("a.B.top(B:1)", "a.B.one(B:1)", "a.B.run(B:1)");
		assertThat(second.causes().get(0).frames()).containsExactly("a.B.two(B:1)", "a.B.run(B:1)");
		assertThat(third.causes().get(0).frames()).containsExactly("a.B.top(B:1)", "a.B.three(B:1)", "a.B.run(B:1)");
	}

	private static Exception thrownAt(String... methods) {
		Exception thrown = new Exception();
		thrown.setStackTrace(Stream.of(methods)
			.map((method) -> new StackTraceElement("a.B", method, "B", 1))
			.toArray(StackTraceElement[]::new));
		return thrown;
	}

	@Test
	void cycleEnds() {
		Exception one = new Exception("one");
		one.initCause(new Exception("two", one));
		assertThat(Evidence.of(one).causes()).extracting(Evidence.Cause::message).containsExactly("one", "two");
	}

	@Test
	void throwableWhoseEveryMethodThrowsIsStillNamed() {
		Evidence evidence = Evidence.of(new Hostile());
		assertThat(evidence.causes()).singleElement().satisfies((cause) -> {
			assertThat(cause.type()).isEqualTo(Hostile.class.getName());
			assertThat(cause.message()).contains("getMessage threw").contains("StackOverflowError");
			assertThat(cause.frames()).isEmpty();
		});
		assertThatNoException().isThrownBy(() -> Fault.failure(Detector.SELF, new Hostile()).read().hashCode());
	}

	@Test
	void unreadThrowableRunsNoneOfItsCode() {
		assertThat(Evidence.unread(new Hostile()).text()).isEqualTo(Hostile.class.getName());
		assertThat(Fault.failure(Detector.SELF, new Hostile()).said().text()).isEqualTo(Hostile.class.getName());
	}

	@Test
	void halvesOfCharactersAreReplaced() {
		String cut = "x".repeat(511) + "\uD83D\uDE00";
		assertThat(Evidence.of(new Exception(cut)).causes().get(0).message()).isEqualTo("x".repeat(511) + "?");
		assertThat(Evidence.of(new Exception("a\uDE00b")).text()).isEqualTo("java.lang.Exception: a?b");
		assertThat(Evidence.of(new Exception("\uD83D\uDE00")).text()).endsWith("\uD83D\uDE00");
	}

	@Test
	void whatWasReadIsNotReadAgain() {
		Evidence below = Evidence.of(new IllegalStateException("below"));
		Evidence both = Evidence.of(new IllegalArgumentException("above", new Hostile()), below);
		assertThat(both.causes()).extracting(Evidence.Cause::message).containsExactly("above", "below");
	}

	/** A throwable none of whose methods can be called. */
	private static final class Hostile extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new StackOverflowError();
		}

		@Override
		public synchronized Throwable getCause() {
			throw new IllegalStateException("cause");
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new LinkageError("trace");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("text");
		}

		@Override
		public int hashCode() {
			throw new IllegalStateException("hash");
		}

		@Override
		public boolean equals(Object other) {
			throw new IllegalStateException("equal");
		}

	}

}
