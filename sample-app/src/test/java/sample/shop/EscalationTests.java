package sample.shop;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import sample.shop.Shop.Answer;

import static java.util.function.Predicate.isEqual;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A failure that restarts do not cure climbs: from the component to its group, and from
 * there to the root, which breaks liveness for what is essential. Each rung may be taken
 * once here before the next one is due.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EscalationTests {

	@SuppressWarnings("NullAway.Init")
	private Shop shop;

	@BeforeAll
	void open() {
		this.shop = Shop.open("supervision.groups.catalog.intensity=1", "supervision.groups.catalog.period=1m",
				"supervision.root.intensity=1", "supervision.root.period=5m", "supervision.backoff.initial-delay=1ms",
				"supervision.backoff.max-delay=5ms");
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
	void aSpentBudgetClimbsToTheGroup() {
		Tree before = this.shop.tree();
		breakAndAwait(before.generationsAfter("priceFeed"));
		assertThat(this.shop.tree().node("catalog").restarts()).isEqualTo(before.node("catalog").restarts());
		breakAndAwait(before.generationsAfter("priceFeed", "priceFeed", "inventory"));
		Tree after = this.shop.tree();
		assertThat(after.node("catalog").restarts()).isEqualTo(before.node("catalog").restarts() + 1);
		assertThat(after.node("catalog").lastFailure()).isNotNull();
		assertThat(this.shop.liveness()).isEqualTo(200);
	}

	@Test
	void aSpentBudgetOfTheRootBreaksLivenessForWhatIsEssential() {
		Map<String, Integer> before = breakUntilTheRootGivesUp();
		Shop.patiently().until(this.shop::liveness, isEqual(503));
		Shop.patiently().until(this.shop::readiness, isEqual(503));
		Tree after = this.shop.tree();
		assertThat(after.status()).isEqualTo("DOWN");
		assertThat(after.down()).containsExactly("priceFeed");
		assertThat(after.node("priceFeed").json()).containsKey("nextAttemptAt").containsEntry("serving", false);
		assertThatTheRestOfTheTreeKeepsRunning(before);
		Answer unavailable = this.shop.get("/products");
		assertThat(unavailable.status()).isEqualTo(503);
		assertThat(Integer.parseInt(unavailable.header("Retry-After"))).isPositive();
		assertThat(unavailable.body()).doesNotContain("priceFeed", "Exception");
	}

	@Test
	void livenessComesBackWithWhatIsEssential() {
		breakUntilTheRootGivesUp();
		Shop.patiently().until(this.shop::liveness, isEqual(503));
		assertThat(this.shop.operate("priceFeed", "start").status()).isEqualTo(200);
		this.shop.awaitTree(Tree::isUp);
		Shop.patiently().until(this.shop::liveness, isEqual(200));
		Shop.patiently().until(this.shop::readiness, isEqual(200));
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(201);
	}

	private Map<String, Integer> breakUntilTheRootGivesUp() {
		Tree before = this.shop.tree();
		breakAndAwait(before.generationsAfter("priceFeed"));
		breakAndAwait(before.generationsAfter("priceFeed", "priceFeed", "inventory"));
		breakAndAwait(before.generationsAfter("priceFeed", "priceFeed", "inventory", "priceFeed"));
		this.shop.strike("priceFeed", "corrupt");
		this.shop.awaitTree((tree) -> tree.node("priceFeed").state().equals("ISOLATED"));
		return before.generations();
	}

	private void breakAndAwait(Map<String, Integer> generations) {
		this.shop.strike("priceFeed", "worker");
		this.shop.awaitTree((tree) -> tree.isRunning() && tree.generations().equals(generations));
	}

	private void assertThatTheRestOfTheTreeKeepsRunning(Map<String, Integer> before) {
		Tree after = this.shop.awaitTree((tree) -> tree.node("inventory").state().equals("RUNNING"));
		for (String component : new String[] { "paymentGateway", "orderService", "receiptMailer" }) {
			assertThat(after.node(component).state()).isEqualTo("RUNNING");
			assertThat(after.node(component).generation()).isEqualTo(before.get(component));
		}
		assertThat(this.shop.get("/orders").status()).isEqualTo(200);
	}

}
