package io.supervision.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What is asked for on the command line.
 *
 * @param effort how much is measured
 * @param numbers the numbers of the goals to measure for, such as {@code P7}
 */
record Options(Effort effort, Set<String> numbers) {

	/** What asks for the table of scale instead, and stands alone. */
	static final String SCALE = "--scale";

	/** What asks for the table of generators instead, and stands alone. */
	static final String GENERATORS = "--generators";

	static final String USAGE = "--quick (is shorter), --smoke (shows that it runs; its figures mean "
			+ "nothing), --only=P1,P7, or " + SCALE + " or " + GENERATORS + " alone";

	private static final Pattern COMMA = Pattern.compile(",");

	/**
	 * Read a command line.
	 * @param arguments the arguments
	 * @param known the numbers of all goals
	 * @return the options
	 * @throws IllegalArgumentException if an argument is not known
	 */
	static Options parse(List<String> arguments, Set<String> known) {
		Effort effort = Effort.FULL;
		Set<String> numbers = known;
		for (String argument : arguments) {
			if (argument.equals("--quick")) {
				effort = Effort.QUICK;
			}
			else if (argument.equals("--smoke")) {
				effort = Effort.SMOKE;
			}
			else if (argument.startsWith("--only=")) {
				numbers = numbers(argument.substring("--only=".length()), known);
			}
			else {
				throw new IllegalArgumentException("'" + argument + "' is not an option; use " + USAGE);
			}
		}
		return new Options(effort, numbers);
	}

	private static Set<String> numbers(String text, Set<String> known) {
		Set<String> numbers = new TreeSet<>(COMMA.splitAsStream(text).map(String::strip).toList());
		for (String number : numbers) {
			if (!known.contains(number)) {
				throw new IllegalArgumentException(
						"'" + number + "' is not the number of a goal: must be one of " + known);
			}
		}
		return numbers;
	}

}
