package io.supervision.benchmarks.runs;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A small web application that does nothing but start, and prints how much CPU time its
 * process has taken until it was ready.
 */
public final class PlainStart {

	private PlainStart() {
	}

	/**
	 * Measure.
	 * @param arguments what the figure is called
	 */
	public static void main(String[] arguments) {
		start(arguments[0], Greetings.class, Beans.class);
	}

	static void start(String name, Class<?>... sources) {
		try (ConfigurableApplicationContext application = new SpringApplication(sources).run("--server.port=0")) {
			double cpu = Figures.cpuMicros() / 1e3;
			if (!application.getBean(Greetings.class).hello().contains("EUR")) {
				throw new IllegalStateException("The application does not work");
			}
			Figures.print(name, cpu);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		Prices prices() {
			return new Prices();
		}

	}

	static class Prices {

		int price() {
			return 42;
		}

	}

	@RestController
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Greetings {

		private final Prices prices;

		Greetings(Prices prices) {
			this.prices = prices;
		}

		@GetMapping("/")
		String hello() {
			return this.prices.price() + " EUR";
		}

	}

}
