package sample.shop;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sample.shop.Shop.Answer;
import sample.shop.outside.OutsideServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Under a constant stream of orders a restart loses none that was accepted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderStreamTests {

	private static final int CUSTOMERS = 4;

	private static final int SOME = 40;

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

	@ParameterizedTest
	@ValueSource(strings = { "priceFeed", "inventory", "paymentGateway", "orderService", "receiptMailer" })
	void aRestartByHandLosesNoOrder(String component) throws Exception {
		List<Answer> answers = orderWhile(() -> {
			Map<String, Integer> generations = this.shop.tree().generationsAfter(component);
			assertThat(this.shop.operate(component, "restart").status()).isEqualTo(200);
			this.shop.awaitTree((tree) -> tree.isRunning() && tree.generations().equals(generations));
		});
		assertThatNobodyWasTreatedBadly(answers);
		assertThatEveryAcceptedOrderIsThere(this.shop, answers);
	}

	@Test
	void aRestartAfterABrokenWorkerLosesNoOrder() throws Exception {
		List<Answer> answers = orderWhile(() -> {
			Map<String, Integer> generations = this.shop.tree().generationsAfter("priceFeed");
			this.shop.strike("priceFeed", "worker");
			this.shop.awaitTree((tree) -> tree.isRunning() && tree.generations().equals(generations));
		});
		assertThatNobodyWasTreatedBadly(answers);
		assertThatEveryAcceptedOrderIsThere(this.shop, answers);
	}

	@ParameterizedTest
	@CsvSource({ "priceFeed, corrupt", "priceFeed, exception", "inventory, corrupt", "inventory, exception",
			"paymentGateway, corrupt", "paymentGateway, exception", "orderService, corrupt",
			"orderService, exception" })
	void whatIsBrokenHealsAndLosesNoOrder(String component, String kind) throws Exception {
		List<Answer> answers = orderWhile(() -> {
			int generation = this.shop.tree().node(component).generation();
			this.shop.strike(component, kind);
			this.shop.awaitTree((tree) -> tree.isRunning() && tree.node(component).generation() > generation);
		});
		assertThat(answers).extracting(Answer::status).isSubsetOf(201, 500, 503);
		assertThat(answers.subList(answers.size() - 1, answers.size())).extracting(Answer::status).containsOnly(201);
		assertThatEveryAcceptedOrderIsThere(this.shop, answers);
	}

	@Test
	void withoutSupervisionTheSameFaultsStay() throws Exception {
		for (String component : List.of("inventory", "paymentGateway", "orderService", "priceFeed")) {
			try (Shop unsupervised = Shop.open("supervision.enabled=false");
					Clients<Answer> customers = new Clients<>(CUSTOMERS, () -> unsupervised.order("sticker", 1))) {
				customers.awaitAnswers(SOME);
				unsupervised.strike(component, "exception");
				customers.awaitAnswers(CUSTOMERS);
				List<Integer> later = Stream.generate(() -> unsupervised.order("sticker", 1))
					.limit(10 * SOME)
					.map(Answer::status)
					.distinct()
					.toList();
				assertThat(later).containsExactly(500);
				customers.stop();
			}
		}
	}

	private List<Answer> orderWhile(Runnable trouble) throws Exception {
		try (Clients<Answer> customers = new Clients<>(CUSTOMERS, () -> this.shop.order("sticker", 1))) {
			customers.awaitAnswers(SOME);
			trouble.run();
			customers.awaitAnswers(SOME);
			List<Answer> answers = customers.stop();
			answers.add(this.shop.order("sticker", 1));
			return answers;
		}
	}

	private static void assertThatNobodyWasTreatedBadly(List<Answer> answers) {
		assertThat(answers).extracting(Answer::status).contains(201).isSubsetOf(201, 503);
		assertThat(answers).filteredOn((answer) -> answer.status() == 503)
			.allSatisfy((answer) -> assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive());
	}

	private static void assertThatEveryAcceptedOrderIsThere(Shop shop, List<Answer> answers) {
		Answer orders = shop.get("/orders");
		List<Integer> known = orders.json("$[*].id");
		assertThat(known).doesNotHaveDuplicates()
			.containsAll(answers.stream()
				.filter((answer) -> answer.status() == 201)
				.map((answer) -> answer.<Integer>json("$.id"))
				.collect(Collectors.toSet()));
		assertThat(shop.bean(OutsideServer.class).payments().keySet()).extracting(Long::intValue).containsAll(known);
		int sold = orders.<List<Integer>>json("$[*].quantity").stream().mapToInt(Integer::intValue).sum();
		assertThat(shop.stock("sticker")).isEqualTo(1_000_000 - sold);
	}

}
