package sample.shop;

import java.util.List;
import java.util.Map;
import java.util.Set;
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

	/** What breaks one generation so that it is replaced at once. */
	private static final List<String> KILLS = List.of("inventory/corrupt", "orderService/corrupt",
			"paymentGateway/corrupt", "priceFeed/corrupt", "receiptMailer/corrupt", "priceFeed/worker",
			"receiptMailer/probe", "inventory/dead-thread", "inventory/exception", "orderService/exception",
			"paymentGateway/exception", "priceFeed/exception", "receiptMailer/exception");

	/** Calls wait for as long as a restart takes on a slow machine. */
	private static final String[] ANY_NUMBER_OF_KILLS = { "supervision.defaults.wait-timeout=30s",
			"supervision.defaults.fail-on=java.lang.IllegalStateException", "supervision.group-defaults.intensity=1000",
			"supervision.backoff.max-delay=100ms", "server.error.include-message=always" };

	/** What the components say that have met a fault. */
	private static final String A_FAULT = "Fault '\\w+' of '\\w+'|Stock of 'sticker' is not \\d+|"
			+ "Session '.+' is unknown|Discount is 110 percent";

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
	void killsThatGoRoundFailNobodyWhoDidNotMeetTheFault() throws Exception {
		try (Shop killed = Shop.open(ANY_NUMBER_OF_KILLS);
				Clients<Answer> customers = new Clients<>(CUSTOMERS, () -> killed.order("sticker", 1));
				Clients<Answer> visitors = new Clients<>(1, () -> killed.get("/products"))) {
			customers.awaitAnswers(SOME);
			for (String kill : KILLS) {
				String component = kill.split("/", -1)[0];
				int generation = killed.tree().node(component).generation();
				killed.strike(component, kill.split("/", -1)[1]);
				killed.awaitTree((tree) -> tree.isRunning() && tree.node(component).generation() > generation);
				customers.awaitAnswers(CUSTOMERS);
				visitors.awaitAnswers(1);
			}
			List<Answer> answers = customers.stop();
			assertThat(killed.get("/orders").<List<Integer>>json("$[*].id")).containsAll(accepted(answers));
			answers.addAll(visitors.stop());
			assertThat(answers).filteredOn((answer) -> answer.status() >= 400).allSatisfy((answer) -> {
				assertThat(answer.status()).as(answer.toString()).isEqualTo(500);
				assertThat(answer.<String>json("$.message")).matches(A_FAULT);
			});
		}
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
		assertThat(known).doesNotHaveDuplicates().containsAll(accepted(answers));
		assertThat(shop.bean(OutsideServer.class).payments().keySet()).extracting(Long::intValue).containsAll(known);
		int sold = orders.<List<Integer>>json("$[*].quantity").stream().mapToInt(Integer::intValue).sum();
		assertThat(shop.stock("sticker")).isEqualTo(1_000_000 - sold);
	}

	private static Set<Integer> accepted(List<Answer> answers) {
		return answers.stream()
			.filter((answer) -> answer.status() == 201)
			.map((answer) -> answer.<Integer>json("$.id"))
			.collect(Collectors.toSet());
	}

}
