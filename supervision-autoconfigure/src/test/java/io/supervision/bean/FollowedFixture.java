package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import io.supervision.detect.CallOutcomes;
import io.supervision.detect.Verdict;
import org.jspecify.annotations.Nullable;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;

/**
 * A gate with a clock and timers that the test turns, and a record of how calls ended.
 */
final class FollowedFixture implements CallOutcomes {

	static final Duration WAIT = Duration.ofMillis(500);

	final List<String> ends = new CopyOnWriteArrayList<>();

	final List<Throwable> thrown = new CopyOnWriteArrayList<>();

	final AtomicLong nanos = new AtomicLong(1_000_000_000);

	final CallGate gate = new CallGate("priceFeed", new WaitRules(WAIT, Duration.ofSeconds(30),
			(component) -> new CompletableFuture<>(), new TreeWaits(Ties.NONE), this.nanos::get));

	final List<Runnable> timers = new ArrayList<>();

	GenerationCalls calls;

	FollowedFixture() {
		this.gate.delayed().use((delay, task) -> {
			this.timers.add(task);
			return () -> this.timers.remove(task);
		}, Runnable::run);
	}

	/** Begin a generation and let calls in. */
	void open(Object target) {
		this.calls = Gates.open(this.gate, target, this);
		this.gate.became(new Child.Transition(ChildState.RUNNING, 0, null));
	}

	/** Fence the generation; its successor is awaited from now on. */
	void fence() {
		this.calls.fence();
		this.gate.became(new Child.Transition(ChildState.RESTARTING, this.nanos.get(), null));
	}

	/** Let the outage grow too old to wait for. */
	void runOutOfPatience() {
		this.nanos.addAndGet(WAIT.toNanos());
		List.copyOf(this.timers).forEach(Runnable::run);
	}

	boolean drained() throws InterruptedException {
		return this.calls.drain(Duration.ZERO);
	}

	@Override
	public boolean troubled() {
		return true;
	}

	@Override
	public void succeeded(int method) {
		this.ends.add("succeeded");
	}

	@Override
	public @Nullable Verdict threw(int method, Throwable ex) {
		this.ends.add("threw");
		this.thrown.add(ex);
		return null;
	}

}
