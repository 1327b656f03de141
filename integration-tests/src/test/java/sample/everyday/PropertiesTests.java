package sample.everyday;

import java.time.Duration;
import java.util.List;

import io.supervision.annotation.Supervised;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties reach a supervised bean, and a restart reads them anew.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "feed.url=http://one", "feed.timeout=2s", "feed.symbols=a,b", "other.url=http://other" })
@ActiveProfiles("plain")
class PropertiesTests {

	@Autowired
	ConfigurableApplicationContext context;

	@Test
	void valuesAreInjectedInEachGeneration() throws Throwable {
		Feed feed = this.context.getBean(Feed.class);
		Restarts.beforeAndAfterThree(this.context, "feed", () -> assertThat(feed.values()).containsExactly("http://one",
				Duration.ofSeconds(2), List.of("a", "b"), "http://one/a", "standard"));
	}

	@Test
	void aRestartReadsAChangedEnvironment() {
		Feed feed = this.context.getBean(Feed.class);
		Bound bound = this.context.getBean(Bound.class);
		Made made = this.context.getBean(Made.class);
		TestPropertyValues.of("feed.url=http://two", "other.url=http://changed").applyTo(this.context);
		assertThat(feed.values()).contains("http://one");
		Restarts.restart(this.context, "feed");
		Restarts.restart(this.context, "bound");
		Restarts.restart(this.context, "made");
		assertThat(feed.values()).contains("http://two", "http://two/a");
		assertThat(bound.getUrl()).isEqualTo("http://two");
		assertThat(made.getUrl()).isEqualTo("http://changed");
		TestPropertyValues.of("feed.url=http://one", "other.url=http://other").applyTo(this.context);
		Restarts.restart(this.context, "feed");
		Restarts.restart(this.context, "bound");
		Restarts.restart(this.context, "made");
		assertThat(feed.values()).contains("http://one");
	}

	@Test
	void aClassIsBoundInEachGeneration() throws Throwable {
		Bound bound = this.context.getBean(Bound.class);
		Restarts.beforeAndAfterThree(this.context, "bound", () -> {
			assertThat(bound.getUrl()).isEqualTo("http://one");
			assertThat(bound.getTimeout()).isEqualTo(Duration.ofSeconds(2));
			assertThat(bound.getSymbols()).containsExactly("a", "b");
		});
	}

	@Test
	void whatABeanMethodMakesIsBoundInEachGeneration() throws Throwable {
		Made made = this.context.getBean(Made.class);
		Restarts.beforeAndAfterThree(this.context, "made", () -> assertThat(made.getUrl()).isEqualTo("http://other"));
	}

	@Test
	void propertiesBoundByConstructorAreInjectedInEachGeneration() throws Throwable {
		User user = this.context.getBean(User.class);
		Restarts.beforeAndAfterThree(this.context, "user",
				() -> assertThat(user.settings()).isSameAs(this.context.getBean(Settings.class))
					.isEqualTo(new Settings("http://one", Duration.ofSeconds(2), List.of("a", "b"))));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableConfigurationProperties(Settings.class)
	@Import({ Feed.class, Bound.class, User.class })
	static class Application {

		@Bean
		@Supervised
		@ConfigurationProperties("other")
		Made made() {
			return new Made();
		}

	}

	@ConfigurationProperties("feed")
	record Settings(String url, Duration timeout, List<String> symbols) {
	}

	@Supervised
	@Component("feed")
	static class Feed {

		private final Duration timeout;

		@Value("${feed.url}")
		private String url;

		@Value("${feed.url}/#{'${feed.symbols}'.split(',')[0]}")
		private String expression;

		@Value("${feed.mode:standard}")
		private String defaulted;

		private List<String> symbols;

		Feed(@Value("${feed.timeout}") Duration timeout) {
			this.timeout = timeout;
		}

		@Value("${feed.symbols}")
		void setSymbols(List<String> symbols) {
			this.symbols = symbols;
		}

		List<Object> values() {
			return List.of(this.url, this.timeout, this.symbols, this.expression, this.defaulted);
		}

	}

	@Supervised
	@Component("bound")
	@Validated
	@ConfigurationProperties("feed")
	static class Bound {

		@NotBlank
		private String url;

		private Duration timeout;

		private List<String> symbols;

		public String getUrl() {
			return this.url;
		}

		public void setUrl(String url) {
			this.url = url;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public List<String> getSymbols() {
			return this.symbols;
		}

		public void setSymbols(List<String> symbols) {
			this.symbols = symbols;
		}

	}

	static class Made {

		private String url;

		public String getUrl() {
			return this.url;
		}

		public void setUrl(String url) {
			this.url = url;
		}

	}

	@Supervised
	@Component("user")
	static class User {

		private final Settings settings;

		User(Settings settings) {
			this.settings = settings;
		}

		Settings settings() {
			return this.settings;
		}

	}

}
