package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

import io.supervision.spec.Backoff;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.Phase;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a snapshot shows fits together, at every moment.
 */
class SnapshotTests extends HandDrivenTests {

	private final List<String> contradictions = new ArrayList<>();

	private SupervisionKernel watched(TreeSpec spec) {
		return SupervisionKernel.of(spec, new Ports(this.world, this.world, this.world.owner(), this.world.workers(),
				this.events::add, this::check));
	}

	private void check(TreeSnapshot snapshot) {
		snapshot.nodes().forEach((node) -> {
			if (node instanceof TreeSnapshot.Component component) {
				check(component);
			}
			else if (node instanceof TreeSnapshot.Supervisor supervisor) {
				check(supervisor);
			}
		});
	}

	private void check(TreeSnapshot.Component component) {
		boolean restarting = component.state() == ChildState.RESTARTING;
		claim(component, restarting || component.phase() == null, "has a phase and is not restarting");
		claim(component, restarting || component.outageSince() == null, "has an outage and is not restarting");
		claim(component, restarting || component.heldSince() == null, "is held and not restarting");
		claim(component, restarting || component.state() == ChildState.ISOLATED || component.nextAttemptAt() == null,
				"has a next attempt and is neither restarting nor isolated");
		claim(component, component.state() != ChildState.ISOLATED || component.nextAttemptAt() != null,
				"is isolated without an end of the cool-down");
		claim(component, component.state() != ChildState.RUNNING || component.startedAt() != null,
				"runs and has not started");
		claim(component, component.state() != ChildState.RUNNING || component.ended() == null, "runs and has ended");
		claim(component, component.degradedBy() != null || component.degradedReason() == null
				|| component.heldSince() != null || restarting, "has a reason to be degraded and is not");
		claim(component, component.abandoned() >= 0, "has fewer than no abandoned generations");
	}

	private void check(TreeSnapshot.Supervisor supervisor) {
		Set<ChildState> states = EnumSet.noneOf(ChildState.class);
		supervisor.children().forEach((child) -> states.add(child.state()));
		switch (supervisor.state()) {
			case STOPPED -> {
				states.removeAll(EnumSet.of(ChildState.STOPPED, ChildState.ISOLATED));
				claim(supervisor, states.isEmpty(), "is stopped, but below it are " + states);
			}
			case RUNNING -> claim(supervisor, !states.contains(ChildState.STARTING) || supervisor.startedAt() != null,
					"runs and has not started");
			default -> {
			}
		}
	}

	private void claim(TreeSnapshot.Node node, boolean holds, String contradiction) {
		if (!holds) {
			this.contradictions.add(node.path() + " " + contradiction + ": " + node);
		}
	}

	private TreeSpec tree(Backoff backoff, ChildSpec... children) {
		return TreeSpec.isolating(SupervisorSpec.builder("root").intensity(1).children(children).build(), backoff,
				(attempt) -> Duration.ofSeconds(1));
	}

	@Test
	void nothingContradictsItselfWhateverHappens() {
		for (long seed = 0; seed < 150; seed++) {
			Random random = new Random(seed);
			Strategy[] strategies = Strategy.values();
			SupervisorSpec group = SupervisorSpec.builder("group")
				.strategy(strategies[random.nextInt(strategies.length)])
				.intensity(1)
				.children(child("a").overlapping().spec(),
						child("b").overlapping().spec((spec) -> spec.essential(true)))
				.build();
			TreeSpec spec = TreeSpec.isolating(
					SupervisorSpec.builder("root")
						.strategy(strategies[random.nextInt(strategies.length)])
						.intensity(1)
						.children(group, child("c").overlapping().spec(), child("d").overlapping().spec())
						.build(),
					(attempt) -> Duration.ofSeconds((attempt > 1) ? 1 : 0), (attempt) -> Duration.ofSeconds(1));
			SupervisionKernel kernel = watched(spec);
			kernel.start();
			List<Held> held = new ArrayList<>();
			for (int step = 0; step < 40; step++) {
				step(kernel, random, held);
			}
			kernel.stop(Duration.ofSeconds(20));
			this.world.advance(Duration.ofMinutes(1));
			check(kernel.snapshot());
			assertThat(this.contradictions).as("seed " + seed).isEmpty();
			assertThat(kernel.ended()).as("seed " + seed).isCompleted();
			held.stream().filter(Held::reached).forEach(Held::release);
			anew();
		}
	}

	private void step(SupervisionKernel kernel, Random random, List<Held> held) {
		String id = List.of("a", "b", "c", "d").get(random.nextInt(4));
		TestChild child = child(id);
		List<Consumer<TestChild>> steps = List.of(TestChild::die, TestChild::suspect, TestChild::exitNormally,
				(c) -> c.failNext(1), (c) -> c.classification(Classification.DEPENDENCY),
				(c) -> c.classification(Classification.COMPONENT),
				(c) -> this.world.advance(Duration.ofMillis(random.nextInt(3000))),
				(c) -> this.world.advance(Duration.ofSeconds(random.nextInt(400))), (c) -> operate(kernel, id, random),
				(c) -> operate(kernel, "/group", random), (c) -> held.add(c.holdStop()), (c) -> held.add(c.holdStart()),
				(c) -> c.busy(random.nextBoolean()), (c) -> {
					held.stream().filter(Held::reached).findAny().ifPresent(Held::release);
				});
		if (child.starts() > 0) {
			steps.get(random.nextInt(steps.size())).accept(child);
		}
	}

	private static void operate(SupervisionKernel kernel, String path, Random random) {
		Operation[] operations = Operation.values();
		kernel.operate(path, operations[random.nextInt(operations.length)]);
	}

	@Test
	void phaseTellsHowFarARestartHasCome() {
		SupervisionKernel kernel = watched(tree((attempt) -> Duration.ofSeconds(10), child("a").spec()));
		Held firstStart = child("a").holdStart();
		kernel.start();
		assertThat(find(kernel, "/a").phase()).isNull();
		firstStart.release();
		Held stop = child("a").holdStop();
		child("a").die();
		Instant failed = this.world.now();
		assertThat(find(kernel, "/a").phase()).isEqualTo(Phase.CLOSING);
		assertThat(find(kernel, "/a").outageSince()).isEqualTo(failed);
		assertThat(find(kernel, "/a").nextAttemptAt()).isEqualTo(failed.plusSeconds(10));
		stop.release();
		assertThat(find(kernel, "/a").phase()).isEqualTo(Phase.WAITING);
		Held start = child("a").holdStart();
		this.world.advance(Duration.ofSeconds(10));
		assertThat(find(kernel, "/a").phase()).isEqualTo(Phase.STARTING);
		assertThat(find(kernel, "/a").nextAttemptAt()).isNull();
		assertThat(find(kernel, "/a").outageSince()).isEqualTo(failed);
		start.release();
		assertThat(find(kernel, "/a").phase()).isNull();
		assertThat(find(kernel, "/a").outageSince()).isNull();
		assertThat(this.contradictions).isEmpty();
	}

	@Test
	void attemptThatWaitsAfterAFailedStartIsWaiting() {
		SupervisionKernel kernel = watched(
				TreeSpec.isolating(SupervisorSpec.builder("root").intensity(5).children(child("a").spec()).build(),
						(attempt) -> Duration.ofSeconds(10), Backoff.NONE));
		kernel.start();
		child("a").failNext(1);
		child("a").die();
		this.world.advance(Duration.ofSeconds(10));
		assertThat(find(kernel, "/a").phase()).isEqualTo(Phase.WAITING);
		assertThat(find(kernel, "/a").nextAttemptAt()).isEqualTo(this.world.now().plusSeconds(10));
	}

	@Test
	void supervisorThatIsGivingUpDoesNotLookAsIfItRan() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.intensity(0)
			.children(child("a").spec(), child("b").spec())
			.build();
		SupervisionKernel kernel = watched(tree(Backoff.NONE, group, child("c").spec()));
		kernel.start();
		Held stop = child("a").holdStop();
		child("b").die();
		assertThat(kernel.snapshot().find("/group").state()).isEqualTo(ChildState.RESTARTING);
		assertThat(find(kernel, "/group/a").state()).isEqualTo(ChildState.RESTARTING);
		stop.release();
		assertThat(kernel.snapshot().find("/group").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void hasRunOnceTheWholeTreeRan() {
		Held start = child("b").holdStart();
		SupervisionKernel kernel = watched(tree(Backoff.NONE, child("a").spec(), child("b").spec()));
		kernel.start();
		assertThat(kernel.snapshot().hasRun()).isFalse();
		assertThat(kernel.snapshot().root().state()).isEqualTo(ChildState.STARTING);
		start.release();
		assertThat(kernel.snapshot().hasRun()).isTrue();
		kernel.stop(null);
		assertThat(kernel.snapshot().hasRun()).isTrue();
		assertThat(kernel.snapshot().root().state()).isEqualTo(ChildState.STOPPED);
	}

	@Test
	void gaveUpUntilTheEssentialOneRunsAgain() {
		SupervisionKernel kernel = watched(
				tree(Backoff.NONE, child("a").spec((spec) -> spec.essential(true)), child("b").spec()));
		kernel.start();
		child("a").die();
		child("a").die();
		assertThat(kernel.snapshot().gaveUp()).isTrue();
		assertThat(find(kernel, "/a").nextAttemptAt()).isEqualTo(this.world.now().plus(Duration.ofMinutes(5)));
		Held start = child("a").holdStart();
		this.world.advance(Duration.ofMinutes(5));
		assertThat(kernel.snapshot().gaveUp()).as("while it is tried").isTrue();
		start.release();
		assertThat(kernel.snapshot().gaveUp()).isFalse();
		child("a").die();
		assertThat(kernel.snapshot().gaveUp()).isTrue();
		kernel.operate("/a", Operation.START);
		assertThat(kernel.snapshot().gaveUp()).isFalse();
	}

	@Test
	void essentialOneWhoseSupervisorGoesDownDuringTheTryIsTriedAgain() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.intensity(0)
			.children(child("a").spec((spec) -> spec.essential(true)), child("b").spec())
			.build();
		SupervisionKernel kernel = watched(TreeSpec.isolating(
				SupervisorSpec.builder("root").intensity(0).children(group, child("c").spec()).build(), Backoff.NONE,
				Backoff.NONE));
		kernel.start();
		child("a").die();
		assertThat(kernel.snapshot().gaveUp()).isTrue();
		assertThat(find(kernel, "/group/a").state()).isEqualTo(ChildState.ISOLATED);
		Held start = child("a").holdStart();
		this.world.advance(Duration.ofMinutes(5));
		assertThat(start.reached()).isTrue();
		kernel.operate("/group", Operation.RESTART);
		start.release();
		assertThat(find(kernel, "/group/a").state()).isEqualTo(ChildState.ISOLATED);
		assertThat(kernel.snapshot().gaveUp()).isTrue();
		this.world.advance(Duration.ofMinutes(5));
		assertThat(find(kernel, "/group/a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(kernel.snapshot().gaveUp()).isFalse();
	}

	@Test
	void childIsToldWhenItsCoolDownEnds() {
		SupervisorSpec group = SupervisorSpec.builder("group").intensity(0).children(child("a").spec()).build();
		SupervisionKernel kernel = watched(tree(Backoff.NONE, group, child("c").spec()));
		kernel.start();
		child("a").die();
		child("a").die();
		List<io.supervision.spec.Child.Transition> told = child("a").transitions();
		assertThat(told.get(told.size() - 1).state()).isEqualTo(ChildState.ISOLATED);
		assertThat(told.get(told.size() - 1).nextAttemptAt()).isEqualTo(Duration.ofMinutes(5).toNanos());
		assertThat(find(kernel, "/group/a").nextAttemptAt()).isEqualTo(this.world.now().plus(Duration.ofMinutes(5)));
	}

	private static TreeSnapshot.Component find(SupervisionKernel kernel, String path) {
		return (TreeSnapshot.Component) kernel.snapshot().find(path);
	}

	@Test
	void whatIsBelowASupervisorThatHasEndedHasEndedLikeIt() {
		start(isolating(SupervisorSpec.builder("root")
			.retainsEnded(true)
			.children(SupervisorSpec.builder("group")
				.retainsEnded(true)
				.restart(RestartType.TEMPORARY)
				.intensity(0)
				.children(child("a").spec(), child("b").spec())
				.build(), child("c").spec())));
		operate("/group/b", Operation.STOP);
		child("a").die();
		assertThat(component("/group/a").state()).isEqualTo(ChildState.STOPPED);
		assertThat(component("/group/a").ended()).isNotNull().matches((reason) -> !reason.clean());
		assertThat(component("/group/b").ended()).as("stopped by an operator").isNull();
	}

}
