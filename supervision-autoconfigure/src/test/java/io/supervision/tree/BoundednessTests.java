package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.supervision.spec.Backoff;
import io.supervision.spec.Budget;
import io.supervision.spec.Child;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * After 100,000 failures the tree remembers no more than after a few: neither its windows
 * nor its incidents, messages, timers or notes of any kind grow.
 */
@Timeout(600)
class BoundednessTests {

	private static final int FAILURES = 100_000;

	private static final int FEW = 100;

	/**
	 * Notes may share what they are made of, or not; one more for each failure is a leak.
	 */
	private static final int SLACK = 50;

	private static final Duration FORGOTTEN = Duration.ofMinutes(2);

	private final HandDriven world = new HandDriven();

	private final List<Fragile> children = new ArrayList<>();

	private @Nullable SupervisionKernel kernel;

	@Test
	void oneComponentThatFailsAgainAndAgainLeavesNothingBehind() throws Exception {
		start(SupervisorSpec.builder("root").children(specs(1)));
		staysAsItIs(FEW, FAILURES, Fragile::fail);
	}

	@Test
	void oneComponentThatIsSuspectedAgainAndAgainLeavesNothingBehind() throws Exception {
		start(SupervisorSpec.builder("root").children(specs(1)));
		staysAsItIs(FEW, FAILURES, Fragile::suspect);
	}

	@Test
	void thousandComponentsThatFailAgainAndAgainLeaveNothingBehind() throws Exception {
		start(SupervisorSpec.builder("root").budget(Budget.PER_CHILD).children(specs(1_000)));
		staysAsItIs(25, FAILURES / 1_000, Fragile::fail);
	}

	@Test
	void oneComponentThatIsIsolatedAgainAndAgainLeavesNothingBehind() throws Exception {
		start(SupervisorSpec.builder("root").intensity(0).children(specs(2)));
		int before = 0;
		for (int isolation = 0; isolation < 2_000; isolation++) {
			this.children.get(0).fail();
			assertThat(snapshot().root().children().get(0).state().name()).isEqualTo("ISOLATED");
			this.world.advance(Duration.ofHours(2));
			if (isolation == FEW) {
				before = footprint();
			}
		}
		assertThat(footprint()).isLessThan(before + SLACK);
	}

	@Test
	void groupThatIsRestartedAgainAndAgainLeavesNothingBehind() throws Exception {
		start(SupervisorSpec.builder("root").strategy(Strategy.ONE_FOR_ALL).children(specs(100)));
		for (int failure = 0; failure < FEW; failure++) {
			fail(this.children.get(failure % 100));
		}
		int before = footprint();
		for (int failure = 0; failure < FAILURES / 100; failure++) {
			fail(this.children.get(failure % 100));
		}
		assertThat(footprint()).isLessThan(before + SLACK);
	}

	private void staysAsItIs(int few, int rounds, Consumer<Fragile> fault) throws Exception {
		int before = 0;
		for (int round = 0; round < rounds; round++) {
			this.children.forEach(fault);
			this.world.advance(FORGOTTEN);
			if (round == few) {
				before = footprint();
			}
		}
		assertThat(snapshot().root().children()).allSatisfy((node) -> assertThat(node.restarts()).isEqualTo(rounds))
			.allSatisfy((node) -> assertThat(node.incidents()).hasSizeLessThanOrEqualTo(20));
		assertThat(footprint()).isLessThan(before + SLACK);
	}

	private void fail(Fragile child) {
		child.fail();
		this.world.advance(FORGOTTEN);
	}

	private int footprint() throws IllegalAccessException {
		assertThat(this.world.timers()).isLessThanOrEqualTo(this.children.size() + 1);
		return Footprint.of(Objects.requireNonNull(this.kernel), HandDriven.class, Fragile.class);
	}

	private TreeSnapshot snapshot() {
		return Objects.requireNonNull(this.kernel).snapshot();
	}

	private void start(SupervisorSpec.Builder root) {
		SupervisionKernel made = SupervisionKernel.of(TreeSpec.isolating(root.build(), Backoff.NONE, Backoff.NONE),
				new Ports(this.world, this.world, this.world.owner(), this.world.workers(), (event) -> {
				}, (snapshot) -> {
				}));
		this.kernel = made;
		assertThat(made.start().toCompletableFuture()).isCompleted();
	}

	private ComponentSpec[] specs(int number) {
		return IntStream.range(0, number).mapToObj((index) -> {
			Fragile child = new Fragile();
			this.children.add(child);
			return ComponentSpec.builder("c" + index, child).build();
		}).toArray(ComponentSpec[]::new);
	}

	/** A child that keeps no record of its own. */
	private static final class Fragile implements Child, Instance {

		private @Nullable Link link;

		@Override
		public Instance start(Link link) {
			this.link = link;
			return this;
		}

		@Override
		public void stop(ExitReason reason, @Nullable Duration limit) {
			this.link = null;
		}

		void fail() {
			Objects.requireNonNull(this.link)
				.exited(ExitReason.failure(Detector.SELF, new IllegalStateException("died")));
		}

		void suspect() {
			Objects.requireNonNull(this.link)
				.suspected(Fault.suspicion(Detector.EXCEPTION, new IllegalStateException("odd")));
		}

	}

}
