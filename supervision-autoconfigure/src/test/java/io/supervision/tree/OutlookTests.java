package io.supervision.tree;

import java.util.ArrayList;
import java.util.List;

import io.supervision.spec.Mode;
import io.supervision.spec.Outlook;
import io.supervision.spec.Replace;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.TestChild.TestInstance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a generation is told when it asks what is going to become of it.
 */
class OutlookTests extends HandDrivenTests {

	private final List<Outlook> answers = new ArrayList<>();

	private void ask(String id) {
		child(id).instance().outlook(this.answers::add);
	}

	private static SupervisorSpec.Builder root(Strategy strategy) {
		return SupervisorSpec.builder("root").strategy(strategy);
	}

	@Test
	void whatNothingIsKnownOfStays() {
		start(root(Strategy.ONE_FOR_ONE).children(child("a").spec()));
		ask("a");
		assertThat(this.answers).containsExactly(Outlook.STAYS);
	}

	@Test
	void whatHasFailedGoes() {
		start(root(Strategy.ONE_FOR_ONE).intensity(2).children(child("a").spec()));
		Held stop = child("a").holdStop();
		child("a").die();
		ask("a");
		assertThat(this.answers).containsExactly(Outlook.GOES);
		TestInstance old = child("a").instance();
		stop.release();
		old.outlook(this.answers::add);
		assertThat(this.answers).containsExactly(Outlook.GOES, Outlook.GOES);
		ask("a");
		assertThat(this.answers.get(2)).isEqualTo(Outlook.STAYS);
	}

	@Test
	void whatHasSpentTheLastOfTheBudgetIsTheLast() {
		start(root(Strategy.ONE_FOR_ONE).intensity(1).children(child("a").spec()));
		Held stop = child("a").holdStop();
		child("a").die();
		ask("a");
		assertThat(this.answers).containsExactly(Outlook.LAST);
		stop.release();
	}

	@Test
	void whatIsOnlyObservedStays() {
		start(root(Strategy.ONE_FOR_ONE).children(child("a").spec((spec) -> spec.mode(Mode.OBSERVE))));
		child("a").die();
		ask("a");
		assertThat(this.answers).containsExactly(Outlook.STAYS);
	}

	@Test
	void suspicionGoesAsLongAsThereIsAllowance() {
		start(isolating(root(Strategy.ONE_FOR_ONE).children(child("a").spec((spec) -> spec.suspicionAllowance(1)))));
		Held drain = child("a").holdDrain();
		child("a").suspect();
		ask("a");
		drain.release();
		child("a").suspect();
		ask("a");
		assertThat(this.answers).containsExactly(Outlook.GOES, Outlook.STAYS);
	}

	@Test
	void whatIsReplacedBesideItselfGoesWhileItTakesCalls() {
		start(isolating(root(Strategy.ONE_FOR_ONE)
			.children(child("a").overlapping().spec((spec) -> spec.replace(Replace.START_FIRST)))));
		Held next = child("a").holdStart();
		TestInstance old = child("a").instance();
		child("a").suspect();
		old.outlook(this.answers::add);
		assertThat(child("a").callable()).isTrue();
		assertThat(this.answers).containsExactly(Outlook.GOES);
		next.release();
	}

	@Test
	void siblingThatIsTakenAlongGoesBeforeItIsItsTurn() {
		start(root(Strategy.REST_FOR_ONE).children(child("a").spec(), child("b").spec(), child("c").spec()));
		Held stop = child("b").holdStop();
		child("b").die();
		ask("a");
		ask("c");
		assertThat(child("c").callable()).isTrue();
		assertThat(this.answers).containsExactly(Outlook.STAYS, Outlook.GOES);
		stop.release();
	}

	@Test
	void whatIsBelowWhatGoesGoesToo() {
		SupervisorSpec nested = SupervisorSpec.builder("nested").children(child("c").spec()).build();
		start(root(Strategy.REST_FOR_ONE).children(child("a").spec(), nested));
		Held stop = child("a").holdStop();
		child("a").die();
		ask("c");
		assertThat(this.answers).containsExactly(Outlook.GOES);
		stop.release();
	}

	@Test
	void answerWaitsBehindAnEndThatHasToWaitItsTurnAndNotBehindASuspicion() {
		start(root(Strategy.REST_FOR_ONE).children(child("a").spec(), child("b").spec(), child("c").spec()));
		Held next = child("c").holdStart();
		child("c").die();
		child("a").die();
		child("b").suspect();
		ask("b");
		ask("a");
		assertThat(this.answers).as("b only").containsExactly(Outlook.STAYS);
		next.release();
		assertThat(this.answers).containsExactly(Outlook.STAYS, Outlook.GOES);
		assertThat(child("a").starts()).isEqualTo(2);
	}

}
