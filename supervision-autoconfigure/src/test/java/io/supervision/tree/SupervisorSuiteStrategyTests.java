package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
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
 * OTP's supervisor_SUITE: strategies. A supervisor that gives up ends abnormally here, so
 * that no parent mistakes it for a clean end.
 */
class SupervisorSuiteStrategyTests extends HandDrivenTests {

	@Test
	@DisplayName("C33 one_for_one")
	void oneForOneRestartsOnlyTheChildThatDied() {
		start(sup().children(child("c1").spec(), child("c2").spec()));
		child("c1").die();
		assertThat(starts("c1", "c2")).containsExactly(2, 1);
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING");
		child("c2").die();
		assertThat(starts("c1", "c2")).containsExactly(2, 2);
		isUp();
		child("c1").die();
		hasGivenUp();
		assertThat(starts("c1", "c2")).containsExactly(2, 2);
	}

	@Test
	@DisplayName("C34 one_for_one_escalation")
	void oneForOneGivesUpOnAChildThatCannotStart() {
		start(sup().intensity(4).children(child("c1").spec(), child("c2").spec()));
		child("c1").failing(true);
		child("c1").die();
		hasGivenUp();
		assertThat(child("c1").attempts()).isEqualTo(5);
		assertThat(child("c2").instance().stopReason()).isInstanceOf(ExitReason.Shutdown.class);
	}

	@Test
	@DisplayName("C35 one_for_all")
	void oneForAllRestartsAll() {
		start(sup().strategy(Strategy.ONE_FOR_ALL).children(child("c1").spec(), child("c2").spec()));
		child("c1").die();
		assertThat(child("c2").instances().get(0).stopReason()).isInstanceOf(ExitReason.Shutdown.class);
		assertThat(starts("c1", "c2")).containsExactly(2, 2);
		child("c2").die();
		assertThat(starts("c1", "c2")).containsExactly(3, 3);
		isUp();
		child("c1").die();
		hasGivenUp();
	}

	@Test
	@DisplayName("C36 one_for_all_escalation")
	void oneForAllGivesUpOnASiblingThatCannotStart() {
		start(sup().intensity(4).strategy(Strategy.ONE_FOR_ALL).children(child("c1").spec(), child("c2").spec()));
		child("c2").failing(true);
		child("c1").die();
		hasGivenUp();
		assertThat(child("c2").attempts()).isEqualTo(5);
		assertThat(child("c1").starts()).isEqualTo(5);
	}

	@Test
	@DisplayName("C37 one_for_all_other_child_fails_restart")
	void oneForAllBeginsFromTheFirstWhenASiblingFailsToStart() {
		start(sup().strategy(Strategy.ONE_FOR_ALL).children(child("c1").spec(), child("c2").spec()));
		child("c2").failNext(1);
		log().clear();
		child("c1").die();
		assertThat(log().stream().filter((line) -> !line.startsWith("close"))).containsExactly("stop c2", "start c1",
				"fail c2", "stop c1", "start c1", "start c2");
		assertThat(child("c1").instances().get(1).stopReason()).isInstanceOf(ExitReason.Shutdown.class);
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING");
	}

	@Test
	@DisplayName("C38 simple_one_for_one")
	void templateRestartsOnlyTheChildThatDied() {
		Supervisor sup = start(template(sup(), RestartType.PERMANENT));
		sup.startDynamicChild("x");
		sup.startDynamicChild("y");
		child("x").die();
		assertThat(starts("x", "y")).containsExactly(2, 1);
		assertThat(sup.whichChildren()).hasSize(2);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 2, 0, 2));
		child("y").die();
		isUp();
		child("y").die();
		hasGivenUp();
	}

	@Test
	@DisplayName("C39 simple_one_for_one_shutdown")
	void childrenOfATemplateAreStoppedTogether() {
		Supervisor sup = start(sup().dynamic(Dynamic.of((arguments) -> child((String) arguments.get(0))
			.spec((spec) -> spec.shutdown(Shutdown.within(Duration.ofSeconds(2)))))));
		List<Held> holds = new ArrayList<>();
		for (String id : List.of("x", "y", "z")) {
			sup.startDynamicChild(id);
			holds.add(child(id).holdStop());
		}
		CompletableFuture<List<String>> stopping = stopping();
		assertThat(holds).allMatch(Held::reached);
		this.world.advance(Duration.ofSeconds(1));
		holds.get(0).release();
		holds.get(1).release();
		assertThat(stopping).isNotDone();
		this.world.advance(Duration.ofSeconds(1));
		assertThat(stopping).isCompleted();
		assertThat(child("x").instance().wasAbandoned()).isFalse();
		assertThat(child("z").instance().wasAbandoned()).isTrue();
	}

	@Test
	@DisplayName("C40 simple_one_for_one_extra")
	void childOfATemplateIsRestartedWithItsOwnArguments() {
		List<List<Object>> made = new ArrayList<>();
		Supervisor sup = start(sup().dynamic(Dynamic.of((arguments) -> {
			made.add(arguments);
			return child((String) arguments.get(0)).spec();
		})));
		sup.startDynamicChild("x", 1);
		sup.startDynamicChild("y", 2);
		child("x").die();
		child("y").die();
		assertThat(made).containsExactly(List.of("x", 1), List.of("y", 2));
		assertThat(starts("x", "y")).containsExactly(2, 2);
	}

	@Test
	@DisplayName("C41 simple_one_for_one_escalation")
	void templateGivesUpOnAChildThatCannotStart() {
		Supervisor sup = start(template(sup().intensity(4), RestartType.PERMANENT));
		sup.startDynamicChild("x");
		sup.startDynamicChild("y");
		child("x").failing(true);
		child("x").die();
		hasGivenUp();
		assertThat(child("x").attempts()).isEqualTo(5);
		assertThat(child("y").instance().stopReason()).isInstanceOf(ExitReason.Shutdown.class);
	}

	@Test
	@DisplayName("C43 simple_one_for_one_restart_ignore")
	void childOfATemplateThatDoesNotWantToRunAgainIsForgotten() {
		for (RestartType restart : List.of(RestartType.TRANSIENT, RestartType.PERMANENT)) {
			Supervisor sup = start(template(sup(), restart));
			String id = "x-" + restart;
			sup.startDynamicChild(id);
			child(id).die();
			assertThat(child(id).starts()).isEqualTo(2);
			child(id).ignoreNext();
			child(id).die();
			assertThat(sup.whichChildren()).isEmpty();
			isUp();
			stop();
		}
	}

	@Test
	@DisplayName("C44 rest_for_one")
	void restForOneRestartsTheLaterOnes() {
		start(sup().strategy(Strategy.REST_FOR_ONE)
			.children(child("c1").spec(), child("c2").spec(), child("c3").spec()));
		child("c2").die();
		assertThat(starts("c1", "c2", "c3")).containsExactly(1, 2, 2);
		assertThat(child("c3").instances().get(0).stopReason()).isInstanceOf(ExitReason.Shutdown.class);
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING", "c3=RUNNING");
		child("c2").die();
		isUp();
		child("c3").die();
		hasGivenUp();
	}

	@Test
	@DisplayName("C45 rest_for_one_escalation")
	void restForOneGivesUpOnASiblingThatCannotStart() {
		start(sup().intensity(4).strategy(Strategy.REST_FOR_ONE).children(child("c1").spec(), child("c2").spec()));
		child("c2").failing(true);
		child("c1").die();
		hasGivenUp();
		assertThat(child("c1").starts()).isEqualTo(2);
		assertThat(child("c2").attempts()).isEqualTo(5);
	}

	@Test
	@DisplayName("C46 rest_for_one_other_child_fails_restart")
	void restForOneGoesOnAtTheSiblingThatFailedToStart() {
		start(sup().strategy(Strategy.REST_FOR_ONE).children(child("c1").spec(), child("c2").spec()));
		child("c2").failNext(1);
		TestInstance old = child("c1").instance();
		child("c1").die();
		assertThat(child("c1").starts()).isEqualTo(2);
		assertThat(child("c1").instance()).isNotSameAs(old);
		assertThat(child("c2").attempts()).isEqualTo(3);
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING");
	}

	@Test
	void groupRestartRevivesWhatTheApiStopped() {
		Supervisor sup = start(sup().strategy(Strategy.ONE_FOR_ALL)
			.children(child("c1").spec(), child("c2").spec(RestartType.TRANSIENT), child("c3").spec()));
		assertThat(sup.terminateChild("c2").outcome()).isEqualTo(Outcome.OK);
		child("c3").ignoreNext();
		child("c1").die();
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING", "c3=STOPPED");
		child("c1").die();
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING", "c3=RUNNING");
	}

	@Test
	void deathsThatAreNoticedTogetherCountOneUnderAGroupStrategyAndTwoUnderOneForOne() {
		for (Strategy strategy : Strategy.values()) {
			String id = strategy.toString();
			start(sup().intensity(1).strategy(strategy).children(child(id + 1).spec(), child(id + 2).spec()));
			this.world.atOnce(() -> {
				child(id + 1).die();
				child(id + 2).die();
			});
			if (strategy == Strategy.ONE_FOR_ONE) {
				hasGivenUp();
			}
			else {
				isUp();
				assertThat(starts(id + 1, id + 2)).containsExactly(2, 2);
				stop();
			}
		}
	}

	@Test
	void startsOfTheOuterAndTheInnerBudgetMultiply() {
		SupervisorSpec inner = SupervisorSpec.builder("inner")
			.intensity(3)
			.period(HOUR)
			.children(child("c1").spec())
			.build();
		start(sup().intensity(2).children(inner));
		while (!kernel().ended().toCompletableFuture().isDone()) {
			child("c1").die();
		}
		assertThat(child("c1").starts()).isEqualTo((2 + 1) * (3 + 1));
	}

	private SupervisorSpec.Builder template(SupervisorSpec.Builder sup, RestartType restart) {
		return sup.dynamic(Dynamic.of((arguments) -> child((String) arguments.get(0)).spec(restart)));
	}

	private List<Integer> starts(String... ids) {
		List<Integer> starts = new ArrayList<>();
		for (String id : ids) {
			starts.add(child(id).starts());
		}
		return starts;
	}

}
