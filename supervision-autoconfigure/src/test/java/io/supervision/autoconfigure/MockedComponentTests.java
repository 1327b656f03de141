package io.supervision.autoconfigure;

import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test's mock takes the place of a component.
 */
@SpringBootTest(properties = { "supervision.components.feed.order=1", "supervision.components.created.order=1" })
class MockedComponentTests {

	@MockitoBean
	private Feed feed;

	@Autowired
	private User user;

	@Autowired
	private SupervisionTree tree;

	@Test
	void mockIsUsedAndTheComponentIsNotInTheTree() {
		BDDMockito.given(this.feed.price()).willReturn(7);
		assertThat(this.user.price()).isEqualTo(7);
		assertThat(this.tree.snapshot().find("feed")).isNull();
		assertThat(this.tree.snapshot().find("user")).isNotNull();
	}

	@Supervised
	static class Feed {

		Feed() {
		}

		Feed(String unused) {
			throw new IllegalStateException("The real one is made");
		}

		int price() {
			return 1;
		}

	}

	@Supervised
	static class User {

		private final Feed feed;

		User(Feed feed) {
			this.feed = feed;
		}

		int price() {
			return this.feed.price();
		}

	}

	@Configuration
	@ImportAutoConfiguration(SupervisionAutoConfiguration.class)
	static class Application {

		@Bean
		Feed feed() {
			return new Feed("made");
		}

		@Bean
		User user(Feed feed) {
			return new User(feed);
		}

	}

}
