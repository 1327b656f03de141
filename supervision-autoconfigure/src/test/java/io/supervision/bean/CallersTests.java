package io.supervision.bean;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The race of a call that leaves a hung generation and the one who interrupts it.
 */
@Timeout(120)
class CallersTests {

	private static final int ROUNDS = 1_500;

	private final CallGate gate = Gates.gate("component");

	private final Component proxy = Gates.proxy(this.gate, Component.class);

	private final Random random = new Random(42);

	private final AtomicInteger noticed = new AtomicInteger();

	@Test
	void interruptThatIsOursNeverReachesTheCaller() throws Exception {
		int leaked = 0;
		for (int round = 0; round < ROUNDS; round++) {
			leaked += meet((calls) -> calls.interruptCallers(), this.random.nextInt(400)) ? 1 : 0;
		}
		assertThat(leaked).isZero();
		assertThat(this.noticed).as("calls that were met inside").hasPositiveValue().hasValueLessThan(ROUNDS);
	}

	@Test
	void leakIsFoundWhereThereIsNoHandshake() throws Exception {
		int leaked = 0;
		for (int round = 0; round < 100 * ROUNDS && leaked == 0; round++) {
			leaked += meet((calls) -> this.caller.interrupt(), this.random.nextInt(400)) ? 1 : 0;
		}
		assertThat(leaked).isPositive();
	}

	@Test
	void interruptOfSomebodyElseIsNeverTakenBack() throws Exception {
		for (int round = 0; round < 300; round++) {
			boolean kept = meet((calls) -> {
				this.caller.interrupt();
				calls.interruptCallers();
			}, 0);
			assertThat(kept).as("round %s", round).isTrue();
		}
	}

	@Test
	void generationThatDoesNotHangTakesNoInterruptBack() throws Exception {
		for (int round = 0; round < 300; round++) {
			boolean kept = meet((calls) -> {
				calls.rememberCallers();
				this.caller.interrupt();
			}, 0);
			assertThat(kept).as("round %s", round).isTrue();
		}
	}

	private volatile Thread caller;

	/**
	 * Let a call and an interruption meet.
	 * @param interruption what is done to the generation, which is fenced
	 * @param length how long the call takes if it is not interrupted, or 0 for until then
	 * @return whether the caller is interrupted once its call is over
	 */
	private boolean meet(Consumer<GenerationCalls> interruption, int length) throws Exception {
		GenerationCalls calls = Gates.open(this.gate, new Component());
		calls.watched();
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		Exchanger<Boolean> outcome = new Exchanger<>();
		this.caller = new Thread(() -> {
			this.proxy.call(() -> {
				inside.countDown();
				boolean interrupted = spin(length);
				this.noticed.addAndGet(interrupted ? 1 : 0);
				return interrupted;
			});
			boolean direct = await(done);
			exchange(outcome, direct);
		});
		this.caller.start();
		inside.await();
		calls.fence();
		interruption.accept(calls);
		done.countDown();
		boolean interrupted = outcome.exchange(false);
		assertThat(calls.awaitEnd(Duration.ofSeconds(30))).isTrue();
		calls.ended();
		return interrupted;
	}

	/** Wait without taking an interrupt back. */
	private static boolean await(CountDownLatch done) {
		while (done.getCount() > 0) {
			Thread.onSpinWait();
		}
		return Thread.interrupted();
	}

	private static void exchange(Exchanger<Boolean> exchanger, boolean value) {
		try {
			exchanger.exchange(value);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean spin(int length) {
		BooleanSupplier interrupted = Thread.currentThread()::isInterrupted;
		for (int i = 0; (length == 0 || i < length) && !interrupted.getAsBoolean(); i++) {
			Thread.onSpinWait();
		}
		return interrupted.getAsBoolean();
	}

	static class Component {

		public <T> T call(Callable<T> body) {
			try {
				return body.call();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
