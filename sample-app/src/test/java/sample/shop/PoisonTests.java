package sample.shop;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import sample.shop.Shop.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bad requests never stop a component, let alone the application.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoisonTests {

	private static final int TIMES = 1000;

	/** The payment server takes no such amount. */
	private static final int TOO_MANY = 200_000;

	@SuppressWarnings("NullAway.Init")
	private Shop shop;

	@BeforeAll
	void open() {
		this.shop = Shop.open();
	}

	@AfterEach
	void heal() {
		this.shop.heal();
	}

	@AfterAll
	void close() {
		this.shop.close();
	}

	@Test
	void aRequestThatAlwaysFailsStopsNothingHoweverOftenItIsRepeated() throws Exception {
		Tree before = this.shop.tree();
		int stock = this.shop.stock("sticker");
		Set<Integer> statuses = new HashSet<>();
		try (Clients<Integer> platform = new Clients<>(1, this.shop::liveness)) {
			for (int i = 0; i < TIMES; i++) {
				statuses.add(this.shop.order("sticker", TOO_MANY).status());
			}
			Tree after = this.shop.awaitTree(Tree::isRunning);
			assertThat(platform.stop()).containsOnly(200);
			assertThatOnlySomeSuspicionRestartsWereMade(before, after);
		}
		assertThat(statuses).contains(500).isSubsetOf(500, 503);
		assertThat(this.shop.order("sticker", TOO_MANY).status()).isEqualTo(500);
		assertThat(this.shop.stock("sticker")).isEqualTo(stock);
		assertThat(this.shop.order("sticker", 1).status()).isEqualTo(201);
		Shop.patiently().until(() -> this.shop.readiness() == 200);
	}

	@Test
	void theCallersMistakesCountForNothing() {
		Tree before = this.shop.tree();
		for (int i = 0; i < TIMES / 4; i++) {
			assertThat(this.shop.order("unicorn", 1).status()).isEqualTo(404);
			assertThat(this.shop.order("mug", 1_000_000).status()).isEqualTo(409);
		}
		Tree after = this.shop.tree();
		assertThat(after.isUp()).isTrue();
		assertThat(after.generations()).isEqualTo(before.generations());
	}

	@Test
	void manyWhoAreWrongAtOnceStopNothingEither() throws Exception {
		Tree before = this.shop.tree();
		try (Clients<Integer> platform = new Clients<>(1, this.shop::liveness);
				Clients<Answer> poison = new Clients<>(4, () -> this.shop.order("sticker", TOO_MANY));
				Clients<Answer> customers = new Clients<>(2, () -> this.shop.order("mug", 1_000_000))) {
			this.shop.awaitTree((tree) -> tree.isRunning() && tree.node("paymentGateway").is("degraded"));
			poison.awaitAnswers(TIMES / 2);
			Tree after = this.shop.awaitTree(Tree::isRunning);
			assertThatOnlySomeSuspicionRestartsWereMade(before, after);
			assertThat(poison.stop()).extracting(Answer::status).contains(500).isSubsetOf(500, 503);
			assertThat(customers.stop()).extracting(Answer::status).contains(409).isSubsetOf(409, 503);
			assertThat(platform.stop()).containsOnly(200);
		}
		assertThat(this.shop.order("sticker", 1).status()).isEqualTo(201);
	}

	private static void assertThatOnlySomeSuspicionRestartsWereMade(Tree before, Tree after) {
		Tree.Node gateway = after.node("paymentGateway");
		assertThat(gateway.is("degraded")).isTrue();
		assertThat(gateway.text("degradedBy")).isEqualTo("SUSPICION");
		assertThat(gateway.lastFailure()).containsEntry("kind", "SUSPICION");
		assertThat(after.status()).isEqualTo("DEGRADED");
		Map<String, Integer> restarts = after.restarts();
		before.restarts().forEach((component, number) -> restarts.merge(component, -number, Integer::sum));
		assertThat(restarts).containsEntry("priceFeed", 0).containsEntry("inventory", 0);
		for (String component : List.of("paymentGateway", "orderService", "receiptMailer")) {
			assertThat(restarts.get(component)).isLessThanOrEqualTo(3);
		}
		for (String supervisor : List.of("root", "catalog", "checkout")) {
			assertThat(after.node(supervisor).number("restartsInPeriod")).isZero();
		}
	}

}
