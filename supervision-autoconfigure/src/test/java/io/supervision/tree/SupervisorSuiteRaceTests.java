package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.event.SupervisionEvent.IntensityExceeded;
import io.supervision.event.SupervisionEvent.SupervisorTerminated;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.SupervisorSpec.Dynamic;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.Reply.Outcome;
import io.supervision.tree.TestChild.TestInstance;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * OTP's supervisor_SUITE: races, tree, counting. A start that is in progress answers
 * requests about its child at once instead of letting them wait.
 */
class SupervisorSuiteRaceTests extends HandDrivenTests {

	@Test
	@DisplayName("C59 child_unlink")
	void childWhoseStopNeverEndsDoesNotHoldUpItsSupervisor() throws Exception {
		Supervisor sup = start(sup().children(child("c1").spec(), child("c2").spec()));
		child("c1").holdStop();
		Pending<Reply> reply = this.world.request(() -> sup.terminateChild("c1"));
		reply.isUnanswered();
		child("c2").die();
		assertThat(child("c2").starts()).isEqualTo(2);
		this.world.advance(Duration.ofSeconds(5));
		assertThat(reply.answer().outcome()).isEqualTo(Outcome.OK);
		assertThat(states()).containsExactly("c1=STOPPED", "c2=RUNNING");
		assertThat(component("c1").abandoned()).isZero();
	}

	@Test
	@DisplayName("C60 tree")
	void treeEscalatesAndForgetsItsDynamicChildren() {
		Supervisor root = start(SupervisorSpec.builder("root")
			.strategy(Strategy.ONE_FOR_ALL)
			.intensity(4)
			.period(HOUR)
			.children(inner("sup1", RestartType.PERMANENT, "c1", "c2"), inner("sup2", RestartType.PERMANENT),
					inner("sup3", RestartType.TRANSIENT)));
		assertThat(root.terminateChild("sup3").outcome()).isEqualTo(Outcome.OK);
		assertThat(root.countChildren()).isEqualTo(counts(3, 2, 3, 0));
		assertThat(supervisor("sup1").countChildren()).isEqualTo(counts(2, 2, 0, 2));
		assertThat(supervisor("sup2").countChildren()).isEqualTo(counts(0, 0, 0, 0));

		supervisor("sup2").startChild(child("c3").spec());
		supervisor("sup2").startChild(child("c4").spec());
		child("c4").die();
		assertThat(child("c4").starts()).isEqualTo(2);
		assertThat(child("c3").starts()).isEqualTo(1);

		child("c3").failing(true);
		child("c3").die();
		assertThat(root.countChildren()).isEqualTo(counts(3, 3, 3, 0));
		assertThat(supervisor("sup2").countChildren()).isEqualTo(counts(0, 0, 0, 0));
		assertThat(child("c1").starts()).isEqualTo(2);
		assertThat(child("c2").starts()).isEqualTo(2);
		assertThat(child("c4").callable()).isFalse();
	}

	private SupervisorSpec inner(String id, RestartType restart, String... children) {
		List<ChildSpec> specs = new ArrayList<>();
		for (String child : children) {
			specs.add(child(child).spec());
		}
		return SupervisorSpec.builder(id).intensity(4).period(HOUR).restart(restart).children(specs).build();
	}

	@Test
	@DisplayName("C61 count_children")
	void manyChildrenAreCounted() {
		Supervisor sup = start(
				sup().dynamic(Dynamic.of((arguments) -> child((String) arguments.get(0)).spec(RestartType.TEMPORARY))));
		startMany(sup, 0, 1000);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1000, 0, 1000));
		startMany(sup, 1000, 2000);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 2000, 0, 2000));
		assertThat(sup.whichChildren()).hasSize(2000);
		for (int i = 0; i < 2000; i++) {
			child("c" + i).die();
		}
		assertThat(sup.countChildren()).isEqualTo(counts(1, 0, 0, 0));
		assertThat(sup.whichChildren()).isEmpty();
	}

	@Test
	@DisplayName("C62 count_children_supervisor")
	void manySupervisorsAreCounted() {
		Supervisor sup = start(sup().dynamic(Dynamic.of((arguments) -> SupervisorSpec.builder((String) arguments.get(0))
			.restart(RestartType.TEMPORARY)
			.build())));
		startMany(sup, 0, 1000);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1000, 1000, 0));
		assertThat(sup.whichChildren()).hasSize(1000);
	}

	private static void startMany(Supervisor sup, int from, int to) {
		for (int i = from; i < to; i++) {
			assertThat(sup.startDynamicChild("c" + i).outcome()).isEqualTo(Outcome.OK);
		}
	}

	@Test
	@DisplayName("C63 count_restarting_children")
	void childrenThatRestartAreCountedButNotActive() {
		Supervisor sup = start(sup().dynamic(Dynamic.of((arguments) -> child((String) arguments.get(0)).spec())));
		List<String> ids = new ArrayList<>();
		for (String id : List.of("x", "y", "z")) {
			ids.add(sup.startDynamicChild(id).child());
		}
		Held first = child("x").holdStart();
		Held second = child("y").holdStart();
		child("x").die();
		child("y").die();
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 3));
		first.release();
		second.release();
		assertThat(sup.countChildren()).isEqualTo(counts(1, 3, 0, 3));
		sup.terminateChild(ids.get(0));
		assertThat(sup.countChildren()).isEqualTo(counts(1, 2, 0, 2));
		sup.terminateChild(ids.get(1));
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		sup.terminateChild(ids.get(2));
		assertThat(sup.countChildren()).isEqualTo(counts(1, 0, 0, 0));
	}

	@Test
	@DisplayName("C66 do_not_save_child_specs_for_temporary_children")
	void specsOfTemporaryChildrenAreNotKept() {
		for (Strategy strategy : Strategy.values()) {
			for (RestartType restart : RestartType.values()) {
				for (String end : List.of("kill", "normal", "abnormal", "api")) {
					Supervisor sup = start(sup().strategy(strategy));
					String id = strategy + " " + restart + " " + end;
					sup.startChild(child(id).spec(restart));
					end(sup, id, end);
					hasOrHasNoSpec(sup, id, restart, end);
					stop();
				}
			}
		}
	}

	private void end(Supervisor sup, String id, String end) {
		switch (end) {
			case "api" -> sup.terminateChild(id);
			case "normal" -> child(id).exitNormally();
			case "kill" -> child(id).die();
			default -> child(id).exit(ExitReason.failure(Detector.EXCEPTION, new IllegalStateException("abnormal")));
		}
	}

	private void hasOrHasNoSpec(Supervisor sup, String id, RestartType restart, String end) {
		Outcome again = sup.startChild(child(id).spec(restart)).outcome();
		boolean restarted = switch (restart) {
			case PERMANENT -> !end.equals("api");
			case TRANSIENT -> end.equals("kill") || end.equals("abnormal");
			case TEMPORARY -> false;
		};
		if (restarted) {
			assertThat(again).as(id).isEqualTo(Outcome.ALREADY_STARTED);
			assertThat(child(id).starts()).as(id).isEqualTo(2);
		}
		else if (restart == RestartType.TEMPORARY) {
			assertThat(again).as(id).isEqualTo(Outcome.OK);
		}
		else {
			assertThat(again).as(id).isEqualTo(Outcome.ALREADY_PRESENT);
			assertThat(sup.restartChild(id).outcome()).as(id).isEqualTo(Outcome.OK);
		}
	}

	@Test
	@DisplayName("C67 simple_one_for_one_scale_many_temporary_children")
	void stoppingManyChildrenCostsAboutAsMuchEach() {
		long few = tasksToStop(1000);
		long many = tasksToStop(10_000);
		assertThat(many).isLessThan(20 * few);
	}

	private long tasksToStop(int children) {
		Supervisor sup = start(
				sup().dynamic(Dynamic.of((arguments) -> child((String) arguments.get(0)).spec(RestartType.TEMPORARY))));
		startMany(sup, 0, children);
		long before = this.world.tasks();
		stop();
		return this.world.tasks() - before;
	}

	@Test
	@DisplayName("C69 hanging_restart_loop")
	void requestsDuringARestartAreAnsweredAtOnce() {
		Supervisor sup = start(sup().intensity(8).period(Duration.ofSeconds(10)).children(child("c1").spec()));
		Held hold = child("c1").holdStart();
		child("c1").die();
		assertThat(sup.startChild(child("c1").spec()).outcome()).isEqualTo(Outcome.ALREADY_PRESENT);
		assertThat(sup.restartChild("c1").outcome()).isEqualTo(Outcome.RESTARTING);
		assertThat(sup.deleteChild("c1").outcome()).isEqualTo(Outcome.RESTARTING);
		assertThat(states()).containsExactly("c1=RESTARTING");
		assertThat(sup.countChildren()).isEqualTo(counts(1, 0, 0, 1));
		child("c1").failNext(1);
		terminates(sup, "c1", hold);
		assertThat(states()).containsExactly("c1=STOPPED");
		assertThat(sup.restartChild("c1").outcome()).isEqualTo(Outcome.OK);
		stopsDuringARestart("c1");
	}

	/** A start in progress is cancelled; nobody waits for what comes of it. */
	private void terminates(Supervisor sup, String id, Held hold) {
		assertThat(sup.terminateChild(id).outcome()).isEqualTo(Outcome.OK);
		hold.awaitInterrupt();
		List<String> before = states();
		hold.release();
		assertThat(states()).isEqualTo(before);
	}

	private void stopsDuringARestart(String id) {
		Held hold = child(id).holdStart();
		child(id).die();
		assertThat(child(id).callable()).isFalse();
		CompletableFuture<List<String>> stopping = stopping();
		hold.release();
		assertThat(stopping).isCompleted();
		hasShutDown();
		assertThat(child(id).callable()).isFalse();
	}

	@Test
	@DisplayName("C70 hanging_restart_loop_rest_for_one")
	void laterSiblingsAreStoppedWhileOneRestarts() {
		Supervisor sup = start(sup().intensity(8)
			.period(Duration.ofSeconds(10))
			.strategy(Strategy.REST_FOR_ONE)
			.children(child("c1").spec(), child("c2").spec(), child("c3").spec()));
		Held hold = child("c2").holdStart();
		child("c2").die();
		assertThat(sup.whichChild("c1").orElseThrow().state()).isEqualTo(ChildState.RUNNING);
		assertThat(sup.whichChild("c2").orElseThrow().state()).isEqualTo(ChildState.RESTARTING);
		assertThat(child("c3").callable()).isFalse();
		assertThat(child("c1").attempts()).isEqualTo(1);
		assertThat(sup.countChildren()).isEqualTo(counts(3, 1, 0, 3));
		terminates(sup, "c2", hold);
		assertThat(states()).containsExactly("c1=RUNNING", "c2=STOPPED", "c3=STOPPED");
		assertThat(sup.restartChild("c2").outcome()).isEqualTo(Outcome.OK);
		stopsDuringARestart("c2");
	}

	@Test
	@DisplayName("C71 hanging_restart_loop_simple")
	void childOfATemplateIsTerminatedWhileItRestarts() {
		Supervisor sup = start(
				sup().intensity(8).dynamic(Dynamic.of((arguments) -> child((String) arguments.get(0)).spec())));
		String id = sup.startDynamicChild("x").child();
		Held hold = child("x").holdStart();
		child("x").die();
		assertThat(sup.restartChild(id).outcome()).isEqualTo(Outcome.SIMPLE_ONE_FOR_ONE);
		assertThat(sup.deleteChild(id).outcome()).isEqualTo(Outcome.SIMPLE_ONE_FOR_ONE);
		assertThat(sup.whichChildren()).extracting(TreeSnapshot.Node::state).containsExactly(ChildState.RESTARTING);
		terminates(sup, id, hold);
		assertThat(sup.whichChildren()).isEmpty();
		assertThat(child("x").callable()).isFalse();
		sup.startDynamicChild("y");
		stopsDuringARestart("y");
	}

	@Test
	@DisplayName("C76 order_of_children")
	void childrenStartInOrderAndStopInReverse() {
		Supervisor sup = start(sup().strategy(Strategy.REST_FOR_ONE)
			.children(child("gamma").spec(), child("alpha").spec(), child("epsilon").spec(), child("beta").spec(),
					child("delta").spec()));
		assertThat(log()).containsExactly("start gamma", "start alpha", "start epsilon", "start beta", "start delta");
		assertThat(sup.whichChildren()).extracting(TreeSnapshot.Node::id)
			.containsExactly("gamma", "alpha", "epsilon", "beta", "delta");
		log().clear();
		child("epsilon").die();
		assertThat(log().stream().filter((line) -> !line.startsWith("close"))).containsExactly("stop delta",
				"stop beta", "start epsilon", "start beta", "start delta");
		log().clear();
		stop();
		assertThat(log()).containsExactly("stop delta", "stop beta", "stop epsilon", "stop alpha", "stop gamma");
	}

	@Test
	@DisplayName("C77 scale_start_stop_many_children")
	void startAndStopCostAboutAsMuchForEachChild() {
		long few = tasksToStartAndStop(1000);
		long many = tasksToStartAndStop(10_000);
		assertThat(many).isLessThan(20 * few);
	}

	private long tasksToStartAndStop(int children) {
		List<ChildSpec> specs = new ArrayList<>();
		for (int i = 0; i < children; i++) {
			specs.add(child("c" + i).spec());
		}
		long before = this.world.tasks();
		start(sup().children(specs));
		stop();
		return this.world.tasks() - before;
	}

	@Test
	@DisplayName("C78 format_log_1")
	void reportOfAFailureSaysWhoWhenWhyAndWhichGeneration() {
		start(sup().intensity(1).children(child("c1").spec()));
		this.world.advance(Duration.ofSeconds(7));
		IllegalStateException cause = new IllegalStateException("broken");
		child("c1").failNext(1);
		child("c1").exit(ExitReason.failure(Detector.PROBE, cause));
		Instant seven = Instant.parse("2026-01-01T00:00:07Z");
		assertThat(events(ChildFailed.class)).containsExactly(
				new ChildFailed("/c1", 1, seven, Detector.PROBE, Classification.COMPONENT, Fault.Kind.FAILURE, cause));
		assertThat(events(ChildStartFailed.class)).singleElement().satisfies((report) -> {
			assertThat(report.path()).isEqualTo("/c1");
			assertThat(report.time()).isEqualTo(seven);
			assertThat(report.cause()).hasMessage("start of 'c1' failed");
			assertThat(report.heldByDependency()).isFalse();
		});
	}

	@Test
	@DisplayName("C79 format_log_2")
	void reportsOfGivingUpNameTheSupervisorTheOffenderAndTheReason() {
		start(sup().intensity(0)
			.children(SupervisorSpec.builder("inner").intensity(0).children(child("c1").spec()).build()));
		child("c1").die();
		assertThat(events(IntensityExceeded.class)).extracting(SupervisionEvent::path).containsExactly("/inner", "/");
		assertThat(events(IntensityExceeded.class)).extracting(IntensityExceeded::offender)
			.containsExactly("/inner/c1", "/inner/c1");
		assertThat(events(IntensityExceeded.class)).extracting(SupervisionEvent::cause)
			.allSatisfy((cause) -> assertThat(cause).hasStackTraceContaining("c1 died"));
		assertThat(events(SupervisorTerminated.class)).extracting(SupervisionEvent::path).contains("/inner", "/");
		assertThat(events(SupervisorTerminated.class)).extracting(SupervisorTerminated::reason)
			.noneMatch(ExitReason::clean);
	}

	@Test
	@DisplayName("C80 already_started_outside_supervisor")
	void refusalOfTheStartItselfIsHandedOnUnchanged() {
		Supervisor sup = start(sup());
		IllegalStateException alreadyStarted = new IllegalStateException("already started elsewhere");
		Reply reply = sup.startChild(ComponentSpec.of("c1", (link) -> {
			throw alreadyStarted;
		}));
		assertThat(reply.outcome()).isEqualTo(Outcome.START_FAILED);
		assertThat(reply.cause()).isSameAs(alreadyStarted);
		assertThat(sup.whichChildren()).isEmpty();
	}

	@Test
	@DisplayName("C81 which_children")
	void listAndSingleLookUpAgree() {
		Supervisor sup = start(sup());
		sup.startChild(child("c1").spec());
		agree(sup, "c1");
		sup.startChild(child("c2").spec());
		agree(sup, "c1", "c2");
		sup.terminateChild("c1");
		agree(sup, "c1", "c2");
		assertThat(sup.whichChild("c1").orElseThrow().state()).isEqualTo(ChildState.STOPPED);
		sup.deleteChild("c1");
		agree(sup, "c2");
		assertThat(sup.whichChild("c1")).isEmpty();
	}

	@Test
	@DisplayName("C82 which_children_simple_one_for_one")
	void childrenOfATemplateAreLookedUpByTheIdInTheAnswer() {
		Supervisor sup = start(sup().dynamic(Dynamic.of((arguments) -> child((String) arguments.get(0)).spec())));
		String first = sup.startDynamicChild("x").child();
		String second = sup.startDynamicChild("y").child();
		agree(sup, first, second);
		sup.terminateChild(first);
		agree(sup, second);
		assertThat(sup.whichChild(first)).isEmpty();
	}

	private static void agree(Supervisor sup, String... ids) {
		assertThat(sup.whichChildren()).extracting(TreeSnapshot.Node::id).containsExactly(ids);
		Consumer<TreeSnapshot.Node> agrees = (node) -> assertThat(sup.whichChild(node.id())).contains(node);
		assertThat(sup.whichChildren()).allSatisfy(agrees);
		assertThat(sup.countChildren().workers()).isEqualTo(ids.length);
	}

	@Test
	void hungStartIsAFailedStartOnceItsTimeIsOver() {
		start(sup().children(child("c1").spec((spec) -> spec.startTimeout(Duration.ofSeconds(3)))));
		Held hold = child("c1").holdStart();
		child("c1").die();
		this.world.advance(Duration.ofSeconds(3).minusNanos(1));
		assertThat(states()).containsExactly("c1=RESTARTING");
		this.world.advance(Duration.ofNanos(1));
		hold.awaitInterrupt();
		assertThat(states()).containsExactly("c1=RUNNING");
		assertThat(child("c1").attempts()).isEqualTo(3);
		TestInstance current = child("c1").instance();
		hold.release();
		assertThat(child("c1").instance()).isNotSameAs(current);
		assertThat(child("c1").instance().wasStopped()).isTrue();
		assertThat(current.callable()).isTrue();
		child("c1").instances().get(1).exit(ExitReason.normal());
		hasGivenUp();
	}

	@Test
	void givingUpDoesNotWaitForAStartInProgress() {
		start(sup().intensity(1).children(child("c1").spec(), child("c2").spec()));
		Held hold = child("c1").holdStart();
		child("c1").die();
		child("c2").exit(ExitReason.normal());
		hasGivenUp();
		hold.awaitInterrupt();
		hold.release();
		assertThat(child("c1").callable()).isFalse();
		assertThat(child("c1").instance().wasStopped()).isTrue();
	}

	@Test
	void startThatWasCancelledCountsAsAbandonedUntilItComesBack() {
		Supervisor sup = start(sup().children(child("c1").spec()));
		Held hold = child("c1").holdStart();
		child("c1").die();
		assertThat(sup.terminateChild("c1").outcome()).isEqualTo(Outcome.OK);
		assertThat(states()).containsExactly("c1=STOPPED");
		assertThat(component("c1").abandoned()).isEqualTo(1);
		hold.release();
		assertThat(component("c1").abandoned()).isZero();
		assertThat(child("c1").instance().wasStopped()).isTrue();
		assertThat(child("c1").callable()).isFalse();
	}

	@Test
	void terminateOfAVictimThatIsBeingStoppedLeavesTheRestOfItsGroupAlone() throws Exception {
		Supervisor sup = start(sup().strategy(Strategy.REST_FOR_ONE)
			.children(child("c1").spec(), child("c2").spec(), child("c3").spec()));
		Held hold = child("c3").holdStop();
		child("c1").die();
		assertThat(hold.reached()).isTrue();
		Pending<Reply> reply = this.world.request(() -> sup.terminateChild("c3"));
		hold.release();
		assertThat(reply.answer().outcome()).isEqualTo(Outcome.OK);
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING", "c3=STOPPED");
		assertThat(child("c2").starts()).isEqualTo(2);
	}

	@Test
	void deathOfASiblingWhileTheOffenderIsClosedJoinsTheRestartOfTheGroup() {
		start(sup().intensity(1)
			.strategy(Strategy.ONE_FOR_ALL)
			.children(child("c1").spec(), child("c2").spec(), child("c3").spec()));
		Held first = child("c1").holdStop();
		child("c1").die();
		Held second = child("c2").holdStop();
		child("c2").die();
		first.release();
		assertThat(child("c1").starts()).isEqualTo(1);
		second.release();
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING", "c3=RUNNING");
		assertThat(child("c3").starts()).isEqualTo(2);
		assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(1);
		isUp();
	}

	@Test
	void deathOfAnEarlierSiblingIsARestartOfItsOwnUnderRestForOne() {
		start(sup().strategy(Strategy.REST_FOR_ONE).children(child("c1").spec(), child("c2").spec()));
		this.world.atOnce(() -> {
			child("c2").die();
			child("c1").die();
		});
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING");
		assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(2);
		assertThat(child("c1").starts()).isEqualTo(2);
	}

	@Test
	void requestThatWaitedForItsTurnIsRefusedWhenTheSupervisorHasEnded() throws Exception {
		Supervisor sup = start(sup().strategy(Strategy.ONE_FOR_ALL).children(child("c1").spec(), child("c2").spec()));
		Held hold = child("c2").holdStart();
		child("c1").die();
		Pending<Reply> reply = this.world.request(() -> sup.startChild(child("c3").spec()));
		reply.isUnanswered();
		CompletableFuture<List<String>> stopping = stopping();
		hold.release();
		assertThat(stopping).isCompleted();
		assertThat(reply.answer().outcome()).isEqualTo(Outcome.NO_SUPERVISOR);
		assertThat(child("c3").attempts()).isZero();
	}

	@Test
	void requestDuringTheStopIsRefusedOnceTheSupervisorHasEnded() throws Exception {
		Supervisor sup = start(sup().children(child("c1").spec(), child("c2").spec()));
		Held hold = child("c1").holdStop();
		CompletableFuture<List<String>> stopping = stopping();
		Pending<Reply> reply = this.world.request(() -> sup.startChild(child("c3").spec()));
		reply.isUnanswered();
		hold.release();
		assertThat(stopping).isCompleted();
		assertThat(reply.answer().outcome()).isEqualTo(Outcome.NO_SUPERVISOR);
		assertThat(child("c3").attempts()).isZero();
	}

}
