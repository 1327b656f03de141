package io.supervision.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PropertyMetadataTests {

	@Test
	void everyKeyHasADescription() throws IOException {
		List<JsonNode> properties = properties();
		assertThat(properties).hasSizeGreaterThan(25);
		assertThat(properties).allSatisfy(
				(property) -> assertThat(property.path("description").asText()).as(property.path("name").asText())
					.isNotBlank());
	}

	@Test
	void everyKeyOfTheContractIsThere() throws IOException {
		assertThat(properties()).extracting((property) -> property.path("name").asText())
			.contains("supervision.enabled", "supervision.mode", "supervision.readiness",
					"supervision.ignore-unknown-ids", "supervision.root.strategy", "supervision.root.intensity",
					"supervision.root.period", "supervision.root.on-essential-give-up", "supervision.root.cool-down",
					"supervision.root.max-cool-down", "supervision.defaults.start-timeout",
					"supervision.defaults.shutdown-timeout", "supervision.defaults.wait-timeout",
					"supervision.defaults.failure-threshold", "supervision.defaults.on-suspicion",
					"supervision.defaults.suspicion-allowance", "supervision.defaults.dependency-patience",
					"supervision.defaults.fail-on", "supervision.defaults.ignore",
					"supervision.group-defaults.intensity", "supervision.group-defaults.period",
					"supervision.components", "supervision.groups", "supervision.detectors.exception.mode",
					"supervision.detectors.breaker.mode", "supervision.detectors.hang.mode",
					"supervision.detectors.probe.mode", "supervision.detectors.result.mode",
					"supervision.detectors.thread.mode", "supervision.detectors.worker.mode",
					"supervision.detectors.self.mode", "supervision.detectors.start.mode",
					"supervision.defaults.call-timeout", "supervision.backoff.initial-delay",
					"supervision.backoff.multiplier", "supervision.backoff.max-delay", "supervision.backoff.jitter",
					"supervision.backoff.reset-after", "supervision.max-abandoned", "supervision.suspicion-outage",
					"supervision.held-refuses-after", "supervision.max-queued-events", "supervision.defaults.when-down",
					"supervision.defaults.replay-start-events");
	}

	private static List<JsonNode> properties() throws IOException {
		URL classes = SupervisionProperties.class.getProtectionDomain().getCodeSource().getLocation();
		try (InputStream metadata = new URL(classes, "META-INF/spring-configuration-metadata.json").openStream()) {
			List<JsonNode> found = new ArrayList<>();
			new ObjectMapper().readTree(metadata).path("properties").forEach(found::add);
			return found;
		}
	}

}
