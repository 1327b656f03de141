package sample.clinictests;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

	private Leftovers before;

	@Override
	String[] arguments() {
		return new String[] { "--spring.profiles.active=supervised", "--supervision.defaults.wait-timeout=60s",
				"--supervision.defaults.ignore=" + String.join(",", REFUSALS) };
	}

	/** A result that comes later waits for a restart without a thread. */
	@Override
	String mailThreads() {
		return "(task|supervision-worker)-\\d+";
	}

	@Override
	boolean memoryIsKept() {
		return false;
	}

	@BeforeAll
	void disturb() {
		this.clinic.invoice(this.clinic.patient());
		this.before = Leftovers.of(this.clinic.application(), ids());
		this.operator = new RestlessOperator(kernel(), components().map(TreeSnapshot.Component::path).toList());
	}

	@AfterAll
	void stop() throws Exception {
		this.operator.stop();
	}

	/** Customers come and go until everything has been restarted some more times. */
	@Test
	void nothingIsLostAndNothingIsLeftOver() throws Exception {
		awaitRestarts(1);
		long enough = fewestRestarts() + 8;
		atOnce(3, () -> {
			while (fewestRestarts() < enough) {
				long invoice = this.clinic.invoice(this.clinic.patient());
				this.clinic.pay(invoice, "cash", 2000, "").expect(200);
				this.clinic.pay(invoice, "card", 2300, "4711").expect(200);
			}
			return null;
		});
		this.operator.stop();
		patiently().until(() -> components().allMatch((component) -> component.state() == ChildState.RUNNING));
		assertThat(this.operator.refused()).isEmpty();
		assertThat(components()).allSatisfy((component) -> {
			assertThat(component.generation()).as(component.id()).isGreaterThan(5);
			assertThat(component.restarts()).as("restarts by itself").isZero();
			assertThat(component.abandoned()).as("abandoned").isZero();
		});
		reconcile();
		this.before.requireNoMore(this.clinic.application(), ids());
	}

	private void awaitRestarts(int number) {
		patiently().until(() -> fewestRestarts() >= number);
	}

	private long fewestRestarts() {
		return components().mapToLong(TreeSnapshot.Component::manualRestarts).min().orElseThrow();
	}

	private Set<String> ids() {
		return components().map(TreeSnapshot.Component::id).collect(Collectors.toSet());
	}

	private SupervisionKernel kernel() {
		return this.clinic.bean(SupervisionKernel.class);
	}

	private Stream<TreeSnapshot.Component> components() {
		return SupervisedClinicTests.components(kernel().snapshot()).stream();
	}

}
