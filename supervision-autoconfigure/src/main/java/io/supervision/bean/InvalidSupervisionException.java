package io.supervision.bean;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when the application starts and the tree cannot be built as configured. It
 * carries everything that is wrong, not only the first.
 */
public class InvalidSupervisionException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient List<Problem> problems;

	public InvalidSupervisionException(List<Problem> problems) {
		super(problems.stream()
			.map(Problem::toString)
			.collect(Collectors.joining(System.lineSeparator(),
					"Supervision is configured wrongly:" + System.lineSeparator(), "")));
		this.problems = List.copyOf(problems);
	}

	/**
	 * What is wrong, in the order it was found.
	 * @return the problems, at least one
	 */
	public List<Problem> getProblems() {
		return this.problems;
	}

}
