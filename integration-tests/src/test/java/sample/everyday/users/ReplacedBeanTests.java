package sample.everyday.users;

import io.supervision.SupervisionTree;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.bean.override.convention.TestBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests put beans of their own in the place of components.
 */
class ReplacedBeanTests {

	/** A feed of a test. */
	static class FixedFeed extends PriceFeed {

		private final int price;

		FixedFeed(ApplicationContext context, int price) {
			super(context);
			this.price = price;
		}

		@Override
		int price(String sku) {
			return this.price;
		}

	}

	@Nested
	@SpringBootTest(properties = "supervision.components.priceFeed.wait-timeout=1s")
	class WithTestBean {

		@TestBean
		private PriceFeed feed;

		@Autowired
		private Orders orders;

		@Autowired
		private SupervisionTree tree;

		static PriceFeed feed() {
			return new FixedFeed(null, 5) {

				@Override
				int lookUp(String sku) {
					return 5;
				}
			};
		}

		@Test
		void itIsUsedAndTheComponentIsNotInTheTree() {
			assertThat(this.orders.total("a", 2)).isEqualTo(10);
			assertThat(Trees.components(this.tree)).containsExactly("orderController", "orders");
			assertThat(this.feed).isInstanceOf(FixedFeed.class);
		}

	}

	@Nested
	@SpringBootTest
	class WithPrimaryBean {

		@Autowired
		private Orders orders;

		@Autowired
		private SupervisionTree tree;

		@Test
		void itIsUsedAndSupervisedAsItsTypeSays() {
			assertThat(this.orders.total("a", 2)).isEqualTo(12);
			Trees.restart(this.tree, "orders");
			assertThat(this.orders.total("a", 2)).isEqualTo(12);
			assertThat(Trees.components(this.tree)).containsExactly("orderController", "orders", "priceFeed",
					"testFeed");
			Trees.restart(this.tree, "testFeed");
			assertThat(this.orders.total("a", 2)).isEqualTo(12);
		}

		@TestConfiguration
		static class Feeds {

			@Bean
			@Primary
			PriceFeed testFeed(ApplicationContext context) {
				return new FixedFeed(context, 6);
			}

		}

	}

	@Nested
	@SpringBootTest(properties = "spring.main.allow-bean-definition-overriding=true")
	class WithOverridingDefinition {

		@Autowired
		private Orders orders;

		@Autowired
		private SupervisionTree tree;

		@Autowired
		private ApplicationContext context;

		@Test
		void itIsSupervisedInsteadIfItsTypeSaysSo() {
			assertThat(this.orders.total("a", 2)).isEqualTo(14);
			assertThat(Trees.components(this.tree)).contains("priceFeed");
			Trees.restart(this.tree, "priceFeed");
			assertThat(this.orders.total("a", 2)).isEqualTo(14);
			assertThat(PriceFeed.made(this.context)).isEqualTo(2);
		}

		@TestConfiguration
		static class Feeds {

			@Bean
			PriceFeed priceFeed(ApplicationContext context) {
				return new FixedFeed(context, 7);
			}

		}

	}

}
