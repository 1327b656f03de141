package io.supervision.tree;

import java.time.Duration;

import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Replace;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * To be isolated is to be left alone: a component whose calls are not what has failed
 * answers them as it would without supervision.
 */
class ServingTests extends HandDrivenTests {

	private static final Duration COOL_DOWN = Duration.ofMinutes(5);

	private void startPair() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec())));
	}

	private void isolate(String id, Detector detector) {
		while (component(id).state() != ChildState.ISOLATED) {
			child(id).exit(ExitReason.failure(detector, new IllegalStateException(id)));
		}
	}

	private void serves(String id) {
		assertThat(component(id).state()).isEqualTo(ChildState.ISOLATED);
		assertThat(component(id).serving()).as("'%s' serves", id).isTrue();
		assertThat(child(id).callable()).as("'%s' takes calls", id).isTrue();
		assertThat(alive(child(id))).isLessThanOrEqualTo(1);
	}

	private void isDown(String id) {
		assertThat(component(id).state()).isEqualTo(ChildState.ISOLATED);
		assertThat(component(id).serving()).as("'%s' serves", id).isFalse();
		assertThat(child(id).callable()).as("'%s' takes calls", id).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "WORKER", "THREAD", "PROBE" })
	void whoseCallsHaveNotFailedIsStartedOnceMoreAndAnswersThem(Detector detector) {
		startPair();
		isolate("a", detector);
		serves("a");
		assertThat(child("a").starts()).isEqualTo(1 + 3 + 1);
		assertThat(component("a").generation()).isEqualTo(5);
		assertThat(component("a").restarts()).as("uncounted").isEqualTo(3);
		assertThat(component("a").nextAttemptAt()).isEqualTo(this.world.now().plus(COOL_DOWN));
		assertThat(component("b").generation()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "WORKER", "THREAD", "PROBE" }, mode = Mode.EXCLUDE)
	void whoseCallsHaveFailedStaysDown(Detector detector) {
		startPair();
		isolate("a", detector);
		isDown("a");
		assertThat(child("a").starts()).isEqualTo(1 + 3);
	}

	@Test
	void whoCannotBeStartedStaysDown() {
		startPair();
		for (int i = 0; i < 3; i++) {
			child("a").loseWorker();
		}
		child("a").failNext(1);
		child("a").loseWorker();
		isDown("a");
		assertThat(events(ChildStartFailed.class)).hasSize(1);
		assertThat(component("a").incidents()).last()
			.extracting(Incident::decision)
			.isEqualTo("stays down until its cool-down is over: it could not be started");
		this.world.advance(COOL_DOWN);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void furtherFailuresChangeNothing() {
		startPair();
		isolate("a", Detector.WORKER);
		for (int i = 0; i < 10; i++) {
			child("a").die();
			child("a").suspect();
		}
		child("a").exitNormally();
		serves("a");
		assertThat(child("a").starts()).isEqualTo(5);
		assertThat(component("a").incidents()).last()
			.satisfies((incident) -> assertThat(incident.decision())
				.isEqualTo("would have restarted a, but it is isolated and serves as it is"));
		assertThat(component("a").lastFailure().detector()).isEqualTo(Detector.WORKER);
	}

	@Test
	void coolDownReplacesWhoServes() {
		startPair();
		isolate("a", Detector.WORKER);
		this.world.advance(COOL_DOWN);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("a").serving()).isFalse();
		assertThat(child("a").starts()).isEqualTo(6);
		assertThat(child("a").instances().get(4).gone()).isTrue();
		child("a").loseWorker();
		serves("a");
		assertThat(component("a").nextAttemptAt()).isEqualTo(this.world.now().plus(COOL_DOWN.multipliedBy(2)));
	}

	@Test
	void attemptThatFailsLeavesItDown() {
		startPair();
		isolate("a", Detector.WORKER);
		child("a").failing(true);
		this.world.advance(COOL_DOWN);
		isDown("a");
		assertThat(component("a").lastFailure()).extracting(Incident::detector, Incident::decision)
			.containsExactly(Detector.START, "isolated again");
	}

	@Test
	void whoMayStartFirstServesUntilTheNextGenerationRuns() {
		start(isolating(SupervisorSpec.builder("root")
			.children(child("a").overlapping().spec((spec) -> spec.replace(Replace.START_FIRST)), child("b").spec())));
		isolate("a", Detector.WORKER);
		serves("a");
		child("a").failNext(1);
		this.world.advance(COOL_DOWN);
		serves("a");
		Held start = child("a").holdStart();
		this.world.advance(COOL_DOWN.multipliedBy(2));
		assertThat(child("a").callable()).as("while the next one starts").isTrue();
		assertThat(component("a").serving()).isTrue();
		start.release();
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("a").serving()).isFalse();
		assertThat(alive(child("a"))).isEqualTo(1);
	}

	@Test
	void whoWasOnlyTiedToItServes() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("group")
				.strategy(Strategy.REST_FOR_ONE)
				.children(child("first").spec(), child("a").spec(), child("b").spec(), child("c").spec())
				.build(), child("other").spec())));
		operate("c", Operation.STOP);
		isolate("a", Detector.HANG);
		isDown("a");
		serves("b");
		assertThat(component("c").serving()).as("what an operator stopped stays down").isFalse();
		assertThat(child("first").callable()).isTrue();
		this.world.advance(COOL_DOWN);
		assertThat(states("/group")).containsExactly("first=RUNNING", "a=RUNNING", "b=RUNNING", "c=STOPPED");
	}

	@Test
	void whoIsIsolatedWithItsSupervisorServesToo() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("group").children(child("a").spec()).build(), child("b").spec())));
		isolate("a", Detector.WORKER);
		assertThat(states()).containsExactly("group=ISOLATED", "b=RUNNING");
		serves("a");
		operate("/group/a", Operation.STOP);
		assertThat(component("a").serving()).isFalse();
		assertThat(child("a").callable()).isFalse();
		operate("/group/a", Operation.START);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(alive(child("a"))).isEqualTo(1);
	}

	@Test
	void restartOfItsSupervisorDoesNotConcernIt() {
		start(isolating(SupervisorSpec.builder("root")
			.nestedPeriod(Duration.ofMinutes(1))
			.children(SupervisorSpec.builder("group").children(child("a").spec(), child("b").spec()).build(),
					child("other").spec())));
		while (component("a").state() != ChildState.ISOLATED) {
			child("a").loseWorker();
		}
		int starts = child("a").starts();
		operate("/group", Operation.RESTART);
		assertThat(child("b").starts()).isGreaterThan(1);
		serves("a");
		assertThat(child("a").starts()).isEqualTo(starts);
		operate("/group", Operation.STOP);
		assertThat(child("a").callable()).isFalse();
		assertThat(alive(child("a"))).isZero();
	}

	@Test
	void tryThatIsInterruptedByItsSupervisorLeavesItServing() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("group").children(child("a").spec(), child("b").spec()).build(),
					child("other").spec())));
		isolate("a", Detector.WORKER);
		Held start = child("a").holdStart();
		this.world.advance(COOL_DOWN);
		assertThat(start.reached()).isTrue();
		operate("/group", Operation.RESTART);
		serves("a");
		start.release();
		serves("a");
		this.world.advance(COOL_DOWN);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(alive(child("a"))).isEqualTo(1);
	}

	@Test
	void nobodyServesBelowWhatIsBeingStopped() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("group").children(child("a").spec(), child("b").spec()).build(),
					child("other").spec())));
		for (int i = 0; i < 3; i++) {
			child("a").loseWorker();
		}
		Held stop = child("a").holdStop();
		while (component("a").state() != ChildState.ISOLATED && !stop.reached()) {
			child("a").loseWorker();
		}
		operate("/group", Operation.STOP);
		stop.release();
		assertThat(child("a").callable()).isFalse();
		assertThat(alive(child("a"))).isZero();
		assertThat(kernel().snapshot().find("/group").state()).isEqualTo(ChildState.STOPPED);
	}

	@Test
	void operatorTakesOverFromWhatServes() {
		startPair();
		isolate("a", Detector.WORKER);
		operate("a", Operation.RESTART);
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("a").serving()).isFalse();
		assertThat(alive(child("a"))).isEqualTo(1);
		isolate("a", Detector.WORKER);
		operate("a", Operation.STOP);
		assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
		assertThat(child("a").callable()).isFalse();
		this.world.advance(COOL_DOWN);
		assertThat(alive(child("a"))).isZero();
	}

	@Test
	void stopAfterAStartThatWaitsForWhatServesIsTheLastWord() {
		startPair();
		isolate("a", Detector.WORKER);
		Held stop = child("a").holdStop();
		operate("a", Operation.START);
		operate("a", Operation.STOP);
		stop.release();
		assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
		assertThat(alive(child("a"))).isZero();
	}

	@Test
	void childThatServesIsEndedBeforeItIsDeleted() throws Exception {
		startPair();
		isolate("a", Detector.WORKER);
		assertThat(kernel().root().deleteChild("a").ok()).isTrue();
		assertThat(alive(child("a"))).isZero();
		assertThat(child("a").callable()).isFalse();
	}

	@Test
	void stopOfTheTreeEndsWhoServes() {
		startPair();
		isolate("a", Detector.WORKER);
		assertThat(stopping()).isCompleted();
		assertThat(child("a").instance().gone()).isTrue();
		endReason();
	}

	@Test
	void stopOfTheTreeAbandonsWhoServesAndDoesNotEnd() {
		startPair();
		isolate("a", Detector.WORKER);
		child("a").holdStop();
		var down = kernel().stop(Duration.ofSeconds(1)).toCompletableFuture();
		this.world.advance(Duration.ofSeconds(1));
		assertThat(down.join()).containsExactly("/a");
		assertThat(child("a").instance().wasAbandoned()).isTrue();
	}

}
