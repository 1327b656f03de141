package io.supervision.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which versions of Spring Boot supervision runs on.
 */
final class UnsupportedBootFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedBootException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedBootException cause) {
		return new FailureAnalysis(
				"Supervision does not run on Spring Boot '" + cause.version()
						+ "'. It is tested on Spring Boot 3.5.x, and on 4.1 and later versions before 5.0.",
				"Use one of these versions of Spring Boot, or a version of supervision made for yours. Until then "
						+ "'supervision.enabled=false' leaves all beans as they are.",
				cause);
	}

}
