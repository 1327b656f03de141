package io.supervision.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What was measured in this run, by name, each as often as it was measured.
 * <p>
 * Of all samples of a cost the lowest counts. Whatever disturbs a measurement, such as
 * another process, a collection or a compilation that comes late, makes it larger and
 * never smaller, so the lowest of many is what the code itself costs; it is far steadier
 * from run to run than any mean, and so is the ratio of two of them. For the same reason
 * everything that is compared is measured in turns, not one after the other.
 * <p>
 * A start is the exception: what the compiler does beside it differs from one to the next
 * in both directions, so no sample of it is what the code itself costs, and of many pairs
 * of neighbours the one in the middle counts.
 */
final class Measurements {

	private final Map<String, List<Double>> samples = new TreeMap<>();

	void add(String name, double sample) {
		this.samples.computeIfAbsent(name, (key) -> new ArrayList<>()).add(sample);
	}

	/** The lowest sample. */
	double lowest(String name) {
		return Collections.min(samples(name));
	}

	/** How many times as large one is as the other. */
	double ratio(String name, String baseline) {
		return lowest(name) / lowest(baseline);
	}

	/**
	 * How many times as large one is as the other that was measured at about the same
	 * time: the median of all such pairs.
	 */
	double pairedRatio(String name, String baseline) {
		List<Double> samples = samples(name);
		List<Double> baselines = samples(baseline);
		double[] ratios = IntStream.range(0, Math.min(samples.size(), baselines.size()))
			.mapToDouble((pair) -> samples.get(pair) / baselines.get(pair))
			.sorted()
			.toArray();
		return (ratios[ratios.length / 2] + ratios[(ratios.length - 1) / 2]) / 2;
	}

	/**
	 * How many times as much one adds to something as the other does; no number if the
	 * other adds nothing.
	 */
	double ratioAdded(String name, String baseline, String bare) {
		double added = lowest(baseline) - lowest(bare);
		return (added > 0) ? (lowest(name) - lowest(bare)) / added : Double.NaN;
	}

	private List<Double> samples(String name) {
		List<Double> found = this.samples.get(name);
		if (found == null) {
			throw new IllegalStateException("'" + name + "' was not measured");
		}
		return found;
	}

	/** All samples, by name. */
	Map<String, List<Double>> all() {
		return Collections.unmodifiableMap(this.samples);
	}

}
