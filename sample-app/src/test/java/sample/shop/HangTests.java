package sample.shop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sample.shop.Shop.Answer;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What does not return is replaced, with what its strategy ties to it, and nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HangTests {

	private final ExecutorService customers = Executors.newCachedThreadPool();

	@SuppressWarnings("NullAway.Init")
	private Shop shop;

	@BeforeAll
	void open() {
		this.shop = Shop.open("supervision.components.priceFeed.call-timeout=500ms",
				"supervision.components.paymentGateway.call-timeout=500ms",
				"supervision.components.inventory.call-timeout=500ms",
				"supervision.components.receiptMailer.call-timeout=500ms", "sample.inventory.audit-interval=100ms",
				"sample.receipts.interval=100ms", "sample.faults.slowness=5s",
				"supervision.components.priceFeed.shutdown-timeout=1s",
				"supervision.components.orderService.shutdown-timeout=1s", "supervision.suspicion-outage=20s",
				"spring.lifecycle.timeout-per-shutdown-phase=3s");
	}

	@AfterEach
	void heal() {
		this.shop.heal();
	}

	@AfterAll
	void close() {
		this.customers.shutdownNow();
		this.shop.close();
	}

	@Test
	void priceFeedThatHangsIsReplacedAloneAndWhoHungInItIsAbandoned() {
		Tree before = this.shop.tree();
		this.shop.strike("priceFeed", "hang");
		this.customers.submit(() -> this.shop.get("/products"));
		Tree after = awaitGenerations(before.generationsAfter("priceFeed"));
		assertThat(after.node("priceFeed").lastFailure()).containsEntry("detector", "HANG")
			.containsEntry("kind", "FAILURE")
			.containsEntry("classification", "COMPONENT");
		assertThat((String) after.node("priceFeed").lastFailure().get("message")).contains("'call-timeout': 500ms");
		this.shop.awaitTree((tree) -> tree.node("priceFeed").number("abandoned") == 1);
		assertThatTheShopIsOpen();
		assertThat(this.shop.tree().generations()).isEqualTo(after.generations());
	}

	@Test
	void whatBuildsOnAPaymentGatewayThatHangsIsRestartedWithIt() {
		Tree before = this.shop.tree();
		this.shop.strike("paymentGateway", "hang");
		this.customers.submit(() -> this.shop.order("mug", 1));
		Tree after = awaitGenerations(before.generationsAfter("paymentGateway", "orderService", "receiptMailer"));
		assertThat(after.node("paymentGateway").lastFailure()).containsEntry("detector", "HANG");
		assertThat(after.node("inventory").generation()).isEqualTo(before.node("inventory").generation());
		assertThatTheShopIsOpen();
	}

	/** The shop's scheduler has one thread. */
	@ParameterizedTest
	@ValueSource(strings = { "inventory", "receiptMailer" })
	void schedulesGoOnAlthoughAScheduledRunHangs(String component) {
		for (int i = 0; i < 2; i++) {
			Tree before = this.shop.tree();
			this.shop.strike(component, "hang");
			Tree after = awaitGenerations(before.generationsAfter(component));
			assertThat(after.node(component).lastFailure()).containsEntry("detector", "HANG");
			assertThatTheShopIsOpen();
			assertThatReceiptsAreSent();
		}
	}

	@Test
	void slowCallsThatOutlastTheCallTimeoutAreAHangToo() throws Exception {
		Tree before = this.shop.tree();
		this.shop.strike("priceFeed", "slow");
		Future<Answer> slow = this.customers.submit(() -> this.shop.get("/products"));
		Tree after = awaitGenerations(before.generationsAfter("priceFeed"));
		assertThat(after.node("priceFeed").lastFailure()).containsEntry("detector", "HANG");
		assertThat(slow.get().status()).isIn(200, 503);
		assertThatTheShopIsOpen();
	}

	@ParameterizedTest
	@ValueSource(strings = { "priceFeed", "paymentGateway", "orderService" })
	void slowCallsBelowTheCallTimeoutAreNoFault(String component) {
		try (Shop patient = Shop.open("supervision.defaults.call-timeout=60s",
				"supervision.components." + component + ".call-timeout=60s", "sample.faults.slowness=50ms")) {
			Map<String, Integer> generations = patient.tree().generations();
			patient.strike(component, "slow");
			for (int i = 0; i < 10; i++) {
				assertThat(patient.get("/products").status()).isEqualTo(200);
				assertThat(patient.order("mug", 1).status()).isEqualTo(201);
			}
			assertThat(patient.tree().generations()).isEqualTo(generations);
			assertThat(patient.tree().isUp()).isTrue();
		}
	}

	/** Wait until all is well again, without visiting the shop: visitors might hang. */
	private Tree awaitGenerations(Map<String, Integer> generations) {
		return this.shop.awaitTree((tree) -> tree.isRunning() && tree.generations().equals(generations));
	}

	private void assertThatReceiptsAreSent() {
		JdbcClient jdbc = this.shop.bean(JdbcClient.class);
		Shop.patiently()
			.until(() -> jdbc.sql("select count(*) from orders where paid and id not in (select order_id from receipt)")
				.query(Long.class)
				.single() == 0);
	}

	private void assertThatTheShopIsOpen() {
		assertThat(this.shop.get("/products").status()).isEqualTo(200);
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(201);
		assertThat(List.of(this.shop.liveness(), this.shop.readiness())).containsOnly(200);
	}

}
