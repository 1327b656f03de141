package sample.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import sample.everyday.Restarts;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.cloud.context.refresh.ContextRefresher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Spring Cloud changes the configuration of a running application: what a supervised bean
 * uses changes at once, the bean itself with its next generation.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class CloudRefreshTests {

	@TempDir
	Path directory;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void open() throws IOException {
		configure("hello", 1, "one");
		this.context = application(Application.class).run(arguments());
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	private static SpringApplicationBuilder application(Class<?>... sources) {
		return new SpringApplicationBuilder(sources).web(WebApplicationType.NONE);
	}

	private String[] arguments() {
		return new String[] { "--spring.profiles.active=plain", "--spring.cloud.refresh.enabled=true",
				"--spring.config.additional-location=file:" + this.directory + "/" };
	}

	private void configure(String greeting, int limit, String source) throws IOException {
		Files.writeString(this.directory.resolve("application.properties"),
				"feed.greeting=%s%nrates.limit=%d%nsource.name=%s%n".formatted(greeting, limit, source));
	}

	@Test
	void whatAComponentUsesChangesAtOnceAndItselfWithTheNextGeneration() throws IOException {
		Feed feed = this.context.getBean(Feed.class);
		assertThat(feed.toText()).isEqualTo("hello 1 one");
		configure("hi", 2, "two");
		assertThat(refresh()).contains("feed.greeting", "rates.limit", "source.name");
		assertThat(feed.toText()).isEqualTo("hello 2 two");
		assertThat(feed.generation()).isEqualTo(1);
		Restarts.restart(this.context, "feed");
		assertThat(feed.toText()).isEqualTo("hi 2 two");
		assertThat(this.context.getBean(Lives.class)).hasToString("2 made, 1 alive");
	}

	@Test
	void aRefreshAfterThreeRestartsFindsTheOneInstance() throws IOException {
		Feed feed = this.context.getBean(Feed.class);
		Restarts.restart(this.context, "feed", 3);
		configure("hi", 2, "two");
		refresh();
		assertThat(feed.toText()).isEqualTo("hello 2 two");
		assertThat(this.context.getBean(Lives.class)).hasToString("4 made, 1 alive");
		this.context.close();
		assertThat(this.context.getBeanFactory()).isNotNull();
	}

	@Test
	void aRefreshWhileAComponentIsDownStartsNothing() throws Throwable {
		Feed feed = this.context.getBean(Feed.class);
		Restarts.whileDown(this.context, "feed", () -> {
			configure("hi", 2, "two");
			refresh();
			assertThat(this.context.getBean(Lives.class)).hasToString("1 made, 0 alive");
		});
		assertThat(feed.toText()).isEqualTo("hi 2 two");
		assertThat(this.context.getBean(Lives.class)).hasToString("2 made, 1 alive");
	}

	@Test
	void aComponentInTheRefreshScopeIsRefused(CapturedOutput output) {
		assertThatException().isThrownBy(() -> application(Application.class, Refreshed.class).run(arguments()));
		assertThat(output).contains("APPLICATION FAILED TO START", "'refreshed'", "'refresh'");
	}

	private Iterable<String> refresh() {
		return this.context.getBean(ContextRefresher.class).refresh();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableConfigurationProperties(Rates.class)
	@Import({ Feed.class, Source.class, Lives.class })
	static class Application {

	}

	@ConfigurationProperties("rates")
	static class Rates {

		private int limit;

		public int getLimit() {
			return this.limit;
		}

		public void setLimit(int limit) {
			this.limit = limit;
		}

	}

	@RefreshScope
	@Component("source")
	static class Source {

		private final String name;

		Source(@Value("${source.name}") String name) {
			this.name = name;
		}

		String name() {
			return this.name;
		}

	}

	static class Lives {

		private final AtomicInteger made = new AtomicInteger();

		private final AtomicInteger alive = new AtomicInteger();

		@Override
		public String toString() {
			return this.made + " made, " + this.alive + " alive";
		}

	}

	@Supervised
	@Component("feed")
	static class Feed {

		private final Rates rates;

		private final Source source;

		private final Lives lives;

		private final Generation generation;

		@Value("${feed.greeting}")
		private String greeting;

		Feed(Rates rates, Source source, Lives lives, Generation generation) {
			this.rates = rates;
			this.source = source;
			this.lives = lives;
			this.generation = generation;
		}

		@PostConstruct
		void begin() {
			this.lives.made.incrementAndGet();
			this.lives.alive.incrementAndGet();
		}

		@PreDestroy
		void end() {
			this.lives.alive.decrementAndGet();
		}

		String toText() {
			return this.greeting + " " + this.rates.getLimit() + " " + this.source.name();
		}

		long generation() {
			return this.generation.number();
		}

	}

	@Supervised
	@RefreshScope
	@Component("refreshed")
	static class Refreshed {

	}

}
