package io.supervision.benchmarks.runs;

import java.lang.management.ManagementFactory;
import java.util.function.ObjDoubleConsumer;

import com.sun.management.OperatingSystemMXBean;

/**
 * How a program that measures tells the one that started it, and what it measures with.
 */
public final class Figures {

	private static final String MARK = "MEASURED ";

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private Figures() {
	}

	/**
	 * Tell the program that started this one what was measured.
	 * @param name what
	 * @param value how much
	 */
	public static void print(String name, double value) {
		System.out.println(MARK + name + " " + value);
	}

	/**
	 * Read a line that a program has printed.
	 * @param line the line, with a figure in it or not
	 * @param figures told the name and the value
	 */
	public static void read(String line, ObjDoubleConsumer<String> figures) {
		if (line.startsWith(MARK)) {
			int value = line.lastIndexOf(' ');
			figures.accept(line.substring(MARK.length(), value), Double.parseDouble(line.substring(value + 1)));
		}
	}

	/**
	 * The CPU time of this process, user and system, in microseconds; a tick is 10 ms.
	 */
	static double cpuMicros() {
		return SYSTEM.getProcessCpuTime() / 1e3;
	}

	/** Time on the wall, in microseconds. */
	static double wallMicros() {
		return System.nanoTime() / 1e3;
	}

	/** What is alive on the heap, in KB. */
	static double heapKilobytes() {
		double least = Double.MAX_VALUE;
		for (int collection = 0; collection < 4; collection++) {
			System.gc();
			least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0);
		}
		return least;
	}

	/** Something that is done many times. */
	@FunctionalInterface
	interface Work {

		void run() throws InterruptedException;

	}

	/**
	 * Do something and print what each part of it has cost.
	 * @param name what it is
	 * @param parts of how many equal parts the work consists
	 * @param work what to do
	 */
	static void measure(String name, int parts, Work work) throws InterruptedException {
		double cpu = cpuMicros();
		double wall = wallMicros();
		work.run();
		print(name + ".wall", (wallMicros() - wall) / parts);
		print(name + ".cpu", (cpuMicros() - cpu) / parts);
	}

}
