package io.supervision.benchmarks.generators;

import io.supervision.benchmarks.runs.Figures;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes proxy classes in an application that has started, as every application with a
 * configuration class has: Spring has used its CGLIB by then, and with it its ASM.
 */
public final class GeneratorRun {

	private static final int CLASSES = 100;

	private GeneratorRun() {
	}

	/**
	 * Measure.
	 * @param arguments the name of the generator
	 * @throws ReflectiveOperationException if a class cannot be made
	 */
	public static void main(String[] arguments) throws ReflectiveOperationException {
		try (AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext(Started.class)) {
			Way way = new Way(application.getBean(Quotes.class));
			Generator generator = Generator.valueOf(arguments[0]);
			String name = "generator." + generator.name();
			Figures.print(name + ".first", millis(generator, way, 1));
			Figures.print(name + ".further", millis(generator, way, CLASSES));
		}
	}

	private static double millis(Generator generator, Way way, int classes) throws ReflectiveOperationException {
		long since = System.nanoTime();
		for (int made = 0; made < classes; made++) {
			if (generator.proxy(way).price("item", 2) != ((Quotes) way.target()).price("item", 2)) {
				throw new IllegalStateException("The proxy of " + generator + " does not work");
			}
		}
		return (System.nanoTime() - since) / 1e6 / classes;
	}

	@Configuration
	static class Started {

		@Bean
		Quotes quotes() {
			return new QuoteService();
		}

	}

}
