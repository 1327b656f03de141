package io.supervision.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class BootVersionTests {

	@ParameterizedTest
	@ValueSource(
			strings = { "2.7.18", "3.4.13", "3.6.0", "4.0.0", "4.0.9", "5.0.0-M1", "10.1.0", "3.4", "4.0-SNAPSHOT" })
	void otherVersionsAreRefused(String version) {
		assertThatExceptionOfType(UnsupportedBootException.class).isThrownBy(() -> BootVersion.require(version))
			.withMessage("Spring Boot must be 3.5.x, or 4.1 or later and before 5.0: '" + version + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.5.0", "3.5.16", "3.5.99-SNAPSHOT", "4.1.0", "4.1.2", "4.2.0-M1", "4.10.0", "4.1" })
	void theLinesThatAreTestedAndWhatIsCompatibleAreTaken(String version) {
		assertThatCode(() -> BootVersion.require(version)).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "unknown", "3", "3.", ".5", "99999999999.1.0", "${version}" })
	void whatIsNoVersionIsTaken(String version) {
		assertThatCode(() -> BootVersion.require(version)).doesNotThrowAnyException();
	}

	@Test
	void theVersionThisRunsOnIsKnown() {
		assertThat(BootVersion.of(SpringBootVersion.getVersion())).isNotNull();
	}

	@Test
	void theRefusalSaysWhatToDo() {
		FailureAnalysis analysis = new UnsupportedBootFailureAnalyzer()
			.analyze(new IllegalStateException(new UnsupportedBootException("4.0.3")));
		assertThat(analysis.getDescription()).isEqualTo("Supervision does not run on Spring Boot '4.0.3'. "
				+ "It is tested on Spring Boot 3.5.x, and on 4.1 and later versions before 5.0.");
		assertThat(analysis.getAction())
			.isEqualTo("Use one of these versions of Spring Boot, or a version of supervision made for yours. "
					+ "Until then 'supervision.enabled=false' leaves all beans as they are.");
	}

	@Test
	void anApplicationOnAnotherVersionDoesNotStartAndSaysSo(CapturedOutput output) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(OnAnotherVersion.class,
				SupervisionAutoConfiguration.class)
			.web(WebApplicationType.NONE);
		assertThatExceptionOfType(UnsupportedBootException.class).isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Supervision does not run on Spring Boot '4.0.3'");
	}

	@Test
	void anApplicationOnAnotherVersionStartsWithSupervisionSwitchedOff() {
		new ApplicationContextRunner().withUserConfiguration(OnAnotherVersion.class)
			.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
			.withPropertyValues("supervision.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnSupervision.class)
	static class OnAnotherVersion {

		@Bean
		static SupervisionRegistrar registrarOnAnotherVersion(Environment environment) {
			return new SupervisionRegistrar(environment, "4.0.3");
		}

	}

}
