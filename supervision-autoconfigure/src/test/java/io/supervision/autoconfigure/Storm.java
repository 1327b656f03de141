package io.supervision.autoconfigure;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import com.google.errorprone.annotations.FormatMethod;

/**
 * What befalls the components of a storm, and what they tell of their lives.
 */
final class Storm {

	private static final int VIOLATIONS = 50;

	final Queue<String> violations = new ConcurrentLinkedQueue<>();

	/** Whatever hangs ends with it. */
	final CountDownLatch over = new CountDownLatch(1);

	private final ConcurrentMap<String, Plight> plights = new ConcurrentHashMap<>();

	volatile List<StormComponents.Stormy> components = List.of();

	@FormatMethod
	void violated(String text, Object... arguments) {
		if (this.violations.size() < VIOLATIONS) {
			this.violations.add(text.formatted(arguments));
		}
	}

	Plight plight(String id) {
		return this.plights.computeIfAbsent(id, Plight::new);
	}

	/** No further fault. */
	void calm() {
		this.over.countDown();
		this.plights.values().forEach((plight) -> {
			plight.call.set(null);
			plight.stop.set(null);
			plight.starts.clear();
		});
	}

	List<Life> openLives() {
		return this.plights.values()
			.stream()
			.flatMap((plight) -> plight.lives.stream())
			.filter((life) -> life.closedAt == null)
			.toList();
	}

	int lives() {
		return this.plights.values().stream().mapToInt((plight) -> plight.serials.get()).sum();
	}

	/** Wait, and do not heed interrupts. */
	void deaf(long millis) {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		boolean interrupted = false;
		while (true) {
			try {
				boolean ended = this.over.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
				if (ended || deadline - System.nanoTime() <= 0) {
					break;
				}
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** What befalls one component. */
	final class Plight {

		final String id;

		final AtomicReference<CallFault> call = new AtomicReference<>();

		final AtomicReference<StopFault> stop = new AtomicReference<>();

		final Queue<StartFault> starts = new ConcurrentLinkedQueue<>();

		final Queue<Life> lives = new ConcurrentLinkedQueue<>();

		final AtomicInteger serials = new AtomicInteger();

		private final AtomicReference<Entry> newest = new AtomicReference<>();

		volatile boolean exclusive;

		volatile boolean observed;

		Plight(String id) {
			this.id = id;
		}

		/** The newest life that has taken a call, or {@code null} if none has. */
		Life current() {
			Entry entry = this.newest.get();
			return (entry != null) ? entry.life : null;
		}

		Life begin() {
			Life life = new Life(this, this.serials.incrementAndGet());
			if (this.exclusive) {
				this.lives.stream()
					.filter((other) -> other.closedAt == null || other.inside.get() > 0)
					.forEach((other) -> violated("%s is made beside %s, but they exclude each other", life, other));
			}
			this.lives.removeIf((other) -> other.closedAt != null && other.inside.get() == 0);
			return life;
		}

	}

	/** One life of a component. */
	final class Life {

		final Plight plight;

		final int serial;

		final AtomicInteger inside = new AtomicInteger();

		final BlockingQueue<WorkFault> work = new LinkedBlockingQueue<>();

		final CountDownLatch death = new CountDownLatch(1);

		volatile boolean corrupt;

		volatile boolean ill;

		volatile boolean working;

		volatile Thread thread;

		volatile Long closedAt;

		volatile String story = "";

		private volatile String readied = "not ready";

		Life(Plight plight, int serial) {
			this.plight = plight;
			this.serial = serial;
		}

		/** Everything that has to be closed has been opened. */
		void ready() {
			this.readied = "ready at %s on %s%s".formatted(Instant.now(), Thread.currentThread().getName(),
					Thread.currentThread().isInterrupted() ? ", interrupted" : "");
			this.plight.lives.add(this);
		}

		/**
		 * A call has come in. It is allowed in any generation that took calls at a moment
		 * since it was begun.
		 */
		void enter(long begun) {
			this.inside.incrementAndGet();
			Long closed = this.closedAt;
			if (closed != null && closed - begun < 0) {
				violated("%s has taken a call that was begun after it was closed", this);
			}
			Entry newest = this.plight.newest.get();
			while (newest == null || newest.life.serial < this.serial) {
				if (this.plight.newest.compareAndSet(newest, new Entry(this, System.nanoTime()))) {
					return;
				}
				newest = this.plight.newest.get();
			}
			if (newest.life != this && newest.at - begun < 0) {
				violated("%s has taken a call that was begun after %s had taken one", this, newest.life);
			}
		}

		void leave() {
			this.inside.decrementAndGet();
		}

		void close() {
			if (this.closedAt != null) {
				violated("%s is closed twice", this);
			}
			this.closedAt = System.nanoTime();
		}

		@Override
		public String toString() {
			return "life %d of %d of '%s' (%s, newest entered %s, start fault %s, inside %d, closed %s)".formatted(
					this.serial, this.plight.serials.get(), this.plight.id, this.readied,
					(this.plight.current() != null) ? this.plight.current().serial : 0, this.story, this.inside.get(),
					this.closedAt != null);
		}

	}

	/** The first call into a life. */
	private record Entry(Life life, long at) {
	}

	/** What goes wrong in a call. */
	enum CallFault {

		EXCEPTION, FAILURE, DEPENDENCY, CALLER, ERROR, CORRUPT, HANG, DEAF, SELF, COMPLETE

	}

	/** What goes wrong in a start. */
	enum StartFault {

		EXCEPTION, DEPENDENCY, HANG, DEAF

	}

	/** What goes wrong in a stop. */
	enum StopFault {

		EXCEPTION, HANG, DEAF

	}

	/** What becomes of a worker. */
	enum WorkFault {

		EXCEPTION, DEPENDENCY, RETURN

	}

	/** An exception nobody has heard of. */
	static final class Squall extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Squall() {
			super("storm");
		}

	}

	/** An exception that every component lists as its failure. */
	static final class Ruin extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Ruin() {
			super("storm");
		}

	}

	static RuntimeException dependency() {
		return new UncheckedIOException("storm", new ConnectException("storm"));
	}

	static RuntimeException caller() {
		return new NoSuchElementException("storm");
	}

	/** Whether something was thrown on purpose. */
	static boolean ours(Throwable thrown) {
		for (Throwable next = thrown; next != null; next = next.getCause()) {
			if ("storm".equals(next.getMessage())) {
				return true;
			}
		}
		return false;
	}

	/** Wait until the end of the storm, unless interrupted. */
	<T> T hang(Supplier<T> after) {
		try {
			this.over.await();
			return after.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Squall();
		}
	}

}
