package io.supervision.benchmarks;

import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.supervision.benchmarks.Goal.Verdict;

/**
 * What is printed in the end: a line for each goal, and the same in Markdown, followed by
 * all that was measured.
 *
 * @param verdicts what came of the goals
 * @param measurements what was measured
 */
record Report(List<Verdict> verdicts, Measurements measurements) {

	/** Whether no goal falls short. */
	boolean good() {
		return this.verdicts.stream().allMatch(Verdict::reached);
	}

	void print(PrintStream out) {
		this.verdicts.forEach(out::println);
		out.println();
		out.println("| goal | what is compared | limit | measured | floor | |");
		out.println("|---|---|---|---|---|---|");
		for (Verdict verdict : this.verdicts) {
			Goal goal = verdict.goal();
			out.println("| %s | %s | %s %s | %s | %s | %s |".formatted(goal.id(), goal.what(), goal.bound(),
					Numbers.text(goal.limit()), Numbers.text(verdict.value(), goal.limit()), verdict.floorText(),
					verdict.word()));
		}
		out.println();
		out.println("| measured | lowest | highest | samples | unit |");
		out.println("|---|---|---|---|---|");
		for (Map.Entry<String, List<Double>> entry : this.measurements.all().entrySet()) {
			List<Double> samples = entry.getValue();
			out.println("| %s | %s | %s | %d | %s |".formatted(entry.getKey(), Numbers.text(Collections.min(samples)),
					Numbers.text(Collections.max(samples)), samples.size(), unit(entry.getKey())));
		}
	}

	private static String unit(String name) {
		if (name.endsWith(".bytes")) {
			return "bytes per call";
		}
		if (name.contains("heap")) {
			return name.startsWith("tree") ? "KB per component" : "KB";
		}
		if (name.contains("Benchmarks")) {
			return "ns per call";
		}
		return name.startsWith("start.") ? "ms" : "us each";
	}

}
