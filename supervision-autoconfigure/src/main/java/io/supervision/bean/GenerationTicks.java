package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * The scheduled runs in one generation of a component. They are calls through a proxy
 * like all others, except that they are into this generation and no other, since they are
 * made on threads of it: what they start belongs to it too, and they are interrupted with
 * it.
 * <p>
 * Threads of the scheduler that wait for runs are released as soon as a run is known to
 * hang, and at the latest when this generation is not waited for any more. In a
 * generation that goes on all the same, a method that hangs is not run again beside
 * itself.
 */
final class GenerationTicks {

	/** How many runs that are stuck elsewhere may be left behind. */
	private static final int MOST_LEFT = 3;

	private final GenerationCalls calls;

	private final Executor threads;

	@GuardedBy("this")
	private final List<Tick> going = new ArrayList<>();

	@GuardedBy("this")
	private @Nullable Object proxy;

	@GuardedBy("this")
	private boolean over;

	/**
	 * Make the runs of a generation.
	 * @param calls the way into it
	 * @param threads runs tasks on threads of it, at once, and none any more when it has
	 * ended
	 */
	GenerationTicks(GenerationCalls calls, Executor threads) {
		this.calls = calls;
		this.threads = threads;
	}

	/**
	 * Begin a run.
	 * @param tick the run
	 * @param carried what it takes along from the current thread
	 * @return whether it has begun; if not, this generation takes no more calls
	 */
	boolean begin(Tick tick, Carried carried) {
		Object target = add(tick);
		if (target == null) {
			return false;
		}
		try {
			this.threads.execute(carried.along(() -> run(tick, target)));
			return true;
		}
		catch (RejectedExecutionException ex) {
			remove(tick);
			return false;
		}
		catch (Throwable ex) {
			remove(tick);
			throw ex;
		}
	}

	private void run(Tick tick, Object target) {
		try {
			tick.run(target);
		}
		finally {
			tick.ended();
			remove(tick);
		}
	}

	private synchronized @Nullable Object add(Tick tick) {
		if (this.over) {
			return null;
		}
		this.going.add(tick);
		if (this.proxy == null) {
			ProxyClass type = Objects.requireNonNull(this.calls.gate().proxy(), "no proxy");
			this.proxy = type.proxy(this.calls.gate().narrowed(this::enter));
		}
		return this.proxy;
	}

	private synchronized void remove(Tick tick) {
		this.going.remove(tick);
	}

	private CallSet enter() {
		CallSet entered = this.calls.enter();
		if (entered == null) {
			throw new Tick.MissedException();
		}
		Thread current = Thread.currentThread();
		going((tick) -> tick.isOn(current)).forEach((tick) -> tick.entered(entered));
		return entered;
	}

	/**
	 * Tell whether a method is not to be run because of runs that were left behind.
	 * @param method the method
	 * @return whether it hangs, or too much hangs that it may wait for
	 */
	boolean isStuck(Method method) {
		List<Tick> left = going(Tick::isLeft);
		return left.size() >= MOST_LEFT
				|| left.stream().anyMatch((tick) -> tick.isHung() && tick.method().equals(method));
	}

	/**
	 * Leave runs behind.
	 * @param set what they are counted on
	 * @param hung whether they hang in the component itself
	 */
	void leave(CallSet set, boolean hung) {
		going((tick) -> tick.isAmong(set)).forEach((tick) -> tick.leave(hung));
	}

	/** Leave all runs behind, and begin no more. */
	void end() {
		synchronized (this) {
			this.over = true;
		}
		for (Tick tick : all()) {
			tick.leave(false);
		}
	}

	private synchronized List<Tick> all() {
		return List.copyOf(this.going);
	}

	private synchronized List<Tick> going(Predicate<Tick> wanted) {
		return this.going.stream().filter(wanted).toList();
	}

}
