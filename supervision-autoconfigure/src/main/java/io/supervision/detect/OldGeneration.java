package io.supervision.detect;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

import org.jspecify.annotations.Nullable;

/**
 * The part of the heap where what lives long ends up.
 */
@FunctionalInterface
public interface OldGeneration {

	/**
	 * How much of it was in use when its last collection had ended.
	 * @return from 0 to 1; 0 if it has not been collected, or nobody knows
	 */
	double fullness();

	/**
	 * That of this JVM, whichever collector it has. Where the heap is not divided, it is
	 * the whole heap. The JVM loads what it takes to know when it is first asked.
	 * @return the old generation
	 */
	static OldGeneration ofThisJvm() {
		return () -> {
			MemoryPoolMXBean pool = pool();
			return (pool != null) ? fullness(pool.getCollectionUsage()) : 0;
		};
	}

	private static @Nullable MemoryPoolMXBean pool() {
		MemoryPoolMXBean first = null;
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
			if (pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported()) {
				if (isOld(pool)) {
					return pool;
				}
				first = (first != null) ? first : pool;
			}
		}
		return first;
	}

	private static boolean isOld(MemoryPoolMXBean pool) {
		return pool.getName().contains("Old") || pool.getName().contains("Tenured");
	}

	private static double fullness(MemoryUsage usage) {
		if (usage == null) {
			return 0;
		}
		long max = (usage.getMax() > 0) ? usage.getMax() : Runtime.getRuntime().maxMemory();
		return (double) usage.getUsed() / max;
	}

}
