package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.supervision.ComponentUnavailableException;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A thousand callers of a component that does not come back. Time passes only when the
 * test turns the clock, so that it is the outage that ends their wait, whenever they came
 * and however fast they are.
 * <p>
 * What is feared: callers who come late in the outage begin a wait of their own; those
 * who come after it wait as well, and so each holds a thread up for as long as the first
 * one has; an attempt to start that fails begins the wait anew; those who were answered
 * are remembered somewhere.
 */
@Timeout(180)
class ThousandCallersTests {

	private static final int HALF = 500;

	private static final Duration WAIT = Duration.ofMillis(500);

	private static final long OUTAGE = TimeUnit.HOURS.toNanos(1);

	private static final long END = OUTAGE + WAIT.toNanos();

	private final AtomicLong now = new AtomicLong(OUTAGE);

	private final StartCycles cycles = new StartCycles();

	private final CallGate gate = gate("priceFeed");

	private final Feed proxy = Gates.proxy(this.gate, Feed.class);

	private final Map<Runnable, Long> timers = new ConcurrentHashMap<>();

	private final List<Thread> callers = new ArrayList<>();

	private final Queue<Throwable> answers = new ConcurrentLinkedQueue<>();

	private CallGate gate(String component) {
		return new CallGate(component,
				new WaitRules(WAIT, Duration.ofMinutes(10), (started) -> new CompletableFuture<>(),
						new TreeWaits(Ties.NONE, this.cycles, new HeldCalls()), this.now::get));
	}

	@AfterEach
	void interrupt() {
		this.callers.forEach(Thread::interrupt);
	}

	@Test
	void threadsAreAnsweredWhenTheOutageIsOldEnoughWheneverTheyCame() throws Exception {
		attemptFails();
		call(HALF);
		advance(Duration.ofMillis(499));
		attemptFails();
		call(HALF);
		assertThat(this.answers).isEmpty();
		assertThat(this.callers).allMatch(Thread::isAlive);
		assertThat(this.cycles).extracting("waits", InstanceOfAssertFactories.LIST).hasSize(2 * HALF);

		advance(Duration.ofMillis(1));
		for (Thread caller : this.callers) {
			caller.join(TimeUnit.SECONDS.toMillis(60));
			assertThat(caller.isAlive()).as("waits for longer than the outage is old").isFalse();
		}
		assertAnswered(2 * HALF);
		assertThat(this.cycles).extracting("waits", InstanceOfAssertFactories.LIST).isEmpty();
		assertThat(this.cycles).extracting("starting", InstanceOfAssertFactories.MAP).isEmpty();
	}

	@Test
	void whoComesLaterIsAnsweredAtOnceWhileTheClockStandsStill() {
		this.now.set(END);
		attemptFails();
		for (int i = 0; i < 2 * HALF; i++) {
			assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.proxy::name)
				.satisfies(this.answers::add);
			subscribe();
		}
		assertAnswered(4 * HALF);
		assertThat(this.gate.waited()).as("nobody has waited").isZero();
		assertNobodyIsRemembered();
	}

	@Test
	void subscribersAreAnsweredWhenTheOutageIsOldEnoughWheneverTheyCame() {
		attemptFails();
		for (int i = 0; i < HALF; i++) {
			subscribe();
		}
		advance(Duration.ofMillis(499));
		attemptFails();
		for (int i = 0; i < HALF; i++) {
			subscribe();
		}
		assertThat(this.answers).isEmpty();
		assertThat(this.gate.waited()).isEqualTo(2 * HALF);
		assertThat(this.timers).hasSize(2 * HALF).allSatisfy((look, due) -> assertThat(due).isEqualTo(END));

		this.now.set(END);
		List.copyOf(this.timers.keySet()).forEach(Runnable::run);
		assertAnswered(2 * HALF);
		assertNobodyIsRemembered();
	}

	@Test
	void subscribersWhoHaveLeftAreNotRemembered() {
		attemptFails();
		List<CompletableFuture<String>> results = new ArrayList<>();
		for (int i = 0; i < 2 * HALF; i++) {
			results.add(this.proxy.later().toFuture());
		}
		results.forEach((result) -> result.cancel(false));
		assertNobodyIsRemembered();
	}

	/** Each on a thread that starts a component of its own, which is to be seen too. */
	private void call(int times) {
		long before = this.gate.waited();
		for (int i = 0; i < times; i++) {
			CallGate own = gate("caller" + this.callers.size());
			Thread caller = new Thread(() -> {
				GenerationCalls starting = own.begin(Gates.NOBODY, Gates.INDIFFERENT);
				try {
					this.answers.add(new AssertionError("answered by " + this.proxy.name()));
				}
				catch (Throwable ex) {
					this.answers.add(ex);
				}
				finally {
					starting.ended();
				}
			}, own.component());
			this.callers.add(caller);
			caller.start();
		}
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> this.gate.waited() == before + times);
	}

	private void subscribe() {
		this.proxy.later()
			.subscribe((answer) -> this.answers.add(new AssertionError("answered by " + answer)), this.answers::add);
	}

	private void attemptFails() {
		this.gate.delayed().use((delay, look) -> {
			this.timers.put(look, this.now.get() + delay.toNanos());
			return () -> this.timers.remove(look);
		}, Runnable::run);
		this.gate.became(new Child.Transition(ChildState.RESTARTING, OUTAGE, null));
	}

	private void advance(Duration time) {
		this.now.addAndGet(time.toNanos());
		this.gate.changed();
	}

	private void assertAnswered(int times) {
		assertThat(this.answers).hasSize(times)
			.allSatisfy((answer) -> assertThat(answer).isInstanceOf(ComponentUnavailableException.class)
				.hasMessageEndingWith("it is down for longer than its wait timeout of '500ms'"));
		assertThat(this.gate.rejected()).isEqualTo(times);
	}

	private void assertNobodyIsRemembered() {
		assertThat(this.gate.delayed()).extracting("waiting", InstanceOfAssertFactories.COLLECTION).isEmpty();
		assertThat(this.timers).isEmpty();
	}

	static class Feed {

		public String name() {
			return "here";
		}

		public Mono<String> later() {
			return Mono.just("here");
		}

	}

}
