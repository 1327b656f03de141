package io.supervision.bean;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.ThreadMXBean;
import io.supervision.annotation.SafeToRepeat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallAllocationTests {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final int CALLS = 100_000;

	private final CallGate gate = Gates.gate("priceFeed");

	private final Lean proxy = Gates.proxy(this.gate, Lean.class);

	private final IllegalStateException prepared = new IllegalStateException();

	private final List<Integer> list = List.of(1);

	private int[] kept;

	private long sink;

	@Test
	void callsAllocateNothing() {
		Gates.open(this.gate, new Lean(this.prepared));
		long least = Long.MAX_VALUE;
		for (int batch = 0; batch < 10 && least > 0; batch++) {
			least = Math.min(least, allocatedByABatch());
		}
		assertThat(least).isZero();
		assertThat(this.sink).isNotZero();
	}

	@Test
	void callsAllocateNothingEitherWhileTheyAreWatched() {
		GenerationCalls calls = Gates.open(this.gate, new Lean(this.prepared));
		calls.turn();
		long least = Long.MAX_VALUE;
		for (int batch = 0; batch < 10 && least > 0; batch++) {
			calls.turn();
			least = Math.min(least, allocatedByABatch());
		}
		assertThat(least).isZero();
		assertThat(this.sink).isNotZero();
	}

	@Test
	void measurementSeesAnAllocation() {
		long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
		for (int i = 0; i < CALLS; i++) {
			this.kept = new int[i & 3];
			this.sink += this.kept.length;
		}
		assertThat(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
			.isGreaterThanOrEqualTo(CALLS);
	}

	private long allocatedByABatch() {
		long thread = Thread.currentThread().getId();
		long before = THREADS.getThreadAllocatedBytes(thread);
		for (int i = 0; i < CALLS; i++) {
			this.sink += this.proxy.number(i, 1L << 40, 2.5, (byte) 3, 'x', true, 1.5f, (short) 4);
			this.sink += this.proxy.text("a", this.list, this).length();
			this.proxy.nothing();
			this.sink += this.proxy.again(i, 1L << 40);
			this.sink += Lean.class.cast(this.proxy).inPackage(i);
			try {
				this.proxy.fail(i);
			}
			catch (IllegalStateException ex) {
				this.sink++;
			}
		}
		return THREADS.getThreadAllocatedBytes(thread) - before;
	}

	static class Lean {

		private final IllegalStateException prepared;

		Lean(IllegalStateException prepared) {
			this.prepared = prepared;
		}

		public long number(int a, long b, double c, byte d, char e, boolean f, float g, short h) {
			return (long) (a + b + c + d + e + g + h) + (f ? 1 : 0);
		}

		public String text(String a, List<Integer> b, Object c) {
			return a;
		}

		@SafeToRepeat
		public long again(int a, long b) {
			return a + b;
		}

		public void nothing() {
		}

		int inPackage(int a) {
			return a;
		}

		public void fail(long a) {
			throw this.prepared;
		}

	}

}
