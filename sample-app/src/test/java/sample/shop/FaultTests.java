package sample.shop;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import sample.shop.Shop.Answer;
import sample.shop.faults.FaultBoard;
import sample.shop.faults.Faults;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The faults do break the shop, as one sees while nobody repairs it.
 */
@ExtendWith(OutputCaptureExtension.class)
class FaultTests {

	private final Shop shop = Shop.open("supervision.enabled=false", "sample.faults.leak=512KB");

	@AfterEach
	void close() {
		this.shop.close();
	}

	@Test
	void thereAreNoFaultsUnlessTheyAreArmed() {
		try (Shop unarmed = Shop.open("supervision.enabled=false", "sample.faults.enabled=false")) {
			assertThat(unarmed.get("/faults").status()).isEqualTo(404);
			assertThat(unarmed.post("/faults/inventory/exception").status()).isEqualTo(404);
			assertThat(unarmed.get("/products").status()).isEqualTo(200);
		}
	}

	@Test
	void exceptionMakesEveryCallFail() {
		this.shop.strike("orderService", "exception");
		assertThat(this.shop.get("/orders").status()).isEqualTo(500);
		assertThat(this.shop.get("/orders/1").status()).isEqualTo(500);
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(500);
		assertThat(this.shop.get("/products").status()).isEqualTo(200);
	}

	@Test
	void aCorruptInventoryAnswersWronglyAndNotices(CapturedOutput output) {
		this.shop.strike("inventory", "corrupt");
		assertThat(this.shop.stock("poster")).isEqualTo(21);
		await().until(() -> output.getOut().contains("Stock is {mug=2001"));
		assertThat(this.shop.order("poster", 1).status()).isEqualTo(500);
		assertThat(output).contains("Stock of 'poster' is not 21");
	}

	@Test
	void aCorruptPriceFeedAnswersWronglyAndNotices(CapturedOutput output) {
		this.shop.strike("priceFeed", "corrupt");
		assertThat(this.shop.get("/products").<List<Double>>json("$[*].price")).allMatch((price) -> price < 1);
		await().until(() -> output.getOut().contains("Price below the floor"));
	}

	@Test
	void aCorruptOrderServiceNotices(CapturedOutput output) {
		this.shop.strike("orderService", "corrupt");
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(500);
		assertThat(output).contains("Discount is 110 percent");
		assertThat(this.shop.stock("mug")).isEqualTo(1000);
	}

	@Test
	void aCorruptPaymentGatewayNotices(CapturedOutput output) {
		this.shop.strike("paymentGateway", "corrupt");
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(500);
		assertThat(output).contains("/forgotten' is unknown");
		assertThat(this.shop.stock("mug")).isEqualTo(1000);
	}

	@Test
	void aCorruptReceiptMailerNotices(CapturedOutput output) {
		this.shop.strike("receiptMailer", "corrupt");
		await().until(() -> output.getOut().contains("Receipts sent: 1000, stored: 0"));
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(201);
	}

	@Test
	void slowMakesEveryCallTakeLong() {
		try (Shop slow = Shop.open("supervision.enabled=false", "sample.faults.slowness=300ms")) {
			slow.strike("orderService", "slow");
			long begun = System.nanoTime();
			assertThat(slow.get("/orders").status()).isEqualTo(200);
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
		}
	}

	@Test
	void callsThatHangIgnoreInterrupts() {
		Faults faults = this.shop.bean(FaultBoard.class).open("test").hang();
		Thread caller = new Thread(faults::inCall);
		caller.setDaemon(true);
		this.shop.strike("test", "hang");
		caller.start();
		await().until(() -> caller.getState() == Thread.State.WAITING);
		caller.interrupt();
		await().until(() -> !caller.isInterrupted() && caller.getState() == Thread.State.WAITING);
	}

	@Test
	void aDeadThreadStopsTheWarnings(CapturedOutput output) {
		assertThat(this.shop.order("poster", this.shop.stock("poster") - 4).status()).isEqualTo(201);
		await().until(() -> output.getOut().contains("'poster' is running out"));
		this.shop.strike("inventory", "dead-thread");
		Shop.patiently().until(() -> output.getAll().contains("Fault 'dead-thread' of 'inventory'"));
		assertThat(this.shop.order("mug", this.shop.stock("mug") - 4).status()).isEqualTo(201);
		assertThat(this.shop.get("/products").status()).isEqualTo(200);
		assertThat(output).doesNotContain("'mug' is running out");
	}

	@Test
	void aLeakHoldsOnToMemoryWithEveryCall() {
		this.shop.strike("orderService", "leak");
		long before = this.shop.heapInUse();
		for (int call = 0; call < 200; call++) {
			assertThat(this.shop.get("/orders").status()).isEqualTo(200);
		}
		assertThat(this.shop.heapInUse() - before).isGreaterThan(64 << 20);
	}

	@Test
	void aBrokenWorkerStopsThePrices(CapturedOutput output) {
		this.shop.strike("priceFeed", "worker");
		await().until(() -> output.getOut().contains("Fault 'worker' of 'priceFeed'"));
		Answer products = this.shop.get("/products");
		assertThat(products.status()).isEqualTo(200);
		await().during(Duration.ofMillis(300)).until(() -> this.shop.get("/products").body().equals(products.body()));
	}

}
