package io.supervision.benchmarks.runs;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.beans.factory.annotation.AnnotatedGenericBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The applications components live in while they are measured. They write no log, because
 * none of the baselines does, and no restart waits. What was restarted is forgotten soon:
 * no application has thousands of restarts in five seconds.
 */
final class Applications {

	private static final String[] SETTINGS = { "logging.level.root=off", "spring.main.banner-mode=off", "server.port=0",
			"supervision.root.intensity=1000000", "supervision.root.period=100ms",
			"supervision.backoff.initial-delay=1ms", "supervision.backoff.max-delay=1ms",
			"supervision.backoff.jitter=0", "supervision.backoff.reset-after=1ns" };

	private Applications() {
	}

	/**
	 * Start a small web application with one supervised component.
	 * @return the running application
	 */
	static ConfigurableApplicationContext web() {
		return new SpringApplicationBuilder(Web.class).properties(SETTINGS).run();
	}

	/**
	 * Start a web application of components, the tree of which can be looked at.
	 * @param components what is in it
	 * @return the running application
	 */
	static ConfigurableApplicationContext web(Components components) {
		return with(components).properties("management.endpoints.web.exposure.include=supervision").run();
	}

	/**
	 * Start an application of components and nothing else.
	 * @param components what is in it
	 * @return the running application
	 */
	static ConfigurableApplicationContext of(Components... components) {
		return with(components).web(WebApplicationType.NONE).run();
	}

	private static SpringApplicationBuilder with(Components... components) {
		return new SpringApplicationBuilder(Everything.class).properties(SETTINGS)
			.initializers((context) -> Stream.of(components)
				.forEach((some) -> some.register((BeanDefinitionRegistry) context)));
	}

	/**
	 * Components of one type.
	 *
	 * @param type the type
	 * @param number how many
	 */
	record Components(Class<? extends Small> type, int number) {

		private void register(BeanDefinitionRegistry registry) {
			IntStream.range(0, this.number)
				.forEach((index) -> registry.registerBeanDefinition(this.type.getSimpleName() + index,
						new AnnotatedGenericBeanDefinition(this.type)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Everything {

		@Bean
		Board board() {
			return new Board();
		}

		@Bean
		Restarted restarted() {
			return new Restarted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(SupervisedSmall.class)
	static class Web extends Everything {

	}

}
