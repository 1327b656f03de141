package io.supervision.benchmarks;

import java.util.List;
import java.util.Set;

/**
 * Something that measures what some of the goals need.
 */
interface Experiment {

	/**
	 * The goals it is made for.
	 * @return the goals, in order
	 */
	List<Goal> goals();

	/**
	 * What it measures for some of its goals.
	 * @param numbers the numbers of the goals, such as {@code P7}
	 * @return the names
	 */
	Set<String> measures(Set<String> numbers);

	/**
	 * Measure.
	 * @param effort how much
	 * @param numbers the numbers of the goals to measure for
	 * @param measurements where to put what was measured
	 * @throws Exception if nothing can be measured
	 */
	void run(Effort effort, Set<String> numbers, Measurements measurements) throws Exception;

}
