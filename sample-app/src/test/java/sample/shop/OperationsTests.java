package sample.shop;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sample.shop.Shop.Answer;
import sample.shop.Tree.Node;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator sees and does at the endpoint.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class OperationsTests {

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
	void theTreeIsShownInStartOrder() {
		Tree tree = this.shop.tree();
		assertThat(tree.status()).isEqualTo("UP");
		assertThat(tree.nodes().keySet()).containsExactly("/", "/catalog", "/catalog/priceFeed", "/catalog/inventory",
				"/checkout", "/checkout/paymentGateway", "/checkout/orderService", "/checkout/receiptMailer");
	}

	@Test
	void aSupervisorIsShownWithItsBudget() {
		Tree tree = this.shop.tree();
		assertThat(tree.node("root").json()).containsEntry("kind", "supervisor")
			.containsEntry("path", "/")
			.containsEntry("state", "RUNNING")
			.containsEntry("strategy", "ONE_FOR_ONE")
			.containsEntry("intensity", 3)
			.containsEntry("period", "PT20S")
			.containsEntry("restartsInPeriod", 0)
			.containsEntry("restart", "PERMANENT");
		assertThat(tree.node("checkout").json()).containsEntry("strategy", "REST_FOR_ONE")
			.containsEntry("period", "PT5S");
		assertThat(tree.node("catalog").json()).containsOnlyKeys("id", "path", "kind", "state", "strategy", "intensity",
				"period", "restartsInPeriod", "restart", "restarts", "startedAt", "children");
	}

	@Test
	void aComponentThatNothingEverHappenedToShowsNothingElse() {
		Node mailer = this.shop.tree().node("receiptMailer");
		assertThat(mailer.json()).containsEntry("type", "sample.shop.checkout.ReceiptMailer")
			.containsEntry("restart", "PERMANENT")
			.containsEntry("essential", false)
			.containsEntry("abandoned", 0)
			.containsOnlyKeys("id", "path", "kind", "state", "type", "restart", "essential", "degraded", "serving",
					"generation", "restarts", "manualRestarts", "startedAt", "inFlight", "abandoned");
		assertThat(this.shop.tree().node("priceFeed").is("essential")).isTrue();
	}

	@Test
	void aNodeIsFoundByItsPathAndByItsId() {
		for (String address : new String[] { "catalog/inventory", "inventory" }) {
			Answer node = this.shop.get("/actuator/supervision/" + address);
			assertThat(node.status()).isEqualTo(200);
			assertThat(node.<String>json("$.path")).isEqualTo("/catalog/inventory");
		}
		assertThat(this.shop.get("/actuator/supervision/catalog/till").status()).isEqualTo(404);
	}

	@Test
	void aRestartTakesOneComponentAndIsCountedApart(CapturedOutput output) {
		Tree before = this.shop.tree();
		Answer answer = this.shop.operate("checkout/paymentGateway", "restart");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.<String>json("$.path")).isEqualTo("/checkout/paymentGateway");
		Tree after = this.shop
			.awaitTree((tree) -> tree.isUp() && tree.generations().equals(before.generationsAfter("paymentGateway")));
		assertThat(after.restarts()).isEqualTo(before.restarts());
		assertThat(after.node("paymentGateway").number("manualRestarts"))
			.isEqualTo(before.node("paymentGateway").number("manualRestarts") + 1);
		assertThat(after.node("checkout").number("restartsInPeriod")).isZero();
		assertThat(output).contains("a test asks for it");
	}

	@Test
	void aRestartOfAGroupTakesItsWholeSubtreeUncounted() {
		Tree before = this.shop.tree();
		assertThat(this.shop.operate("catalog", "restart").status()).isEqualTo(200);
		Tree after = this.shop.awaitTree(
				(tree) -> tree.isUp() && tree.generations().equals(before.generationsAfter("priceFeed", "inventory")));
		assertThat(after.node("root").number("restartsInPeriod")).isZero();
	}

	@Test
	void aGroupThatIsStoppedIsDownAsAWholeUntilItIsStarted() {
		Tree before = this.shop.tree();
		Answer stopping = this.shop.operate("checkout", "stop");
		assertThat(stopping.status()).isEqualTo(200);
		assertThat(stopping.<String>json("$.path")).isEqualTo("/checkout");
		Tree down = this.shop.awaitTree((tree) -> tree.node("checkout").state().equals("STOPPED"));
		assertThat(down.down()).containsExactly("paymentGateway", "orderService", "receiptMailer");
		assertThat(down.status()).isEqualTo("UP");
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(503);
		assertThat(this.shop.get("/products").status()).isEqualTo(200);
		assertThat(this.shop.operate("checkout", "stop").status()).isEqualTo(409);
		Answer below = this.shop.operate("orderService", "start");
		assertThat(below.status()).isEqualTo(409);
		assertThat(below.<String>json("$.message")).isEqualTo("'start' is not possible for '/checkout/orderService' "
				+ "in state STOPPED: '/checkout' above it is STOPPED");
		assertThat(this.shop.operate("checkout", "restart").status()).isEqualTo(409);
		assertThat(this.shop.liveness()).isEqualTo(200);
		assertThat(this.shop.readiness()).isEqualTo(200);
		assertThat(this.shop.operate("checkout", "start").status()).isEqualTo(200);
		Tree after = this.shop.awaitTree(Tree::isUp);
		assertThat(after.generations())
			.isEqualTo(before.generationsAfter("paymentGateway", "orderService", "receiptMailer"));
		assertThat(after.node("root").number("restartsInPeriod")).isZero();
		assertThat(this.shop.operate("checkout", "start").status()).isEqualTo(409);
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(201);
	}

	@Test
	void whatIsStoppedStaysDownUntilItIsStarted() {
		Tree before = this.shop.tree();
		assertThat(this.shop.operate("priceFeed", "stop").status()).isEqualTo(200);
		this.shop.awaitTree((tree) -> tree.node("priceFeed").state().equals("STOPPED"));
		Answer unavailable = this.shop.get("/products");
		assertThat(unavailable.status()).isEqualTo(503);
		assertThat(Integer.parseInt(unavailable.header("Retry-After"))).isPositive();
		assertThat(this.shop.operate("priceFeed", "stop").status()).isEqualTo(409);
		assertThat(this.shop.operate("priceFeed", "restart").status()).isEqualTo(409);
		assertThat(this.shop.liveness()).isEqualTo(200);
		assertThat(this.shop.readiness()).isEqualTo(200);
		assertThat(this.shop.operate("priceFeed", "start").status()).isEqualTo(200);
		Tree after = this.shop.awaitTree(Tree::isUp);
		assertThat(after.generations()).isEqualTo(before.generationsAfter("priceFeed"));
		assertThat(this.shop.operate("priceFeed", "start").status()).isEqualTo(409);
		assertThat(this.shop.get("/products").status()).isEqualTo(200);
	}

	@Test
	void aResetStartsNothing() {
		Tree before = this.shop.tree();
		assertThat(this.shop.operate("priceFeed", "reset").status()).isEqualTo(200);
		assertThat(this.shop.operate("root", "reset").status()).isEqualTo(200);
		assertThat(this.shop.tree().generations()).isEqualTo(before.generations());
	}

	@ParameterizedTest
	@ValueSource(strings = { "restart", "stop", "start" })
	void theRootCanOnlyBeReset(String operation) {
		assertThat(this.shop.operate("root", operation).status()).isEqualTo(409);
	}

	@Test
	void whatIsNotInTheTreeIsNotFound() {
		assertThat(this.shop.operate("till", "restart").status()).isEqualTo(404);
		assertThat(this.shop.operate("catalog/till", "restart").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"operation\":\"kick\",\"reason\":\"it hangs\"}", "{\"reason\":\"it hangs\"}",
			"{\"operation\":\"restart\"}", "{\"operation\":\"restart\",\"reason\":\" \"}", "{}", "[]", "42",
			"no json" })
	void whatMakesNoSenseIsABadRequest(String body) {
		Tree before = this.shop.tree();
		assertThat(this.shop.post("/actuator/supervision/inventory", body).status()).isEqualTo(400);
		assertThat(this.shop.tree().generations()).isEqualTo(before.generations());
	}

	@Test
	void incidentsAreShownWithTheNode() {
		Tree before = this.shop.tree();
		this.shop.strike("inventory", "corrupt");
		this.shop.awaitTree((tree) -> tree.isUp() && tree.generations().equals(before.generationsAfter("inventory")));
		Answer node = this.shop.get("/actuator/supervision/inventory");
		assertThat(node.<List<String>>json("$.incidents[-1:].detector")).containsExactly("SELF");
		assertThat(node.<String>json("$.lastFailure.message")).startsWith("Stock is {mug=");
	}

}
