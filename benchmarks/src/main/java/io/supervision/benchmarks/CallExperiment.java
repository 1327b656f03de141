package io.supervision.benchmarks;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.supervision.benchmarks.calls.WorkerCpu;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What calls cost, measured by JMH. A round takes each way to call once, in a Java
 * virtual machine of its own, and then comes the next round: what the neighbours of this
 * machine do then befalls all of them alike, and a compilation that went another way than
 * usual only one of several.
 */
final class CallExperiment implements Experiment {

	private static final Map<String, List<String>> BENCHMARKS = benchmarks();

	private static final String ALLOCATED = "gc.alloc.rate.norm";

	private static Map<String, List<String>> benchmarks() {
		Map<String, List<String>> benchmarks = new LinkedHashMap<>();
		benchmarks.put("P1", of("CallBenchmarks", "direct", "throughInterface", "striped", "supervised", "hotSwap"));
		benchmarks.put("P2",
				of("CallBenchmarks", "direct", "supervised", "refreshScope", "breaker", "annotatedBreaker"));
		benchmarks.put("P3", of("MethodBenchmarks", "primitive", "object", "varargs", "generic", "inInterface",
				"packagePrivate", "throwing"));
		benchmarks.put("P4", of("TimedCallBenchmarks", "supervised", "timed", "clockTwice"));
		benchmarks.put("P5", of("TypeBenchmarks", "oneType", "fiveTypes"));
		benchmarks.put("P6", of("ThreadBenchmarks", "supervisedByOne", "supervisedByTwo", "stripedByTwo"));
		return benchmarks;
	}

	private static List<String> of(String type, String... methods) {
		return List.of(methods).stream().map((method) -> type + "." + method).toList();
	}

	@Override
	public List<Goal> goals() {
		return Goals.CALLS;
	}

	@Override
	public Set<String> measures(Set<String> numbers) {
		Set<String> measures = new LinkedHashSet<>();
		for (String benchmark : chosen(numbers)) {
			measures.add(benchmark + ".cpu");
			if (allocates(benchmark)) {
				measures.add(benchmark + ".bytes");
			}
		}
		return measures;
	}

	private static Set<String> chosen(Set<String> numbers) {
		Set<String> chosen = new LinkedHashSet<>();
		numbers.forEach((number) -> chosen.addAll(BENCHMARKS.getOrDefault(number, List.of())));
		return chosen;
	}

	/** Bytes are counted, not timed: one round is enough. */
	private static boolean allocates(String benchmark) {
		return benchmark.startsWith("MethodBenchmarks");
	}

	@Override
	public void run(Effort effort, Set<String> numbers, Measurements measurements) throws RunnerException {
		for (int round = 0; round < effort.rounds(); round++) {
			for (String benchmark : chosen(numbers)) {
				if (round == 0 || !allocates(benchmark)) {
					run(effort, benchmark, measurements);
				}
			}
		}
	}

	private static void run(Effort effort, String benchmark, Measurements measurements) throws RunnerException {
		ChainedOptionsBuilder options = options(effort, "calls." + benchmark);
		if (allocates(benchmark)) {
			options.addProfiler(GCProfiler.class);
		}
		run(options, benchmark, measurements);
	}

	/**
	 * What holds for every benchmark.
	 * @param effort how much is measured
	 * @param benchmark the benchmark, below the package of this class
	 * @return the options, to which more can be added
	 */
	static ChainedOptionsBuilder options(Effort effort, String benchmark) {
		return new OptionsBuilder()
			.include("^" + Pattern.quote(CallExperiment.class.getPackageName() + "." + benchmark) + "$")
			.mode(Mode.AverageTime)
			.forks(1)
			.jvmArgs("-Xms512m", "-Xmx512m", "-Dfile.encoding=UTF-8")
			.warmupIterations(effort.iterations())
			.warmupTime(TimeValue.milliseconds(effort.millis()))
			.measurementIterations(effort.iterations())
			.measurementTime(TimeValue.milliseconds(effort.millis()))
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT)
			.addProfiler(WorkerCpu.class);
	}

	/**
	 * Run a benchmark.
	 * @param options how
	 * @param name what its samples are called
	 * @param measurements where to put them
	 * @throws RunnerException if it fails
	 */
	static void run(ChainedOptionsBuilder options, String name, Measurements measurements) throws RunnerException {
		for (RunResult result : new Runner(options.build()).run()) {
			for (BenchmarkResult machine : result.getBenchmarkResults()) {
				machine.getIterationResults().forEach((sample) -> add(name, sample, measurements));
			}
		}
	}

	private static void add(String name, IterationResult sample, Measurements measurements) {
		measurements.add(name + ".cpu", score(sample, WorkerCpu.LABEL));
		if (sample.getSecondaryResults().containsKey(ALLOCATED)) {
			measurements.add(name + ".bytes", score(sample, ALLOCATED));
		}
	}

	private static double score(IterationResult sample, String label) {
		Result<?> result = sample.getSecondaryResults().get(label);
		if (result == null) {
			throw new IllegalStateException(
					"'" + label + "' is not among what was measured: " + sample.getSecondaryResults().keySet());
		}
		return result.getScore();
	}

}
