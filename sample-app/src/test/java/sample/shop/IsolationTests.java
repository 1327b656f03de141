package sample.shop;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sample.shop.Shop.Answer;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is not essential is left alone when it cannot be cured, and tried again later. The
 * budgets are those of the shop; only the waiting is shorter.
 */
class IsolationTests {

	private final Shop shop = Shop.open("supervision.root.cool-down=1s", "supervision.backoff.initial-delay=1ms",
			"supervision.backoff.max-delay=5ms");

	@AfterEach
	void close() {
		this.shop.close();
	}

	@Test
	void theMailerIsIsolatedWhileOrdersGoOnAndComesBack() throws Exception {
		Tree before = this.shop.tree();
		try (Clients<Answer> customers = new Clients<>(1, () -> this.shop.order("sticker", 1));
				Clients<Integer> platform = new Clients<>(1, this.shop::liveness)) {
			isolateTheMailer();
			Tree isolated = this.shop.tree();
			assertThat(this.shop.readiness()).isEqualTo(200);
			customers.awaitAnswers(20);
			Tree back = this.shop.awaitTree(Tree::isUp);
			assertThat(customers.stop()).extracting(Answer::status).containsOnly(201);
			assertThat(platform.stop()).containsOnly(200);
			assertThat(isolated.status()).isEqualTo("DEGRADED");
			for (Tree tree : List.of(isolated, back)) {
				assertThat(withoutMailer(tree.generations())).isEqualTo(withoutMailer(before.generations()));
				assertThat(withoutMailer(tree.restarts())).isEqualTo(withoutMailer(before.restarts()));
				assertThat(tree.node("checkout").restarts()).isZero();
			}
		}
		assertThatEveryOrderGetsItsReceipt();
	}

	@Test
	void aMailerThatFailsOnProbationIsIsolatedAtOnce() {
		isolateTheMailer();
		Tree back = this.shop.awaitTree(Tree::isUp);
		this.shop.strike("receiptMailer", "corrupt");
		Tree again = this.shop.awaitTree((tree) -> tree.node("receiptMailer").state().equals("ISOLATED"));
		assertThat(again.generations()).isEqualTo(back.generations());
		this.shop.awaitTree(Tree::isUp);
		assertThatEveryOrderGetsItsReceipt();
	}

	private void isolateTheMailer() {
		for (int restart = 1; restart <= 3; restart++) {
			breakTheMailerAndAwait(this.shop.tree().generationsAfter("receiptMailer"));
		}
		this.shop.strike("receiptMailer", "corrupt");
		Tree isolated = this.shop.awaitTree((tree) -> tree.node("receiptMailer").state().equals("ISOLATED"));
		assertThat(isolated.down()).containsExactly("receiptMailer");
		assertThat(isolated.node("receiptMailer").json()).containsKey("nextAttemptAt");
	}

	private void breakTheMailerAndAwait(Map<String, Integer> generations) {
		this.shop.strike("receiptMailer", "corrupt");
		this.shop.awaitTree((tree) -> tree.isRunning() && tree.generations().equals(generations));
	}

	private void assertThatEveryOrderGetsItsReceipt() {
		JdbcClient jdbc = this.shop.bean(JdbcClient.class);
		Shop.patiently()
			.untilAsserted(() -> assertThat(jdbc.sql("select order_id from receipt").query(Integer.class).set())
				.isEqualTo(Set.copyOf(this.shop.get("/orders").<List<Integer>>json("$[*].id"))));
	}

	private static Map<String, Integer> withoutMailer(Map<String, Integer> numbers) {
		numbers.remove("receiptMailer");
		return numbers;
	}

}
