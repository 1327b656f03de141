package io.supervision.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.supervision.benchmarks.Goal.Verdict;

/**
 * Measures what supervision costs and says whether that is little enough. <pre>
 * mvn -q -DskipTests package
 * java -jar benchmarks/target/benchmarks.jar             # takes its time
 * java -jar benchmarks/target/benchmarks.jar --quick     # shorter, as for the README
 * java -jar benchmarks/target/benchmarks.jar --only=P1,P7
 * java -jar benchmarks/target/benchmarks.jar --scale     # a table for 100, 1,000 and 10,000 components
 * java -jar benchmarks/target/benchmarks.jar --generators   # what could make the proxies
 * </pre> Every goal is a ratio to a baseline that is measured in the same run, since only
 * such ratios carry over to another machine. The exit status is 1 if a goal falls short
 * or could not be measured, and 2 if the command line makes no sense.
 */
public final class Benchmarks {

	static final List<Experiment> EXPERIMENTS = List.of(new CallExperiment(), MachineExperiment.RESTARTS,
			MachineExperiment.SCALE, MachineExperiment.STORMS, MachineExperiment.START);

	private Benchmarks() {
	}

	/**
	 * Measure and print.
	 * @param arguments see above
	 * @throws Exception if the table cannot be made
	 */
	public static void main(String[] arguments) throws Exception {
		if (List.of(arguments).equals(List.of(Options.SCALE))) {
			new ScaleTable().print(System.out);
			return;
		}
		if (List.of(arguments).equals(List.of(Options.GENERATORS))) {
			new GeneratorTable().print(System.out);
			return;
		}
		Options options;
		try {
			options = Options.parse(List.of(arguments), numbers());
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.exit(2);
			return;
		}
		System.exit(measure(options) ? 0 : 1);
	}

	/** The numbers of all goals, in order. */
	static Set<String> numbers() {
		Set<String> numbers = new LinkedHashSet<>();
		EXPERIMENTS.forEach((experiment) -> experiment.goals().forEach((goal) -> numbers.add(goal.number())));
		return numbers;
	}

	private static boolean measure(Options options) {
		Measurements measurements = new Measurements();
		List<Verdict> verdicts = new ArrayList<>();
		boolean complete = true;
		long since = System.nanoTime();
		for (Experiment experiment : EXPERIMENTS) {
			List<Goal> goals = experiment.goals()
				.stream()
				.filter((goal) -> options.numbers().contains(goal.number()))
				.toList();
			complete &= goals.isEmpty() || measure(experiment, goals, options.effort(), measurements);
			complete &= judge(goals, measurements, verdicts);
		}
		Report report = new Report(verdicts, measurements);
		report.print(System.out);
		System.err.println("Measured for " + Duration.ofNanos(System.nanoTime() - since).toSeconds() + " s");
		return complete && report.good();
	}

	private static boolean measure(Experiment experiment, List<Goal> goals, Effort effort, Measurements measurements) {
		Set<String> numbers = new TreeSet<>(goals.stream().map(Goal::number).toList());
		System.err.println("Measuring for " + String.join(", ", numbers));
		try {
			experiment.run(effort, numbers, measurements);
			return true;
		}
		catch (Exception ex) {
			System.err.println(numbers + " cannot be measured: " + ex);
			return false;
		}
	}

	private static boolean judge(List<Goal> goals, Measurements measurements, List<Verdict> verdicts) {
		boolean complete = true;
		for (Goal goal : goals) {
			try {
				verdicts.add(goal.judge(measurements));
			}
			catch (IllegalStateException ex) {
				System.err.println(goal.id() + " cannot be judged: " + ex.getMessage());
				complete = false;
			}
		}
		return complete;
	}

}
