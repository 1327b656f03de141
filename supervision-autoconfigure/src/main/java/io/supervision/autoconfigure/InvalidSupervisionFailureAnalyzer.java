package io.supervision.autoconfigure;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.supervision.bean.InvalidSupervisionException;
import io.supervision.bean.Problem;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with the configuration of supervision, where, and what to do.
 */
final class InvalidSupervisionFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSupervisionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSupervisionException cause) {
		List<Problem> problems = cause.getProblems();
		String description = "Supervision is configured wrongly in " + problems.size()
				+ ((problems.size() == 1) ? " place:" : " places:") + System.lineSeparator() + numbered(problems,
						(problem) -> problem.message() + System.lineSeparator() + "       in " + problem.place());
		String action = ((problems.size() == 1) ? "Correct it:" : "Correct them:") + System.lineSeparator()
				+ numbered(problems, Problem::remedy);
		return new FailureAnalysis(description, action, cause);
	}

	private static String numbered(List<Problem> problems, Function<Problem, String> text) {
		return IntStream.range(0, problems.size())
			.mapToObj((i) -> System.lineSeparator() + "    " + (i + 1) + ". " + text.apply(problems.get(i)))
			.collect(Collectors.joining());
	}

}
