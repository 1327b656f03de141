package io.supervision.benchmarks.runs;

import io.supervision.annotation.Supervised;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The small web application with the starter and one supervised bean.
 */
public final class SupervisedStart {

	private SupervisedStart() {
	}

	/**
	 * Measure.
	 * @param arguments what the figure is called
	 */
	public static void main(String[] arguments) {
		PlainStart.start(arguments[0], PlainStart.Greetings.class, Beans.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		@Supervised
		PlainStart.Prices prices() {
			return new PlainStart.Prices();
		}

	}

}
