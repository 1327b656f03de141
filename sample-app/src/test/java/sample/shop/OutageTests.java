package sample.shop;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import sample.shop.Tree.Node;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Restarts bring no dependency back, so none are made while one is down. The minute is a
 * real one, with the settings of the shop; it passes while other tests run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class OutageTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@SuppressWarnings("NullAway.Init")
	private Shop shop;

	@BeforeAll
	void open() {
		this.shop = Shop.open();
	}

	@AfterAll
	void close() {
		this.shop.close();
	}

	@Test
	@Execution(ExecutionMode.SAME_THREAD)
	void anOutageOfAMinuteRestartsNothing() {
		Tree before = this.shop.tree();
		this.shop.outage("priceFeed", true);
		this.shop.outage("paymentGateway", true);
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(503);
		Tree down = this.shop.awaitTree((tree) -> isDegradedByDependency(tree.node("priceFeed")));
		assertThat(isDegradedByDependency(down.node("paymentGateway"))).isTrue();
		assertThat(down.status()).isEqualTo("DEGRADED");
		Observations seen = observeFor(MINUTE);
		assertThat(seen.probes()).containsOnly(200);
		assertThat(seen.browsers()).containsOnly(200);
		assertThat(seen.customers()).containsOnly(503);
		assertThatNothingWasRestarted(before, this.shop.tree());
		this.shop.outage("priceFeed", false);
		this.shop.outage("paymentGateway", false);
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(201);
		Tree after = Shop.patiently().atMost(MINUTE).until(this.shop::tree, Tree::isUp);
		assertThatNothingWasRestarted(before, after);
	}

	@Test
	@Execution(ExecutionMode.SAME_THREAD)
	void aStartWaitsForWhatItDependsOn() {
		Tree before = this.shop.tree();
		this.shop.outage("paymentGateway", true);
		assertThat(this.shop.operate("paymentGateway", "restart").status()).isEqualTo(200);
		Tree held = this.shop.awaitTree((tree) -> tree.node("paymentGateway").json().containsKey("heldBy"));
		assertThat(held.node("paymentGateway").state()).isEqualTo("RESTARTING");
		assertThat(held.node("paymentGateway").text("heldBy")).isEqualTo("dependency");
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(503);
		assertThat(this.shop.liveness()).isEqualTo(200);
		assertThat(this.shop.readiness()).isEqualTo(200);
		this.shop.outage("paymentGateway", false);
		Tree after = this.shop.awaitTree(Tree::isRunning);
		assertThat(after.generations()).isEqualTo(before.generationsAfter("paymentGateway"));
		assertThat(after.restarts()).isEqualTo(before.restarts());
		assertThat(this.shop.order("mug", 1).status()).isEqualTo(201);
	}

	private Observations observeFor(Duration duration) {
		Observations seen = new Observations(new HashSet<>(), new HashSet<>(), new HashSet<>());
		long end = System.nanoTime() + duration.toNanos();
		Shop.patiently().atMost(duration.multipliedBy(2)).until(() -> {
			seen.probes().add(this.shop.liveness());
			seen.probes().add(this.shop.readiness());
			seen.browsers().add(this.shop.get("/products").status());
			seen.customers().add(this.shop.order("mug", 1).status());
			return System.nanoTime() - end >= 0;
		});
		return seen;
	}

	private static boolean isDegradedByDependency(Node node) {
		return node.is("degraded") && node.text("degradedBy").equals("DEPENDENCY");
	}

	private static void assertThatNothingWasRestarted(Tree before, Tree now) {
		assertThat(now.isRunning()).isTrue();
		assertThat(now.generations()).isEqualTo(before.generations());
		assertThat(now.restarts()).isEqualTo(before.restarts());
		assertThat(now.node("catalog").restarts()).isEqualTo(before.node("catalog").restarts());
		assertThat(now.node("checkout").restarts()).isEqualTo(before.node("checkout").restarts());
		assertThat(now.node("root").number("restartsInPeriod")).isZero();
	}

	/** The status codes that were seen. */
	private record Observations(Set<Integer> probes, Set<Integer> browsers, Set<Integer> customers) {

	}

}
