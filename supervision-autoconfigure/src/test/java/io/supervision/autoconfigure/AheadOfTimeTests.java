package io.supervision.autoconfigure;

import io.supervision.annotation.Supervised;
import io.supervision.bean.SupervisedBeans;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.env.Environment;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AheadOfTimeTests {

	@AfterEach
	void forget() {
		System.clearProperty(AbstractAotProcessor.AOT_PROCESSING);
	}

	@Test
	void definitionsAreLeftAloneAndCanBeProcessed() {
		System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(Application.class, SupervisionAutoConfiguration.class);
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(AheadOfTimeTests.class)), files);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet()).isNotEmpty();
		assertThat(context.getBeanFactory().containsSingleton("supervisedBeans")).isFalse();
		assertThat(context.getBeanFactory().getBeanDefinition("feed").getFactoryMethodName()).isEqualTo("feed");
		assertThat(context.getBeanNamesForType(SupervisedBeans.class)).isEmpty();
	}

	@Test
	void supervisionCannotBeSwitchedOffAnyMoreAndSaysSo(CapturedOutput output) {
		new ApplicationContextRunner().withUserConfiguration(Processed.class)
			.withPropertyValues("supervision.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("'supervision.enabled' is false, but the application was processed ahead of time "
				+ "with it true: process it again to switch supervision off");
	}

	@Configuration
	static class Processed {

		@Bean
		static SupervisionRegistrar supervisionRegistrar(Environment environment) {
			return new SupervisionRegistrar(environment, null);
		}

	}

	@Configuration
	static class Application {

		@Bean
		Feed feed() {
			return new Feed();
		}

	}

	@Supervised
	static class Feed {

	}

}
