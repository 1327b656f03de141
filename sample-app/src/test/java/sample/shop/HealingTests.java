package sample.shop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.shop.Tree.Node;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is broken is restarted, with what its strategy ties to it, and nothing else is.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class HealingTests {

	@SuppressWarnings("NullAway.Init")
	private Shop shop;

	@BeforeAll
	void open(CapturedOutput output) {
		this.shop = Shop.open("supervision.suspicion-outage=20s");
		assertThat(output).contains("priceFeed", "inventory", "paymentGateway", "orderService", "receiptMailer");
	}

	@AfterEach
	void heal() {
		this.shop.heal();
	}

	@AfterAll
	void close() {
		this.shop.close();
	}

	@ParameterizedTest
	@CsvSource({ "priceFeed, exception, EXCEPTION, SUSPICION", "priceFeed, corrupt, SELF, FAILURE",
			"priceFeed, worker, WORKER, FAILURE", "inventory, exception, EXCEPTION, SUSPICION",
			"inventory, corrupt, SELF, FAILURE", "inventory, dead-thread, THREAD, FAILURE",
			"receiptMailer, exception, EXCEPTION, SUSPICION", "receiptMailer, corrupt, SELF, FAILURE",
			"receiptMailer, probe, PROBE, FAILURE" })
	void onlyWhatIsBrokenIsRestarted(String component, String kind, String detector, String certainty) {
		Tree before = this.shop.tree();
		this.shop.strike(component, kind);
		Tree after = awaitGenerations(before.generationsAfter(component));
		assertThat(after.node(component).restarts()).isEqualTo(before.node(component).restarts() + 1);
		assertThat(startedAt(after)).containsAllEntriesOf(without(startedAt(before), component));
		Map<String, Object> failure = after.node(component).lastFailure();
		assertThat(failure).containsEntry("detector", detector)
			.containsEntry("kind", certainty)
			.containsEntry("classification", "COMPONENT")
			.containsEntry("type", "java.lang.IllegalStateException")
			.containsKeys("at", "message");
		assertThat(Duration.parse((String) failure.get("recovery"))).isPositive();
		assertThatTheShopIsOpen();
		assertThat(this.shop.tree().generations()).isEqualTo(after.generations());
	}

	@ParameterizedTest
	@CsvSource({ "exception, EXCEPTION", "corrupt, SELF" })
	void whatBuildsOnAComponentIsRestartedWithIt(String kind, String detector) {
		Tree before = this.shop.tree();
		this.shop.strike("paymentGateway", kind);
		placeOrdersUntilItIsNoticed("paymentGateway");
		Tree after = awaitGenerations(before.generationsAfter("paymentGateway", "orderService", "receiptMailer"));
		assertThat(after.node("paymentGateway").lastFailure()).containsEntry("detector", detector);
		assertThatTheShopIsOpen();
	}

	@ParameterizedTest
	@CsvSource({ "exception, EXCEPTION", "corrupt, SELF" })
	void whatAComponentBuildsOnKeepsRunning(String kind, String detector) {
		Tree before = this.shop.tree();
		this.shop.strike("orderService", kind);
		placeOrdersUntilItIsNoticed("orderService");
		Tree after = awaitGenerations(before.generationsAfter("orderService", "receiptMailer"));
		assertThat(after.node("orderService").lastFailure()).containsEntry("detector", detector);
		assertThatTheShopIsOpen();
	}

	@Test
	void whatLeaksIsReplacedAsPlannedAndItsMemoryComesBack() {
		try (Shop shop = Shop.open("supervision.components.orderService.max-calls=200", "sample.faults.leak=512KB")) {
			Tree before = shop.tree();
			shop.strike("orderService", "leak");
			long lean = shop.heapInUse();
			for (int call = 0; call < 199; call++) {
				assertThat(shop.get("/orders").status()).isEqualTo(200);
			}
			long fat = shop.heapInUse();
			assertThat(fat - lean).isGreaterThan(64 << 20);
			assertThat(shop.tree().generations()).isEqualTo(before.generations());
			assertThat(shop.get("/orders").status()).isEqualTo(200);
			Tree after = shop
				.awaitTree((tree) -> tree.isUp() && tree.generations().equals(before.generationsAfter("orderService")));
			assertThat(after.node("orderService").json()).as("it is no failure").doesNotContainKey("lastFailure");
			assertThat(startedAt(after)).containsAllEntriesOf(without(startedAt(before), "orderService"));
			Shop.patiently().untilAsserted(() -> assertThat(fat - shop.heapInUse()).isGreaterThan(64 << 20));
			assertThat(shop.order("mug", 1).status()).isEqualTo(201);
		}
	}

	@Test
	void healthMirrorsTheTree() {
		assertThat(this.shop.get("/actuator/health/supervision/catalog/priceFeed").<String>json("$.status"))
			.isEqualTo("UP");
		assertThat(this.shop.get("/actuator/health").<String>json("$.status")).isEqualTo("UP");
	}

	@Test
	void everyRestartIsLoggedWithWhoWhereAndWhy(CapturedOutput output) {
		Tree before = this.shop.tree();
		this.shop.strike("inventory", "corrupt");
		awaitGenerations(before.generationsAfter("inventory"));
		Shop.patiently()
			.untilAsserted(() -> assertThat(output.getOut().lines()).anyMatch(
					(line) -> line.contains("supervisor '/catalog', context child_terminated, reason SELF FAILURE")
							&& line.contains("Stock is {mug=") && line.contains("child 'inventory'")));
	}

	private void placeOrdersUntilItIsNoticed(String component) {
		int restarts = this.shop.tree().node(component).restarts();
		Shop.patiently().until(() -> {
			assertThat(this.shop.order("mug", 1).status()).isIn(500, 503, 201);
			return this.shop.tree().node(component).restarts() > restarts;
		});
	}

	/** Wait until all is well again, visiting the shop as customers do. */
	private Tree awaitGenerations(Map<String, Integer> generations) {
		return this.shop.awaitTree((tree) -> {
			this.shop.get("/products");
			return tree.isRunning() && tree.generations().equals(generations);
		});
	}

	private void assertThatTheShopIsOpen() {
		assertThat(this.shop.get("/products").status()).isEqualTo(200);
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(201);
		assertThat(List.of(this.shop.liveness(), this.shop.readiness())).containsOnly(200);
	}

	private static Map<String, String> startedAt(Tree tree) {
		return tree.components()
			.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> startedAt(entry.getValue())));
	}

	private static String startedAt(Node node) {
		return node.text("startedAt");
	}

	private static Map<String, String> without(Map<String, String> all, String component) {
		all.remove(component);
		return all;
	}

}
