package io.supervision.tree;

import java.time.Duration;
import java.util.List;

import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.spec.Backoff;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import io.supervision.spec.Phase;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replacements that are started before the old generation is retired.
 */
class StartFirstTests extends HandDrivenTests {

	private ComponentSpec startFirst(String id) {
		return child(id).overlapping()
			.spec((spec) -> spec.replace(Replace.START_FIRST).dependencyPatience(Duration.ofMinutes(1)));
	}

	private Supervisor startA(Backoff backoff) {
		return start(
				TreeSpec.isolating(SupervisorSpec.builder("root").children(startFirst("a"), child("b").spec()).build(),
						backoff, Backoff.NONE));
	}

	private int counted() {
		return kernel().snapshot().root().restartsInPeriod();
	}

	private void patienceIsOver() {
		child("a").instance()
			.link()
			.outOfPatience(Fault.dependency(Detector.EXCEPTION, new java.net.ConnectException("refused")));
	}

	/** The three ways to replace a generation that still works. */
	private List<Runnable> replacements() {
		return List.of(() -> operate("/a", Operation.RESTART), () -> child("a").suspect(), this::patienceIsOver);
	}

	@Test
	void oldGenerationTakesCallsUntilTheNewOneRuns() {
		for (int i = 0; i < replacements().size(); i++) {
			startA(Backoff.NONE);
			Held start = child("a").holdStart();
			replacements().get(i).run();
			TestChild.TestInstance old = child("a").instance();
			assertThat(old.callable()).isTrue();
			assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
			start.release();
			assertThat(child("a").instance()).isNotSameAs(old);
			assertThat(child("a").callable()).isTrue();
			assertThat(old.callable()).isFalse();
			assertThat(old.wasStopped()).isTrue();
			assertThat(counted()).isZero();
			assertThat(events(ChildRestarted.class)).singleElement()
				.extracting(ChildRestarted::outage)
				.isEqualTo(Duration.ZERO);
			anew();
		}
	}

	@Test
	void failingReplacementLeavesTheOldGeneration() {
		for (int i = 0; i < replacements().size(); i++) {
			startA(Backoff.NONE);
			child("a").failNext(1);
			replacements().get(i).run();
			assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
			assertThat(child("a").callable()).isTrue();
			assertThat(child("a").instance().wasStopped()).isFalse();
			assertThat(counted()).isZero();
			assertThat(component("a").restarts()).isZero();
			assertThat(events(ChildStartFailed.class)).hasSize(1);
			assertThat(component("a").incidents()).anyMatch((incident) -> incident.decision().contains("stays"));
			replacements().get(i).run();
			assertThat(child("a").starts()).isEqualTo(2);
			anew();
		}
	}

	@Test
	void replacementThatIgnoresLeavesTheOldGeneration() {
		startA(Backoff.NONE);
		child("a").ignoreNext();
		operate("/a", Operation.RESTART);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		child("a").die();
		assertThat(component("a").restarts()).as("the next one is not the operator's").isEqualTo(1);
	}

	@Test
	void replacementThatHangsIsGivenUpAndTheOldGenerationStays() {
		startA(Backoff.NONE);
		Held start = child("a").holdStart();
		operate("/a", Operation.RESTART);
		this.world.advance(Duration.ofSeconds(30));
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("a").abandoned()).isEqualTo(1);
		assertThat(child("a").callable()).isTrue();
		start.release();
		assertThat(component("a").abandoned()).isZero();
		assertThat(child("a").instances().get(0).callable()).isTrue();
		assertThat(child("a").instances().get(1).wasStopped()).isTrue();
	}

	@Test
	void afterAFailureTheOldOneIsFencedAtOnceAndClosedBesideTheNewStart() {
		startA(Backoff.NONE);
		TestChild.TestInstance old = child("a").instance();
		Held stop = child("a").holdStop();
		Held start = child("a").holdStart();
		child("a").die();
		assertThat(old.callable()).isFalse();
		assertThat(stop.reached()).isTrue();
		assertThat(start.reached()).isTrue();
		start.release();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(counted()).isEqualTo(1);
		stop.release();
	}

	@Test
	void failedStartAfterAFailureCounts() {
		startA(Backoff.NONE);
		child("a").failNext(1);
		child("a").die();
		assertThat(counted()).isEqualTo(2);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void failureWhileTheReplacementStartsMakesItTheRestart() {
		for (int i = 0; i < replacements().size(); i++) {
			startA(Backoff.NONE);
			TestChild.TestInstance old = child("a").instance();
			Held start = child("a").holdStart();
			replacements().get(i).run();
			Held stop = child("a").holdStop();
			child("a").die();
			assertThat(old.callable()).isFalse();
			assertThat(component("a").state()).isEqualTo(ChildState.RESTARTING);
			assertThat(component("a").phase()).isEqualTo(Phase.STARTING);
			assertThat(counted()).isEqualTo(1);
			start.release();
			assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
			assertThat(child("a").attempts()).isEqualTo(2);
			assertThat(child("a").callable()).isTrue();
			stop.release();
			assertThat(alive(child("a"))).isEqualTo(1);
			anew();
		}
	}

	@Test
	void replacementThatArrivesDuringTheBackoffIsTheRestart() {
		startA((attempt) -> Duration.ofSeconds(5));
		Held start = child("a").holdStart();
		operate("/a", Operation.RESTART);
		child("a").die();
		assertThat(component("a").phase()).isEqualTo(Phase.WAITING);
		start.release();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("a").nextAttemptAt()).isNull();
		this.world.advance(Duration.ofMinutes(1));
		assertThat(child("a").attempts()).isEqualTo(2);
		assertThat(alive(child("a"))).isEqualTo(1);
	}

	@Test
	void replacementThatFailsDuringTheBackoffLeavesTheAttempt() {
		startA((attempt) -> Duration.ofSeconds(5));
		Held start = child("a").holdStart();
		child("a").failNext(1);
		operate("/a", Operation.RESTART);
		child("a").die();
		start.release();
		assertThat(component("a").state()).isEqualTo(ChildState.RESTARTING);
		assertThat(component("a").incidents()).noneMatch((incident) -> incident.decision().contains("stays"));
		this.world.advance(Duration.ofSeconds(5));
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void stopDuringAReplacementStopsBoth() throws Exception {
		Supervisor root = startA(Backoff.NONE);
		Held start = child("a").holdStart();
		operate("/a", Operation.RESTART);
		Pending<Reply> terminated = this.world.request(() -> root.terminateChild("a"));
		assertThat(child("a").callable()).isFalse();
		start.release();
		assertThat(terminated.answer().ok()).isTrue();
		assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(child("a").callable()).isFalse();
		assertThat(alive(child("a"))).isZero();
		assertThat(component("a").abandoned()).isZero();
	}

	@Test
	void stopOfTheTreeWaitsForARetiringGeneration() {
		startA((attempt) -> Duration.ofSeconds(5));
		Held stop = child("a").holdStop();
		child("a").die();
		var stopped = stopping();
		assertThat(stopped).isNotDone();
		stop.release();
		assertThat(stopped).isCompleted();
	}

	@Test
	void giveUpWaitsForARetiringGeneration() {
		startWaitingGroup(Strategy.ONE_FOR_ONE);
		Held stop = child("a").holdStop();
		child("a").die();
		child("c").die();
		assertThat(supervisor("/group").whichChild("a").orElseThrow().state()).isNotEqualTo(ChildState.RUNNING);
		assertThat(child("c").starts()).as("the group is not down yet").isEqualTo(1);
		stop.release();
		this.world.advance(Duration.ofSeconds(5));
		assertThat(states("/group")).containsExactly("a=RUNNING", "c=RUNNING");
	}

	private void startWaitingGroup(Strategy strategy) {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.strategy(strategy)
			.intensity(1)
			.children(startFirst("a"), child("c").spec())
			.build();
		start(waiting(SupervisorSpec.builder("root").children(group), (attempt) -> Duration.ofSeconds(5)));
		this.world.advance(Duration.ofSeconds(1));
	}

	@Test
	void groupRestartOfMoreThanOneStopsFirst() {
		start(isolating(SupervisorSpec.builder("root")
			.strategy(Strategy.ONE_FOR_ALL)
			.children(startFirst("a"), child("b").spec())));
		child("a").die();
		assertThat(log()).containsExactly("start a", "start b", "close a", "stop b", "start a", "start b");
	}

	@Test
	void operatorReplacesTemporaryAndTransientComponentsToo() {
		for (RestartType restart : RestartType.values()) {
			for (Replace replace : List.of(Replace.START_FIRST, Replace.STOP_FIRST)) {
				start(isolating(SupervisorSpec.builder("root")
					.children(child("a").overlapping().spec((spec) -> spec.restart(restart).replace(replace)))));
				operate("/a", Operation.RESTART);
				assertThat(states()).as(restart + " " + replace).containsExactly("a=RUNNING");
				assertThat(child("a").starts()).isEqualTo(2);
				assertThat(alive(child("a"))).isEqualTo(1);
				anew();
			}
		}
	}

	@Test
	void patienceRepeatedDuringTheReplacementIsOneReplacement() {
		startA(Backoff.NONE);
		Held start = child("a").holdStart();
		patienceIsOver();
		patienceIsOver();
		assertThat(component("a").incidents()).singleElement().extracting(Incident::count).isEqualTo(1);
		start.release();
		assertThat(child("a").starts()).isEqualTo(2);
	}

}
