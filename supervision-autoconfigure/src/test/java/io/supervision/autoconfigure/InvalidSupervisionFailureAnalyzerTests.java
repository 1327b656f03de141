package io.supervision.autoconfigure;

import java.util.List;

import io.supervision.bean.InvalidSupervisionException;
import io.supervision.bean.Problem;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

class InvalidSupervisionFailureAnalyzerTests {

	private static final Problem GROUP = new Problem("'group' must be the id of a group: 'x' (component 'feed')",
			"supervision.components.feed.group, class path resource [application.yaml] - 3:12", "Did you mean 'y'?");

	private static final Problem TYPE = new Problem("The supervised bean 'mail' must not be of a final class: 'Mail'",
			"com.acme.Mail", "Open the class.");

	@Test
	void everythingIsDescribedWithItsPlaceAndItsRemedy() {
		FailureAnalysis analysis = analyze(
				new IllegalStateException(new InvalidSupervisionException(List.of(GROUP, TYPE))));
		assertThat(lines(analysis.getDescription())).isEqualTo("""
				Supervision is configured wrongly in 2 places:

				    1. 'group' must be the id of a group: 'x' (component 'feed')
				       in supervision.components.feed.group, class path resource [application.yaml] - 3:12
				    2. The supervised bean 'mail' must not be of a final class: 'Mail'
				       in com.acme.Mail""");
		assertThat(lines(analysis.getAction())).isEqualTo("""
				Correct them:

				    1. Did you mean 'y'?
				    2. Open the class.""");
	}

	@Test
	void oneProblemIsOnePlace() {
		assertThat(analyze(new InvalidSupervisionException(List.of(TYPE))).getDescription())
			.startsWith("Supervision is configured wrongly in 1 place:");
	}

	@Test
	void otherFailuresAreLeftToOthers() {
		assertThat(new InvalidSupervisionFailureAnalyzer().analyze(new IllegalStateException())).isNull();
	}

	@Test
	void analyzerIsListed() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(FailureAnalyzer.class))
			.hasAtLeastOneElementOfType(InvalidSupervisionFailureAnalyzer.class);
	}

	private static FailureAnalysis analyze(Throwable failure) {
		return new InvalidSupervisionFailureAnalyzer().analyze(failure);
	}

	private static String lines(String text) {
		return text.replace(System.lineSeparator(), "\n");
	}

}
