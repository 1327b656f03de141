package sample.shop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sample.shop.Shop.Answer;
import sample.shop.outside.OutsideServer;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the shop promises its customers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShopTests {

	@SuppressWarnings("NullAway.Init")
	private Shop shop;

	Shop open() {
		return Shop.open();
	}

	@BeforeAll
	void setUp() {
		this.shop = open();
	}

	@AfterAll
	void close() {
		this.shop.close();
	}

	@Test
	void everyProductHasAPriceAndAStock() {
		Answer products = this.shop.get("/products");
		assertThat(products.status()).isEqualTo(200);
		assertThat(products.<List<String>>json("$[*].sku")).containsExactly("mug", "poster", "shirt", "sticker");
		assertThat(products.<List<Number>>json("$[*].price")).hasSize(4)
			.allSatisfy((price) -> assertThat(price.doubleValue()).isPositive());
		assertThat(products.<List<Integer>>json("$[*].stock")).hasSize(4)
			.allSatisfy((stock) -> assertThat(stock).isNotNegative());
	}

	@Test
	void pricesMove() {
		Object price = this.shop.get("/products").json("$[0].price");
		await().until(() -> !this.shop.get("/products").json("$[0].price").equals(price));
	}

	@Test
	void anOrderTakesFromTheStockAndIsFoundAgain() {
		int stock = this.shop.stock("mug");
		Answer order = this.shop.order("mug", 3);
		assertThat(order.status()).isEqualTo(201);
		assertThat(order.<String>json("$.sku")).isEqualTo("mug");
		assertThat(order.<Integer>json("$.quantity")).isEqualTo(3);
		assertThat(order.<Double>json("$.total")).isBetween(3 * 9.90 * 0.89, 3 * 9.90 * 1.11);
		assertThat(order.header("Location")).isEqualTo("/orders/" + order.json("$.id"));
		assertThat(this.shop.get(order.header("Location")).body()).isEqualTo(order.body());
		assertThat(this.shop.get("/orders").<List<Integer>>json("$[*].id")).contains(order.<Integer>json("$.id"));
		assertThat(this.shop.stock("mug")).isEqualTo(stock - 3);
	}

	@Test
	void anUnknownProductIsNotFound() {
		assertThat(this.shop.order("unicorn", 1).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"sku\":\"mug\",\"quantity\":0}", "{\"sku\":\"mug\",\"quantity\":-1}",
			"{\"sku\":\"mug\",\"quantity\":\"many\"}", "{\"sku\":\"mug\"}", "{\"quantity\":1}", "{}", "no json" })
	void anOrderThatMakesNoSenseIsABadRequest(String order) {
		assertThat(this.shop.post("/orders", order).status()).isEqualTo(400);
	}

	@Test
	void anOrderForMoreThanThereIsIsAConflict() {
		int stock = this.shop.stock("shirt");
		assertThat(this.shop.order("shirt", stock + 1).status()).isEqualTo(409);
		assertThat(this.shop.stock("shirt")).isEqualTo(stock);
	}

	@Test
	void anUnknownOrderIsNotFound() {
		assertThat(this.shop.get("/orders/0").status()).isEqualTo(404);
	}

	@Test
	void concurrentOrdersNeverSellMoreThanThereIs() throws Exception {
		int stock = this.shop.stock("poster");
		int ordersBefore = orders().size();
		List<Answer> answers = concurrently(4 * stock, () -> this.shop.order("poster", 1));
		assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
		assertThat(answers).filteredOn((answer) -> answer.status() == 201).hasSize(stock);
		assertThat(this.shop.stock("poster")).isZero();
		assertThat(orders()).hasSize(ordersBefore + stock);
	}

	@Test
	void everyOrderIsPaidOnceAndInFull() throws Exception {
		concurrently(20, () -> this.shop.order("sticker", 2));
		Map<Long, BigDecimal> payments = this.shop.bean(OutsideServer.class).payments();
		Answer orders = this.shop.get("/orders");
		assertThat(payments.keySet()).extracting(Long::intValue)
			.containsExactlyElementsOf(orders.<List<Integer>>json("$[*].id"));
		assertThat(payments.values()).extracting(BigDecimal::doubleValue)
			.containsExactlyElementsOf(orders.<List<Double>>json("$[*].total"));
	}

	@Test
	void anOrderThatCannotBePaidLeavesNothingBehind() {
		int stock = this.shop.stock("sticker");
		int ordersBefore = orders().size();
		assertThat(this.shop.post("/faults/paymentGateway/dependency").status()).isEqualTo(204);
		assertThat(this.shop.order("sticker", 1).status()).isEqualTo(503);
		assertThat(this.shop.post("/faults/paymentGateway/dependency?on=false").status()).isEqualTo(204);
		assertThat(this.shop.stock("sticker")).isEqualTo(stock);
		assertThat(orders()).hasSize(ordersBefore);
		assertThat(this.shop.order("sticker", 1).status()).isEqualTo(201);
	}

	@Test
	void aChargeThatThePaymentServerRefusesFailsAlone() {
		int stock = this.shop.stock("sticker");
		assertThat(this.shop.order("sticker", 200_000).status()).isEqualTo(500);
		assertThat(this.shop.stock("sticker")).isEqualTo(stock);
		assertThat(this.shop.order("sticker", 1).status()).isEqualTo(201);
	}

	@Test
	void everyOrderGetsAReceipt() {
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(201);
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(201);
		JdbcClient jdbc = this.shop.bean(JdbcClient.class);
		await().untilAsserted(() -> assertThat(jdbc.sql("select count(*) from receipt").query(Integer.class).single())
			.isEqualTo(orders().size()));
	}

	@Test
	void everyComponentListsTheKindsItKnows() {
		assertThat(this.shop.get("/faults").<Map<String, List<String>>>json("$")).containsOnly(
				Map.entry("inventory", List.of("corrupt", "dead-thread", "exception", "hang", "slow")),
				Map.entry("orderService", List.of("corrupt", "exception", "hang", "leak", "slow")),
				Map.entry("paymentGateway", List.of("corrupt", "dependency", "exception", "hang", "slow")),
				Map.entry("priceFeed", List.of("corrupt", "dependency", "exception", "hang", "slow", "worker")),
				Map.entry("receiptMailer", List.of("corrupt", "exception", "hang", "probe", "slow")));
	}

	@Test
	void unknownComponentsAndKindsAreNotFound() {
		assertThat(this.shop.post("/faults/till/exception").status()).isEqualTo(404);
		assertThat(this.shop.post("/faults/inventory/worker").status()).isEqualTo(404);
	}

	@Test
	void onlyDependenciesComeBackByThemselves() {
		assertThat(this.shop.post("/faults/inventory/exception?on=false").status()).isEqualTo(400);
	}

	private List<Map<String, Object>> orders() {
		return this.shop.get("/orders").json("$");
	}

	private static <T> List<T> concurrently(int times, Callable<T> call) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> result : executor.invokeAll(Collections.nCopies(times, call))) {
				results.add(result.get());
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
