package sample.shop;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import sample.shop.Shop.Answer;
import sample.shop.Tree.Node;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The circuit breaker of the payments, which is the shop's own: when it opens, payments
 * are begun anew, unless the payment server is to blame.
 */
class CircuitBreakerTests {

	private static final String PAYMENTS = "resilience4j.circuitbreaker.instances.payments.";

	@Test
	void slowPaymentsAreBegunAnew() {
		try (Shop shop = Shop.open("sample.faults.slowness=3s")) {
			Tree before = shop.tree();
			shop.strike("paymentGateway", "slow");
			List<CompletableFuture<Answer>> orders = Stream
				.generate(() -> CompletableFuture.supplyAsync(() -> shop.order("mug", 1)))
				.limit(5)
				.toList();
			Tree after = shop.awaitTree((tree) -> tree.isRunning() && tree.generations()
				.equals(before.generationsAfter("paymentGateway", "orderService", "receiptMailer")));
			assertThat(orders).extracting(CompletableFuture::join).allMatch((answer) -> answer.status() == 201);
			assertThat(after.node("paymentGateway").lastFailure()).containsEntry("detector", "BREAKER")
				.containsEntry("kind", "SUSPICION")
				.containsEntry("classification", "COMPONENT");
			Shop.patiently().until(() -> isIn("closed", shop));
			assertThat(shop.order("mug", 1).status()).isEqualTo(201);
			assertThat(shop.liveness()).isEqualTo(200);
		}
	}

	@Test
	void outageThatBreaksTheCircuitRestartsNothing() {
		try (Shop shop = Shop.open(PAYMENTS + "ignore-exceptions=",
				PAYMENTS + "record-exceptions=sample.shop.checkout.PaymentUnavailableException",
				PAYMENTS + "wait-duration-in-open-state=100ms",
				PAYMENTS + "permitted-number-of-calls-in-half-open-state=1")) {
			Tree before = shop.tree();
			shop.outage("paymentGateway", true);
			Shop.patiently().until(() -> {
				assertThat(shop.order("mug", 1).status()).isEqualTo(503);
				return isIn("open", shop);
			});
			Tree down = shop.awaitTree((tree) -> isDegradedByDependency(tree.node("paymentGateway")));
			assertThat(down.isRunning()).isTrue();
			assertThat(shop.readiness()).isEqualTo(200);
			shop.outage("paymentGateway", false);
			Shop.patiently().until(() -> shop.order("mug", 1).status() == 201);
			Tree after = shop.awaitTree(Tree::isUp);
			assertThat(isIn("closed", shop)).isTrue();
			assertThat(after.generations()).isEqualTo(before.generations());
			assertThat(after.node("paymentGateway").json()).doesNotContainKey("lastFailure");
		}
	}

	private static boolean isIn(String state, Shop shop) {
		Answer answer = shop
			.get("/actuator/metrics/resilience4j.circuitbreaker.state?tag=name:payments&tag=state:" + state);
		return answer.status() == 200 && answer.<Double>json("$.measurements[0].value") == 1;
	}

	private static boolean isDegradedByDependency(Node node) {
		return node.is("degraded") && node.text("degradedBy").equals("DEPENDENCY");
	}

}
