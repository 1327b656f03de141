package io.supervision.tree;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.supervision.spec.Strategy;
import io.supervision.tree.HandDriven.Held;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stops of a group restart that are held up by calls which wait for what the restart has
 * yet to start.
 */
class HeldUpTests extends HandDrivenTests {

	private void start(Strategy strategy) {
		start(sup().intensity(9).strategy(strategy).children(child("a").spec(), child("b").spec(), child("c").spec()));
		log().clear();
	}

	private List<Integer> starts(String... ids) {
		return Stream.of(ids).map((id) -> child(id).starts()).toList();
	}

	@ParameterizedTest
	@EnumSource(names = { "REST_FOR_ONE", "ONE_FOR_ALL" })
	void whatTheCallsWaitForIsStartedFirst(Strategy strategy) {
		start(strategy);
		Held stop = child("b").holdStop();
		child("a").die();
		assertThat(log()).containsExactly("close a", "stop c", "stop b");
		assertThat(child("b").instance().heldUpBy()).containsExactly("a");
		child("b").instance().heldUp();
		assertThat(log()).containsExactly("close a", "stop c", "stop b", "start a");
		stop.release();
		assertThat(log()).containsExactly("close a", "stop c", "stop b", "start a", "start b", "start c");
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
	}

	@Test
	void severalThatAreHeldUpComeBackInOrder() {
		start(Strategy.REST_FOR_ONE);
		Held b = child("b").holdStop();
		Held c = child("c").holdStop();
		child("a").die();
		assertThat(child("c").instance().heldUpBy()).containsExactly("a");
		child("c").instance().heldUp();
		assertThat(b.reached()).isTrue();
		child("b").instance().heldUp();
		assertThat(log()).containsExactly("close a", "stop c", "stop b", "start a");
		c.release();
		assertThat(starts("b", "c")).containsExactly(1, 1);
		b.release();
		assertThat(log()).endsWith("start a", "start b", "start c");
	}

	@Test
	void startThatFailsIsTriedAgainWhileTheStopGoesOn() {
		start(Strategy.REST_FOR_ONE);
		Held stop = child("b").holdStop();
		child("a").failNext(1);
		child("a").die();
		child("b").instance().heldUp();
		assertThat(log()).endsWith("stop b", "fail a");
		child("b").instance().heldUp();
		assertThat(log()).endsWith("fail a", "start a");
		stop.release();
		assertThat(log()).endsWith("start a", "start b", "start c");
	}

	@Test
	void stopThatEndsWhileTheOtherStartsIsFollowedByItsStart() {
		start(Strategy.REST_FOR_ONE);
		Held stop = child("b").holdStop();
		Held start = child("a").holdStart();
		child("a").die();
		child("b").instance().heldUp();
		assertThat(start.reached()).isTrue();
		stop.release();
		assertThat(starts("a", "b", "c")).containsExactly(1, 1, 1);
		start.release();
		assertThat(log()).endsWith("start a", "start b", "start c");
	}

	@Test
	void newsThatComesTooLateChangesNothing() {
		start(Strategy.REST_FOR_ONE);
		Held stop = child("b").holdStop();
		child("a").die();
		stop.release();
		child("b").instances().get(0).heldUp();
		assertThat(log()).containsExactly("close a", "stop c", "stop b", "start a", "start b", "start c");
	}

	@Test
	void treeThatStopsMeanwhileWaitsForTheStop() {
		start(Strategy.REST_FOR_ONE);
		Held stop = child("b").holdStop();
		child("a").die();
		child("b").instance().heldUp();
		var stopped = stopping();
		assertThat(stopped).isNotDone();
		stop.release();
		assertThat(stopped).isCompleted();
		assertThat(starts("a", "b", "c")).containsExactly(2, 1, 1);
	}

	@Test
	void whoOffendedWaitsForNobody() {
		start(Strategy.REST_FOR_ONE);
		child("b").die();
		assertThat(child("b").instances().get(0).heldUpBy()).isEmpty();
		assertThat(child("c").instances().get(0).heldUpBy()).isEqualTo(Set.of("b"));
	}

}
