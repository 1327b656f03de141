package sample.clinictests;

import java.util.List;
import java.util.stream.Stream;

import io.supervision.spec.ChildState;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import sample.clinic.billing.PaymentDeclinedException;
import sample.clinic.owners.DuplicateOwnerException;
import sample.clinic.stock.OutOfStockException;
import sample.clinic.visits.IllegalMoveException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same clinic while every component of it is restarted once a second. Nobody outside
 * notices: calls wait for the next generation, and what happens by itself happens once.
 */
class RestlessClinicTests extends ClinicSuite {

	/** What the clinic says no with, which is no fault of its components. */
	private static final List<String> REFUSALS = List.of(DuplicateOwnerException.class.getName(),
			IllegalMoveException.class.getName(), OutOfStockException.class.getName(),
			PaymentDeclinedException.class.getName());

	private RestlessOperator operator;

	@Override
	String[] arguments() {
		return new String[] { "--spring.profiles.active=supervised", "--supervision.defaults.wait-timeout=60s",
				"--supervision.defaults.ignore=" + String.join(",", REFUSALS) };
	}

	@Override
	boolean memoryIsKept() {
		return false;
	}

	@BeforeAll
	void disturb() {
		this.operator = new RestlessOperator(kernel(),
				components().map(TreeSnapshot.Component::path).toList());
	}

	@AfterAll
	void stop() throws Exception {
		this.operator.close();
	}

	@Test
	void nothingIsLostAndNothingIsLeftOver() throws Exception {
		patiently().until(() -> components().allMatch((component) -> component.manualRestarts() >= 5));
		atOnce(3, () -> {
			long end = System.nanoTime() + 10_000_000_000L;
			while (System.nanoTime() < end) {
				long invoice = this.clinic.invoice(this.clinic.patient());
				this.clinic.pay(invoice, "cash", 2000, "").expect(200);
				this.clinic.pay(invoice, "card", 2300, "4711").expect(200);
			}
			return null;
		});
		this.operator.close();
		patiently().until(() -> components().allMatch((component) -> component.state() == ChildState.RUNNING));
		System.out.println("RESTARTS " + components().map((c) -> c.id() + ":" + c.manualRestarts() + "/" + c.generation() + "/" + c.abandoned()).toList());
		assertThat(this.operator.refused()).isEmpty();
		reconcile();
	}

	private SupervisionKernel kernel() {
		return this.clinic.bean(SupervisionKernel.class);
	}

	private Stream<TreeSnapshot.Component> components() {
		return SupervisedClinicTests.components(kernel().snapshot()).stream();
	}

}
