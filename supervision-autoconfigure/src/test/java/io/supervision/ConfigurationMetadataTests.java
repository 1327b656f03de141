package io.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.ConfigurationProperties;

import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor tells about our properties.
 */
class ConfigurationMetadataTests {

	private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

	@Test
	void everyPropertyHasADescription() throws IOException {
		if (Files.notExists(METADATA)) {
			assertThat(new ClassFileImporter().importPath(Path.of("target/classes"))
				.that(annotatedWith(ConfigurationProperties.class))).isEmpty();
			return;
		}
		JsonNode properties = new ObjectMapper().readTree(METADATA.toFile()).path("properties");
		assertThat(properties).allSatisfy((property) -> assertThat(property.path("description").asText())
			.as("description of '%s'", property.path("name").asText())
			.isNotBlank());
	}

}
