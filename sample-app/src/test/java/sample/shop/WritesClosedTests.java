package sample.shop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint of a shop that lets nobody operate on its tree.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritesClosedTests {

	@SuppressWarnings("NullAway.Init")
	private Shop shop;

	@BeforeAll
	void open() {
		this.shop = Shop.open("management.endpoint.supervision.access=read-only");
	}

	@AfterAll
	void close() {
		this.shop.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "priceFeed", "catalog/priceFeed", "checkout", "root", "till" })
	void nothingCanBeDone(String node) {
		Tree before = this.shop.tree();
		assertThat(this.shop.operate(node, "restart").status()).isEqualTo(405);
		assertThat(this.shop.tree().generations()).isEqualTo(before.generations());
	}

	@Test
	void everythingCanBeSeen() {
		assertThat(this.shop.tree().isUp()).isTrue();
		assertThat(this.shop.get("/actuator/supervision/catalog/priceFeed").status()).isEqualTo(200);
	}

}
