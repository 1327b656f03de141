package io.supervision.autoconfigure;

import java.util.List;

import io.supervision.bean.InvalidSupervisionException;
import io.supervision.bean.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
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
	void applicationThatDoesNotStartSaysSo(CapturedOutput output) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(SupervisionAutoConfiguration.class)
			.web(WebApplicationType.NONE)
			.properties("supervision.mode=maybe", "supervision.components.feed.order=1");
		assertThatExceptionOfType(InvalidSupervisionException.class).isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Supervision is configured wrongly in 2 places:")
			.contains("1. 'supervision.mode' must be one of 'act', 'observe': 'maybe'")
			.contains("2. The id must be that of a supervised bean: 'feed'");
	}

	private static FailureAnalysis analyze(Throwable failure) {
		return new InvalidSupervisionFailureAnalyzer().analyze(failure);
	}

	private static String lines(String text) {
		return text.replace(System.lineSeparator(), "\n");
	}

}
