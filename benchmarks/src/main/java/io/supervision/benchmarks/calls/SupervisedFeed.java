package io.supervision.benchmarks.calls;

import io.supervision.annotation.Supervised;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A supervised bean in an application with the starter. How many calls are in flight and
 * what they throw is counted, and calls that hang are looked for.
 */
public class SupervisedFeed extends InApplication {

	final Feed feed = this.application.getBean(Feed.class);

	/** Start the application. */
	public SupervisedFeed() {
		super(Feeds.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Feeds {

		@Bean
		@Supervised
		Feed feed() {
			return new Feed();
		}

	}

}
