package io.supervision.benchmarks;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClassPathTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			spring-web-6.2.19.jar                          | WEB ACTUATOR SUPERVISED GENERATORS
			tomcat-embed-core-10.1.55.jar                  | WEB ACTUATOR SUPERVISED GENERATORS
			spring-boot-actuator-autoconfigure-3.5.16.jar  | ACTUATOR SUPERVISED
			micrometer-core-1.15.12.jar                    | ACTUATOR SUPERVISED
			supervision-autoconfigure-0.1.0-SNAPSHOT.jar   | SUPERVISED
			resilience4j-core-2.4.0.jar                    | SUPERVISED
			resilience4j-spring-boot3-2.4.0.jar            | -
			spring-cloud-context-4.3.0.jar                 | -
			aspectjweaver-1.9.25.1.jar                     | -
			jmh-core-1.37.jar                              | -
			byte-buddy-1.17.8.jar                          | GENERATORS
			""")
	void libraryIsOnTheClassPathsItBelongsTo(String library, String expected) {
		List<String> names = Arrays.stream(ClassPath.values())
			.filter((classPath) -> classPath.contains(library))
			.map(Enum::name)
			.toList();
		assertThat(String.join(" ", names)).isEqualTo((expected != null) ? expected : "");
	}

}
