package io.supervision.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

import io.supervision.benchmarks.runs.ScaleRun;
import io.supervision.benchmarks.runs.TreeRun;

/**
 * What becomes of the costs as a tree grows, each size in a Java virtual machine of its
 * own.
 */
final class ScaleTable {

	private static final List<Integer> SIZES = List.of(100, 1_000, 10_000);

	private static final int HEAP = 2048;

	private final Measurements measurements = new Measurements();

	/** Measure and print the table. */
	void print(PrintStream out) throws IOException, InterruptedException {
		new Machine(TreeRun.class, ClassPath.SUPERVISED, HEAP).run(this.measurements, "supervised", 10_000, "smaller");
		for (int size : SIZES) {
			new Machine(ScaleRun.class, ClassPath.SUPERVISED, HEAP).run(this.measurements, size);
		}
		out.println("| components | 100 | 1,000 | 10,000 |");
		out.println("|---|---|---|---|");
		row(out, "CPU to start one, ms", "tree.supervised.%d.cpu", 1e-3);
		row(out, "heap of one, KB", "tree.supervised.%d.heap", 1);
		row(out, "all fail at once, ms until all run again", "scale.%d.storm", 1);
		row(out, "one-for-all, ms until all run again", "scale.%d.all", 1);
		row(out, "`GET /actuator/supervision`, KB", "scale.%d.page.bytes", 1.0 / 1024);
		row(out, "… ms, median", "scale.%d.page.median", 1);
		row(out, "… while all fail again and again, ms, median", "scale.%d.watched.median", 1);
		row(out, "… and the longest of at least 50", "scale.%d.watched.worst", 1);
	}

	private void row(PrintStream out, String what, String name, double unit) {
		StringBuilder row = new StringBuilder("| ").append(what);
		for (int size : SIZES) {
			row.append(" | ").append(Numbers.text(this.measurements.lowest(name.formatted(size)) * unit));
		}
		out.println(row.append(" |"));
	}

}
