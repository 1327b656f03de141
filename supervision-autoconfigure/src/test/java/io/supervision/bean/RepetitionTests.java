package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.supervision.annotation.SafeToRepeat;
import io.supervision.detect.CallOutcomes;
import io.supervision.detect.Verdict;
import io.supervision.detect.Verdict.Weight;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;
import io.supervision.spec.Outlook;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Calls through a generated class that are made again on the next generation.
 */
@Timeout(60)
class RepetitionTests {

	private final CallGate gate = new CallGate("priceFeed", new WaitRules(Duration.ofHours(1), Duration.ofHours(1),
			(started) -> new CompletableFuture<>(), new TreeWaits(Ties.NONE), System::nanoTime));

	private final Many proxy = Gates.proxy(this.gate, Many.class);

	private final List<String> ends = new ArrayList<>();

	private final Generation second = new Generation(Outlook.STAYS, () -> {
	});

	@Test
	void everyKindOfArgumentAndResultIsTheSameOnTheNextGeneration() throws Exception {
		assertThat(repeated(() -> this.proxy.all(1, 1L << 40, 2.5, (byte) 3, 'x', true, 1.5f, (short) 4, "text")))
			.isEqualTo("2 1 1099511627776 2.5 3 x true 1.5 4 text");
		assertThat(repeated(() -> this.proxy.wide(7, 1L << 40))).isEqualTo(2L * 7 * (1L << 40));
		assertThat(repeated(() -> this.proxy.precise(1L, 0.5))).isEqualTo(1.0);
		assertThat(repeated(() -> this.proxy.flag(true, 3L))).isEqualTo(true);
		assertThat(repeated(() -> {
			this.proxy.nothing();
			return "nothing";
		})).isEqualTo("nothing");
		assertThat(repeated(() -> this.proxy.array(1, 2))).isEqualTo(new int[] { 1, 2, 2 });
		assertThat(this.ends).containsOnly("threw", "succeeded");
	}

	@Test
	void repeatedCallLeavesOneFrameAsAnyOther() throws Exception {
		assertThat(repeated(this.proxy::frames)).isEqualTo(1L);
	}

	@ParameterizedTest
	@EnumSource(names = { "STAYS", "LAST" })
	void whatDoesNotGoOrIsTheLastIsNotMadeAgain(Outlook outlook) {
		new Generation(outlook, this.second::open).open();
		assertThatIllegalStateException().isThrownBy(this.proxy::nothing).withMessage("1");
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void nobodyIsAskedWhereNothingWasReported() {
		Generation first = new Generation(Outlook.GOES, () -> {
		});
		first.open();
		assertThatIllegalStateException().isThrownBy(this.proxy::nothing);
		assertThat(first.asked).isZero();
		first.reports.exited(ExitReason.failure(Detector.SELF, new IllegalStateException()));
		first.outlook = Outlook.STAYS;
		assertThatIllegalStateException().isThrownBy(this.proxy::nothing);
		assertThatIllegalStateException().isThrownBy(this.proxy::nothing);
		assertThat(first.asked).as("once per report").isOne();
	}

	@Test
	void answerThatComesLaterIsWaitedFor() throws Exception {
		Generation first = new Generation(Outlook.GOES, () -> {
		});
		first.open();
		first.reports.exited(ExitReason.failure(Detector.SELF, new IllegalStateException()));
		first.later = (answer) -> new Thread(() -> {
			answer.run();
			this.second.open();
		}).start();
		this.proxy.nothing();
		assertThat(this.ends).containsExactly("threw", "succeeded");
	}

	@Test
	void generationThatTakesCallsAgainIsNotCalledAgain() {
		Generation first = new Generation(Outlook.GOES, () -> {
		});
		first.open();
		first.atTheThrow = () -> first.calls.fence();
		new Thread(() -> {
			Awaitility.await().until(() -> this.gate.waited() > 0);
			first.calls.unfence();
		}).start();
		assertThatIllegalStateException().isThrownBy(this.proxy::nothing);
		assertThat(this.ends).containsExactly("threw");
		assertThat(first.calls.inFlight()).isZero();
	}

	@Test
	void firstThrowableIsToldWithTheLaterOne() {
		Generation third = new Generation(Outlook.STAYS, () -> {
		});
		Generation failing = new Generation(Outlook.GOES, third::open);
		new Generation(Outlook.GOES, failing::open).open();
		assertThatIllegalStateException().isThrownBy(this.proxy::nothing)
			.satisfies((thrown) -> assertThat(thrown.getSuppressed()).hasSize(1));
		assertThat(this.ends).containsExactly("threw", "threw");
	}

	@Test
	void sharedThrowablesDoNotGrow() {
		Generation failing = new Generation(Outlook.GOES, () -> new Generation(Outlook.STAYS, () -> {
		}).open());
		new Generation(Outlook.GOES, failing::open).open();
		Iterator<RuntimeException> both = List.of(new Shared(), new IllegalStateException()).iterator();
		assertThatExceptionOfType(Shared.class).isThrownBy(() -> this.proxy.fails(both))
			.satisfies((thrown) -> assertThat(thrown.getSuppressed()).isEmpty());
	}

	private Object repeated(Callable<Object> call) throws Exception {
		new Generation(Outlook.GOES, this.second::open).open();
		return call.call();
	}

	/** One generation, and what becomes of it when a call has thrown in it. */
	private final class Generation implements CallOutcomes, Link {

		private Runnable atTheThrow;

		private final Reports reports = new Reports(this);

		private Outlook outlook;

		private Consumer<Runnable> later = Runnable::run;

		private int number;

		private int asked;

		private GenerationCalls calls;

		@SuppressWarnings("this-escape")
		Generation(Outlook outlook, Runnable atTheThrow) {
			this.outlook = outlook;
			this.atTheThrow = atTheThrow;
		}

		void open() {
			this.number = (RepetitionTests.this.second == this) ? 2 : 1;
			CallSet before = RepetitionTests.this.gate.current();
			if (before != null) {
				before.calls().fence();
			}
			this.calls = RepetitionTests.this.gate.begin(Gates.NOBODY, this);
			this.calls.reportedBy(this.reports);
			this.calls.bind(new Many(this.number));
			RepetitionTests.this.gate.open(this.calls);
		}

		@Override
		public boolean troubled() {
			return true;
		}

		@Override
		public void succeeded(int method) {
			RepetitionTests.this.ends.add("succeeded");
		}

		@Override
		public @Nullable Verdict threw(int method, Throwable thrown) {
			RepetitionTests.this.ends.add("threw");
			this.atTheThrow.run();
			return new Verdict(Weight.COUNTED, Classification.COMPONENT, Detector.EXCEPTION, thrown, null);
		}

		@Override
		public void outlook(Consumer<Outlook> answer) {
			this.asked++;
			this.later.accept(() -> answer.accept(this.outlook));
		}

		@Override
		public void exited(ExitReason reason) {
		}

		@Override
		public void suspected(Fault fault) {
		}

		@Override
		public void recovered() {
		}

	}

	static final class Shared extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Shared() {
			super("shared", null, true, false);
		}

	}

	static class Many {

		private final int number;

		Many(int number) {
			this.number = number;
		}

		private void fail() {
			if (this.number == 1) {
				throw new IllegalStateException("1");
			}
		}

		@SafeToRepeat
		String all(int a, long b, double c, byte d, char e, boolean f, float g, short h, String i) {
			fail();
			return this.number + " " + a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + h + " "
					+ i;
		}

		@SafeToRepeat
		long wide(int a, long b) {
			fail();
			return (long) this.number * a * b;
		}

		@SafeToRepeat
		double precise(long a, double b) {
			fail();
			return this.number * a * b;
		}

		@SafeToRepeat
		boolean flag(boolean a, long b) {
			fail();
			return a && b > this.number;
		}

		@SafeToRepeat
		int[] array(int... a) {
			fail();
			return new int[] { a[0], a[1], this.number };
		}

		@SafeToRepeat
		long frames() {
			fail();
			return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
				.walk((frames) -> frames
					.filter((frame) -> SupervisedProxy.class.isAssignableFrom(frame.getDeclaringClass()))
					.count());
		}

		@SafeToRepeat
		void nothing() {
			fail();
		}

		@SafeToRepeat
		void fails(Iterator<RuntimeException> thrown) {
			throw thrown.next();
		}

	}

}
