package io.supervision.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import io.supervision.ComponentUnavailableException;
import io.supervision.autoconfigure.StormComponents.Stormy;

/**
 * Threads that call the components of a storm until they are told to stop, and know what
 * a caller may meet: an answer, what the component threw, or word that it is down.
 */
final class StormCallers {

	private static final int THREADS = 8;

	private final Storm storm;

	private final CountDownLatch done = new CountDownLatch(1);

	private final List<Thread> threads = new ArrayList<>();

	private final List<AtomicLong> calls = new ArrayList<>();

	final AtomicLong answered = new AtomicLong();

	StormCallers(Storm storm, long seed) {
		this.storm = storm;
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(seed + i);
			AtomicLong mine = new AtomicLong();
			this.calls.add(mine);
			this.threads.add(new Thread(() -> run(random, mine), "caller-" + i));
		}
		this.threads.forEach(Thread::start);
	}

	/** How many calls each has made. */
	List<Long> progress() {
		return this.calls.stream().map(AtomicLong::get).toList();
	}

	/** Stop, and name those who cannot. */
	List<String> stop() throws InterruptedException {
		this.done.countDown();
		List<String> stuck = new ArrayList<>();
		for (Thread thread : this.threads) {
			thread.join(TimeUnit.SECONDS.toMillis(60));
			if (thread.isAlive()) {
				stuck.add(thread.getName() + " in " + List.of(thread.getStackTrace()));
			}
		}
		return stuck;
	}

	private void run(Random random, AtomicLong mine) {
		try {
			while (!this.done.await((mine.get() % 32 == 0) ? 1 : 0, TimeUnit.MILLISECONDS)) {
				one(random);
				mine.incrementAndGet();
			}
		}
		catch (InterruptedException ex) {
			this.storm.violated("an interrupt has reached a caller");
		}
	}

	private void one(Random random) throws InterruptedException {
		List<Stormy> components = this.storm.components;
		int number = random.nextInt(components.size());
		Stormy component = components.get(number);
		int beyond = number + 1 + random.nextInt(components.size());
		try {
			if (random.nextInt(10) == 0) {
				component.callLater(System.nanoTime()).get(60, TimeUnit.SECONDS);
			}
			else {
				boolean nested = beyond < components.size() && random.nextInt(10) == 0;
				component.call(System.nanoTime(), nested ? components.get(beyond) : null);
			}
			this.answered.incrementAndGet();
		}
		catch (TimeoutException ex) {
			this.storm.violated("a call has not ended for a minute: %s", component);
		}
		catch (ExecutionException ex) {
			met(ex.getCause());
		}
		catch (RuntimeException | Error ex) {
			met(ex);
		}
		if (Thread.interrupted()) {
			this.storm.violated("an interrupt has been left behind in the caller of %s", component);
		}
	}

	private void met(Throwable thrown) {
		Throwable met = (thrown instanceof CompletionException) ? thrown.getCause() : thrown;
		if (!(met instanceof ComponentUnavailableException) && !Storm.ours(met)) {
			StackTraceElement[] stack = met.getStackTrace();
			this.storm.violated("a caller has met %s at %s", met, (stack.length > 0) ? stack[0] : "?");
		}
	}

}
