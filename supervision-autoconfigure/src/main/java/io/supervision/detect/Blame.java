package io.supervision.detect;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Who is to blame for which throwable: one per tree. A throwable is blamed on the first
 * component that sees it, which is the innermost one whose call it leaves; whoever it
 * passes after that is its victim, also if it comes wrapped or on another thread.
 * <p>
 * Throwables are told apart by identity and are held weakly, so an entry ends with its
 * throwable. Used on the way of exceptions only; no locks.
 * <p>
 * Identity says nothing of a throwable without a stack trace, because such are shared:
 * the JVM itself throws one and the same {@code NullPointerException} again and again
 * from hot code. The blame for one of those holds on its own thread only, and for a
 * second.
 */
public final class Blame {

	private static final long SHARED_FOR = TimeUnit.SECONDS.toNanos(1);

	private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

	private final ReferenceQueue<Throwable> collected = new ReferenceQueue<>();

	private final LongSupplier nanoTime;

	public Blame() {
		this(System::nanoTime);
	}

	Blame(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Look for an earlier blame.
	 * @param chain a throwable and its causes
	 * @param component the id of the component it passes now
	 * @return the blame of another component, or {@code null}
	 */
	@Nullable Entry onOther(List<Throwable> chain, String component) {
		for (Throwable thrown : chain) {
			Entry entry = this.entries.get(new Key(thrown, null));
			if (entry != null && !entry.component().equals(component) && holds(entry, thrown)) {
				return entry;
			}
		}
		return null;
	}

	/**
	 * Blame a throwable, and all it carries, on a component.
	 * @param chain a throwable and its causes
	 * @param component the id of the component it came out of
	 * @param callers whether it was the caller's fault there
	 */
	void put(List<Throwable> chain, String component, boolean callers) {
		expunge();
		long now = this.nanoTime.getAsLong();
		for (Throwable thrown : chain) {
			Entry entry = new Entry(thrown, this.collected, component, callers, now);
			this.entries.put(entry, entry);
		}
	}

	/**
	 * Count the entries whose throwable has not been collected.
	 * @return how many throwables are blamed on somebody
	 */
	int size() {
		expunge();
		return this.entries.size();
	}

	private boolean holds(Entry entry, Throwable thrown) {
		boolean fresh = entry.thread == Thread.currentThread().getId()
				&& this.nanoTime.getAsLong() - entry.at < SHARED_FOR;
		return fresh || CauseChain.framesOf(thrown).length > 0;
	}

	private void expunge() {
		for (Reference<?> key = this.collected.poll(); key != null; key = this.collected.poll()) {
			this.entries.remove(key);
		}
	}

	/**
	 * A throwable by identity. A key whose throwable is gone is equal to itself only,
	 * which is how it is removed.
	 */
	private static class Key extends WeakReference<Throwable> {

		private final int hash;

		Key(Throwable thrown, @Nullable ReferenceQueue<Throwable> queue) {
			super(thrown, queue);
			this.hash = System.identityHashCode(thrown);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

		@Override
		public boolean equals(Object other) {
			if (this == other) {
				return true;
			}
			Throwable thrown = get();
			return thrown != null && other instanceof Key key && key.refersTo(thrown);
		}

	}

	/** A throwable, and the component it is blamed on. */
	static final class Entry extends Key {

		private final String component;

		private final boolean callers;

		private final long thread = Thread.currentThread().getId();

		private final long at;

		private Entry(Throwable thrown, ReferenceQueue<Throwable> queue, String component, boolean callers, long at) {
			super(thrown, queue);
			this.component = component;
			this.callers = callers;
			this.at = at;
		}

		/** The id of the component. */
		String component() {
			return this.component;
		}

		/** Whether it was its caller's fault, so that nobody is to blame. */
		boolean callers() {
			return this.callers;
		}

	}

}
