package io.supervision.detect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HangWatchdogTests {

	private final HandTime time = new HandTime();

	private final HangWatchdog watchdog = new HangWatchdog(this.time, this.time,
			new CallFrames(Map.of("Proxy", "priceFeed"), Set.of()));

	private final Scripted calls = new Scripted("priceFeed");

	@Test
	void callThatDoesNotReturnIsAFailureIfNoOtherHasEndedNormally() {
		this.watchdog.watch(this.calls);
		this.calls.begin();
		this.time.pass(1000);
		assertThat(this.calls.faults).isEmpty();
		this.time.pass(1000);
		assertThat(this.calls.faults).singleElement().satisfies((fault) -> {
			assertThat(fault.detector()).isEqualTo(Detector.HANG);
			assertThat(fault.kind()).isEqualTo(Fault.Kind.FAILURE);
			assertThat(fault.classification()).isEqualTo(Classification.COMPONENT);
			assertThat(fault.cause()).hasMessage("A call in flight for longer than 'call-timeout': 1000ms "
					+ "(component 'priceFeed', on no thread that can be seen), and no other has ended normally since");
			assertThat(fault.dump()).contains("HangWatchdogTests");
		});
	}

	@Test
	void callThatDoesNotReturnIsASuspicionIfAnotherHasEndedNormally() {
		this.watchdog.watch(this.calls);
		this.calls.begin();
		this.time.pass(900);
		this.calls.begin();
		this.calls.endNow();
		this.time.pass(2000);
		assertThat(this.calls.faults).singleElement().satisfies((fault) -> {
			assertThat(fault.kind()).isEqualTo(Fault.Kind.SUSPICION);
			assertThat(fault.cause()).hasMessageEndingWith(", while others end normally");
		});
	}

	@Test
	void callsThatAreAllShorterNeverCountHoweverManyThereAre() {
		this.watchdog.watch(this.calls);
		for (int i = 0; i < 200; i++) {
			this.calls.begin();
			this.time.pass(450);
			this.calls.begin();
			this.time.pass(450);
			this.calls.endFirst();
			this.calls.endFirst();
		}
		assertThat(this.calls.faults).isEmpty();
		assertThat(this.calls.turns).isGreaterThan(100);
	}

	@Test
	void callsThatAlwaysOverlapNeverCountEither() {
		this.watchdog.watch(this.calls);
		this.calls.begin();
		for (int i = 0; i < 500; i++) {
			this.time.pass(300);
			this.calls.begin();
			this.time.pass(300);
			this.calls.endFirst();
		}
		assertThat(this.calls.faults).isEmpty();
	}

	@Test
	void hungCallIsReportedOnceAndDoesNotHideTheNext() {
		this.watchdog.watch(this.calls);
		this.calls.begin();
		this.time.pass(20_000);
		assertThat(this.calls.faults).hasSize(1);
		this.calls.begin();
		this.time.pass(20_000);
		assertThat(this.calls.faults).hasSize(2);
	}

	@Test
	void fullDumpIsTakenEveryTenSecondsAtMostOverTheTree() {
		Scripted other = new Scripted("inventory");
		this.watchdog.watch(this.calls);
		this.watchdog.watch(other);
		this.calls.begin();
		other.begin();
		this.time.pass(2500);
		this.calls.begin();
		this.time.pass(2500);
		assertThat(this.calls.faults).hasSize(2);
		assertThat(other.faults).hasSize(1);
		this.time.pass(8000);
		this.calls.begin();
		this.time.pass(2500);
		List<Fault> all = new ArrayList<>(this.calls.faults);
		all.addAll(other.faults);
		assertThat(all).filteredOn((fault) -> fault.dump() != null).hasSize(2);
		assertThat(this.calls.faults.get(2).dump()).isNotNull();
	}

	@Test
	void aPausedMachineDoesNotLookLikeAHang() {
		this.watchdog.watch(this.calls);
		for (int i = 0; i < 100; i++) {
			this.calls.begin();
			this.time.pass(900);
			this.time.suspend(Duration.ofHours(1).toMillis());
			this.time.pass(900);
			this.calls.endFirst();
		}
		assertThat(this.calls.faults).isEmpty();
		assertThat(this.calls.turns).isPositive();
	}

	@Test
	void shortPausesDoNotCountButDoNotHideAHangEither() {
		this.watchdog.watch(this.calls);
		this.calls.begin();
		for (int i = 0; i < 9; i++) {
			this.time.suspend(400);
			this.time.pass(110);
		}
		assertThat(this.calls.faults).as("awake for less than twice the timeout").isEmpty();
		for (int i = 0; i < 9; i++) {
			this.time.suspend(400);
			this.time.pass(500);
		}
		assertThat(this.calls.faults).hasSize(1);
	}

	@Test
	void pauseWhileOneLooksForTheThreadBeginsTheLookAnew() {
		this.watchdog.watch(this.calls);
		this.calls.begin();
		this.time.pass(1500);
		this.time.pass(100);
		this.time.suspend(300);
		this.calls.endFirst();
		this.time.pass(10_000);
		assertThat(this.calls.faults).isEmpty();
	}

	@Test
	void generationThatTakesNoMoreCallsIsLeftAlone() {
		this.watchdog.watch(this.calls);
		this.calls.begin();
		this.time.pass(1400);
		this.watchdog.leave(this.calls);
		this.time.pass(20_000);
		assertThat(this.calls.faults).isEmpty();
		assertThat(this.time.isAnythingDue()).as("nothing to watch").isFalse();
		this.watchdog.watch(this.calls);
		this.time.pass(900);
		assertThat(this.calls.faults).as("it has all its time again").isEmpty();
		this.time.pass(2000);
		assertThat(this.calls.faults).hasSize(1);
	}

	@Test
	void watchdogGoesOnAfterALookForWhichThereWasNoMemory() {
		AtomicBoolean exhausted = new AtomicBoolean();
		HangWatchdog starved = new HangWatchdog(() -> {
			if (exhausted.getAndSet(false)) {
				throw new OutOfMemoryError("once");
			}
			return this.time.getAsLong();
		}, this.time, new CallFrames(Map.of(), Set.of()));
		starved.watch(this.calls);
		this.calls.begin();
		exhausted.set(true);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.time.pass(500));
		this.time.pass(5000);
		assertThat(this.calls.faults).hasSize(1);
	}

	@Test
	void oneThatCannotBeWatchedDoesNotBlindTheWatchdog() {
		Scripted broken = new Scripted("broken") {

			@Override
			public long left() {
				throw new IllegalStateException("broken");
			}

		};
		this.watchdog.watch(broken);
		this.watchdog.watch(this.calls);
		this.calls.begin();
		this.time.pass(3000);
		assertThat(this.calls.faults).hasSize(1);
	}

	/** Calls that begin and end as the test says. */
	private static class Scripted implements CallsInFlight {

		private final String component;

		private final List<Fault> faults = new ArrayList<>();

		private final List<Integer> inFlight = new ArrayList<>();

		private int active;

		private int turns;

		private long ended;

		Scripted(String component) {
			this.component = component;
		}

		void begin() {
			this.inFlight.add(this.active);
		}

		void endFirst() {
			this.inFlight.remove(0);
			this.ended++;
		}

		void endNow() {
			this.inFlight.remove(this.inFlight.size() - 1);
			this.ended++;
		}

		@Override
		public String component() {
			return this.component;
		}

		@Override
		public Duration callTimeout() {
			return Duration.ofSeconds(1);
		}

		@Override
		public long left() {
			return this.inFlight.stream().filter((set) -> set != this.active).count();
		}

		@Override
		public boolean turn() {
			assertThat(left()).isZero();
			this.active = 1 - this.active;
			this.turns++;
			return true;
		}

		@Override
		public long endedNormally() {
			return this.ended;
		}

		@Override
		public boolean setAside(boolean hung) {
			return this.inFlight.removeIf((set) -> set != this.active);
		}

		@Override
		public boolean isElsewhere(Thread thread) {
			return false;
		}

		@Override
		public void hang(Fault fault) {
			this.faults.add(fault);
		}

		@Override
		public void waitFor(Throwable cause) {
			throw new AssertionError(cause);
		}

	}

}
