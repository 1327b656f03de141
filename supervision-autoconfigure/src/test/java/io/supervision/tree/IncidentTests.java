package io.supervision.tree;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import io.supervision.spec.Backoff;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.Evidence;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Mode;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.Incident.Action;
import io.supervision.tree.Incident.BudgetLeft;
import io.supervision.tree.Incident.Step;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is remembered of a fault: all that is needed to understand it later, and nothing
 * that keeps a dead generation alive.
 */
class IncidentTests extends HandDrivenTests {

	private Incident last(String path) {
		List<Incident> incidents = kernel().snapshot().find(path).incidents();
		return incidents.get(incidents.size() - 1);
	}

	private static Step stopped(String path) {
		return new Step(Action.STOP, path);
	}

	private static Step started(String path) {
		return new Step(Action.START, path);
	}

	@Test
	void failureTellsWhatWasRestartedInWhichOrderAndWhatThatLeftOfTheBudget() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("group")
				.strategy(Strategy.REST_FOR_ONE)
				.children(child("a").spec(), child("b").spec(), child("c").spec())
				.build(), child("other").spec())));
		child("b").loseWorker();
		assertThat(last("/group/b")).satisfies((incident) -> {
			assertThat(incident.detector()).isEqualTo(Detector.WORKER);
			assertThat(incident.decision()).isEqualTo("restart of b, c");
			assertThat(incident.generation()).isEqualTo(1);
			assertThat(incident.budgetLeft()).isEqualTo(new BudgetLeft(2, 3, Duration.ofSeconds(5)));
			assertThat(incident.restarted()).containsExactly(stopped("/group/b"), stopped("/group/c"),
					started("/group/b"), started("/group/c"));
			assertThat(incident.recovery()).isZero();
			assertThat(incident.abandoned()).isEmpty();
			assertThat(incident.dump()).isNull();
		});
		assertThat(component("a").incidents()).isEmpty();
		assertThat(component("c").incidents()).as("nothing was wrong with it").isEmpty();
		child("b").loseWorker();
		assertThat(last("/group/b").budgetLeft()).isEqualTo(new BudgetLeft(1, 3, Duration.ofSeconds(5)));
	}

	@Test
	void whatElseComesOfAGenerationWhoseEndWasDecidedIsRecorded() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec())));
		Held stop = child("a").holdStop();
		child("a").die();
		child("a").loseWorker();
		child("a").suspect();
		stop.release();
		List<Incident> incidents = component("a").incidents();
		assertThat(incidents).extracting(Incident::detector)
			.containsExactly(Detector.SELF, Detector.WORKER, Detector.EXCEPTION);
		assertThat(incidents).extracting(Incident::generation).containsOnly(1L);
		assertThat(incidents.subList(1, 3)).extracting(Incident::decision)
			.containsOnly("none, the end of its generation had been decided");
		assertThat(component("a").lastFailure()).isEqualTo(incidents.get(0));
		assertThat(component("a").lastFailure().recovery()).isNotNull();
	}

	@Test
	void outageLastsFromTheFenceToTheNextRun() {
		start(TreeSpec.isolating(SupervisorSpec.builder("root").children(child("a").spec()).build(),
				(attempt) -> Duration.ofSeconds(3), Backoff.NONE));
		child("a").die();
		assertThat(last("/a").recovery()).isNull();
		assertThat(last("/a").restarted()).containsExactly(stopped("/a"));
		this.world.advance(Duration.ofSeconds(3));
		assertThat(last("/a").recovery()).isEqualTo(Duration.ofSeconds(3));
		assertThat(last("/a").restarted()).containsExactly(stopped("/a"), started("/a"));
		this.world.advance(Duration.ofSeconds(1));
		operate("a", Operation.RESTART);
		assertThat(last("/a").restarted()).as("what an operator does is no part of it").hasSize(2);
		assertThat(component("a").incidents()).hasSize(1);
	}

	@Test
	void suspicionTellsWhatIsLeftOfTheAllowance() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec())));
		for (int left = 2; left >= 0; left--) {
			child("a").suspect();
			assertThat(last("/a").budgetLeft()).isEqualTo(new BudgetLeft(left, 3, null));
			assertThat(last("/a").decision()).isEqualTo("restart on suspicion");
			assertThat(last("/a").restarted()).containsExactly(stopped("/a"), started("/a"));
		}
		child("a").suspect();
		assertThat(last("/a").decision()).isEqualTo("would have restarted a, but the allowance of 'a' is spent");
		assertThat(last("/a").restarted()).isEmpty();
	}

	@Test
	void observedFaultSaysWhatWouldHaveBeenRestarted() {
		start(isolating(SupervisorSpec.builder("root")
			.strategy(Strategy.ONE_FOR_ALL)
			.children(child("a").spec((spec) -> spec.mode(Mode.OBSERVE)), child("b").spec())));
		child("a").die();
		assertThat(last("/a").decision()).isEqualTo("would have restarted a, b, but mode is OBSERVE");
		assertThat(last("/a").restarted()).isEmpty();
		assertThat(component("a").lastFailure()).isNull();
		assertThat(child("a").callable()).isTrue();
	}

	@Test
	void supervisorsThatGiveUpHaveIncidentsToo() {
		start(isolating(SupervisorSpec.builder("root")
			.intensity(1)
			.children(
					SupervisorSpec.builder("group").intensity(0).children(child("a").spec(), child("b").spec()).build(),
					child("other").spec())));
		child("a").loseWorker();
		assertThat(last("/group/a").decision()).isEqualTo("supervisor '/group' gave up");
		assertThat(last("/group/a").budgetLeft()).isEqualTo(new BudgetLeft(0, 0, Duration.ofSeconds(5)));
		assertThat(last("/group")).satisfies((incident) -> {
			assertThat(incident.decision()).isEqualTo("restart");
			assertThat(incident.restarted()).containsExactly(stopped("/group"), started("/group"));
			assertThat(incident.causes()).extracting(Evidence.Cause::message)
				.containsExactly("Supervisor '/group' gave up: more than 0 restarts in 5000ms", "a stopped working");
		});
		child("a").loseWorker();
		assertThat(last("/group").decision()).isEqualTo("isolated: /group/a");
		assertThat(last("/")).satisfies((incident) -> {
			assertThat(incident.decision()).isEqualTo("isolated: /group/a");
			assertThat(incident.budgetLeft().restarts()).isZero();
			assertThat(incident.causes()).extracting(Evidence.Cause::message).contains("a stopped working");
		});
		assertThat(kernel().snapshot().root().lastFailure()).as("the root itself has not failed").isNull();
	}

	@Test
	void startThatFailedInASupervisorIsAnIncidentOfItsOwn() {
		start(isolating(SupervisorSpec.builder("root")
			.intensity(1)
			.children(
					SupervisorSpec.builder("group").intensity(0).children(child("a").spec(), child("b").spec()).build(),
					child("other").spec())));
		child("b").failNext(1);
		child("a").die();
		assertThat(last("/group/b")).satisfies((incident) -> {
			assertThat(incident.detector()).isEqualTo(Detector.START);
			assertThat(incident.decision()).isEqualTo("supervisor '/group' did not start");
			assertThat(incident.causes().get(0).message()).isEqualTo("start of 'b' failed");
		});
		assertThat(last("/group").causes()).extracting(Evidence.Cause::message).contains("start of 'b' failed");
	}

	@Test
	void abandonedThreadsAreNamedAndTheirEndIsNoted() {
		start(isolating(SupervisorSpec.builder("root")
			.children(child("a").overlapping().spec((spec) -> spec.shutdown(Shutdown.within(Duration.ofSeconds(1)))),
					child("b").spec())));
		child("a").immortal();
		child("a").stragglers(Collections.nCopies(30, "x".repeat(1000)));
		child("a").holdStop();
		TestChild.TestInstance first = child("a").instance();
		child("a").exit(ExitReason.failure(Detector.HANG, new IllegalStateException("stuck")));
		this.world.advance(Duration.ofSeconds(1));
		assertThat(last("/a").abandoned()).singleElement().satisfies((abandoned) -> {
			assertThat(abandoned.threads()).hasSize(20).allMatch((thread) -> thread.length() == 256);
			assertThat(abandoned.since()).isEqualTo(this.world.now());
			assertThat(abandoned.endedAt()).isNull();
		});
		assertThat(last("/a").restarted()).containsExactly(stopped("/a"), started("/a"));
		this.world.advance(Duration.ofSeconds(10));
		first.threadsEnd();
		assertThat(last("/a").abandoned()).singleElement()
			.satisfies((abandoned) -> assertThat(abandoned.endedAt()).isEqualTo(this.world.now()));
	}

	@Test
	void startThatWasGivenUpIsAbandonedToo() {
		start(isolating(SupervisorSpec.builder("root")
			.children(child("a").spec((spec) -> spec.startTimeout(Duration.ofSeconds(1))), child("b").spec())));
		HandDriven.Held held = child("a").holdStart();
		child("a").die();
		this.world.advance(Duration.ofSeconds(1));
		assertThat(last("/a")).satisfies((incident) -> {
			assertThat(incident.detector()).isEqualTo(Detector.START);
			assertThat(incident.causes().get(0).message()).isEqualTo("start took longer than 1000ms");
			assertThat(incident.abandoned()).singleElement()
				.satisfies((abandoned) -> assertThat(abandoned.endedAt()).isNull());
		});
		held.release();
		assertThat(last("/a").abandoned().get(0).endedAt()).isEqualTo(this.world.now());
	}

	@Test
	void equalOnesInARowAreCounted() {
		start(isolating(SupervisorSpec.builder("root").intensity(1000).children(child("a").spec())));
		for (int i = 0; i < 30; i++) {
			child("a").loseWorker();
		}
		assertThat(component("a").incidents()).singleElement()
			.satisfies((incident) -> assertThat(incident.count()).isEqualTo(30));
		child("a").die();
		child("a").loseWorker();
		assertThat(component("a").incidents()).extracting(Incident::count).containsExactly(30, 1, 1);
		for (int i = 0; i < 50; i++) {
			child("a").die();
			child("a").loseWorker();
		}
		assertThat(component("a").incidents()).hasSize(20);
	}

	@Test
	void dumpIsBoundedAndOnlyTheLastTwoAreKept() {
		start(isolating(SupervisorSpec.builder("root").intensity(1000).children(child("a").spec())));
		for (Detector detector : List.of(Detector.HANG, Detector.PROBE, Detector.THREAD)) {
			child("a").exit(new ExitReason.Failure(
					Fault.failure(detector, new IllegalStateException("stuck")).withDump("d".repeat(300 * 1024))));
		}
		assertThat(component("a").incidents())
			.extracting((incident) -> (incident.dump() != null) ? incident.dump().length() : 0)
			.containsExactly(0, 256 * 1024, 256 * 1024);
	}

	@Test
	void ownerRunsNoCodeOfAThrowable() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.intensity(1)
			.children(child("a").spec(), child("b").spec())
			.build();
		start(TreeSpec.isolating(
				SupervisorSpec.builder("root").intensity(1).children(group, child("other").spec()).build(),
				Backoff.NONE, (attempt) -> Duration.ofSeconds(1)));
		RuntimeException thrown = new OffTheOwner();
		child("a").instance().link().suspected(Fault.suspicion(Detector.EXCEPTION, thrown));
		child("a").instance().link().suspected(Fault.dependency(Detector.EXCEPTION, thrown));
		child("a").failingWith(thrown);
		child("a").failNext(100);
		child("a").exit(ExitReason.failure(Detector.WORKER, thrown));
		assertThat(component("a").state()).isEqualTo(ChildState.ISOLATED);
		child("a").classification(Classification.DEPENDENCY);
		operate("/group/a", Operation.START);
		assertThat(component("a").degradedReason()).contains("read elsewhere");
		assertThat(last("/").causes()).last().extracting(Evidence.Cause::message).isEqualTo("read elsewhere");
	}

	/** Complains when it is read by the owner, whom it could keep for ever. */
	private final class OffTheOwner extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private void check() {
			if (IncidentTests.this.world.ownersTurn()) {
				IncidentTests.this.world.violation("a throwable was read by the owner");
			}
		}

		@Override
		public String getMessage() {
			check();
			return "read elsewhere";
		}

		@Override
		public synchronized Throwable getCause() {
			check();
			return null;
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			check();
			return new StackTraceElement[0];
		}

		@Override
		public String toString() {
			check();
			return "text";
		}

	}

	@Test
	void failureOfAStoppedTryIsAnIncident() {
		start(isolating(SupervisorSpec.builder("root").intensity(0).children(child("a").spec())));
		child("a").die();
		child("a").failNext(1);
		this.world.advance(Duration.ofMinutes(5));
		assertThat(last("/a")).satisfies((incident) -> {
			assertThat(incident.decision()).isEqualTo("isolated again");
			assertThat(incident.causes().get(0).message()).isEqualTo("start of 'a' failed");
		});
		this.world.advance(Duration.ofMinutes(10));
		assertThat(last("/a").recovery()).isEqualTo(Duration.ofMinutes(15));
	}

}
