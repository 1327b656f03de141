package sample.shop;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.shop.Shop.Answer;
import sample.shop.outside.OutsideServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Under a constant stream of requests nobody notices that a component breaks and is
 * replaced, since what the shop's components do is safe to repeat; and no order is made
 * twice by that.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InvisibleRestartTests {

	private static final int CUSTOMERS = 4;

	private static final int SOME = 40;

	/** Nobody gives up because the machine is slow, and nothing is called bad luck. */
	private static final String[] PATIENT = { "supervision.defaults.fail-on=java.lang.IllegalStateException",
			"supervision.defaults.wait-timeout=20s", "supervision.defaults.shutdown-timeout=25s",
			"supervision.group-defaults.intensity=1000", "supervision.root.intensity=1000",
			"supervision.backoff.initial-delay=1ms", "supervision.backoff.max-delay=1ms" };

	@SuppressWarnings("NullAway.Init")
	private Shop shop;

	@BeforeAll
	void open() {
		this.shop = Shop.open(PATIENT);
	}

	@AfterAll
	void close() {
		this.shop.close();
	}

	@ParameterizedTest
	@CsvSource({ "priceFeed, worker", "priceFeed, exception", "inventory, corrupt", "inventory, exception",
			"paymentGateway, corrupt", "paymentGateway, exception", "orderService, corrupt",
			"orderService, exception" })
	void nobodyNotices(String component, String kind) throws Exception {
		visitWhile(() -> strikeAndAwait(component, kind));
	}

	@Test
	void nobodyNoticesOneFaultAfterTheOther() throws Exception {
		visitWhile(() -> {
			for (int round = 0; round < 3; round++) {
				for (String component : List.of("inventory", "orderService", "paymentGateway")) {
					strikeAndAwait(component, "corrupt");
				}
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "inventory, corrupt", "paymentGateway, exception", "orderService, corrupt" })
	void withoutSupervisionEverybodyNotices(String component, String kind) throws Exception {
		try (Shop unsupervised = Shop.open("supervision.enabled=false");
				Clients<Answer> customers = new Clients<>(CUSTOMERS, () -> unsupervised.order("sticker", 1))) {
			customers.awaitAnswers(SOME);
			unsupervised.strike(component, kind);
			customers.awaitAnswers(SOME);
			assertThat(customers.stop()).extracting(Answer::status).contains(201, 500);
		}
	}

	private void strikeAndAwait(String component, String kind) {
		Map<String, Integer> before = this.shop.tree().generations();
		this.shop.strike(component, kind);
		this.shop.awaitTree((tree) -> tree.isRunning() && tree.generations().get(component) > before.get(component));
	}

	private void visitWhile(Runnable trouble) throws Exception {
		List<Integer> before = orders();
		List<Answer> answers;
		try (Clients<Answer> customers = new Clients<>(CUSTOMERS, () -> this.shop.order("sticker", 1));
				Clients<Answer> visitors = new Clients<>(1, () -> this.shop.get("/products"));
				Clients<Answer> readers = new Clients<>(1, () -> this.shop.get("/orders/1"))) {
			customers.awaitAnswers(SOME);
			trouble.run();
			customers.awaitAnswers(SOME);
			assertThat(visitors.stop()).extracting(Answer::status).containsOnly(200);
			assertThat(readers.stop()).extracting(Answer::status).isSubsetOf(200, 404);
			answers = customers.stop();
		}
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.status()).as(answer.body()).isEqualTo(201));
		List<Integer> sold = answers.stream().map((answer) -> answer.<Integer>json("$.id")).toList();
		assertThat(orders())
			.containsExactlyInAnyOrderElementsOf(Stream.concat(before.stream(), sold.stream()).toList());
		assertThat(this.shop.bean(OutsideServer.class).payments().keySet()).extracting(Long::intValue)
			.containsExactlyInAnyOrderElementsOf(orders());
		assertThat(this.shop.stock("sticker")).isEqualTo(1_000_000 - orders().size());
	}

	private List<Integer> orders() {
		return this.shop.get("/orders").json("$[*].id");
	}

}
