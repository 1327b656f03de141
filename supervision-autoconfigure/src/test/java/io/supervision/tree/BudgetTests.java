package io.supervision.tree;

import java.time.Duration;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Budget;
import io.supervision.spec.RestartType;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.HandDriven.Held;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The window restarts are counted in. It is exact, where OTP's is truncated to whole
 * seconds, and it stands still for a child that is restarting.
 */
class BudgetTests extends HandDrivenTests {

	private static final Duration PERIOD = Duration.ofSeconds(5);

	@Test
	void restartCountsAslongAsItIsNotOlderThanThePeriod() {
		start(fiveSeconds(1).children(child("c1").spec()));
		child("c1").die();
		this.world.advance(PERIOD.plusNanos(1));
		child("c1").die();
		isUp();
		this.world.advance(PERIOD);
		child("c1").die();
		hasGivenUp();
	}

	@Test
	void windowIsReadAtTheTimeOfTheSnapshot() {
		start(fiveSeconds(3).children(child("c1").spec()));
		child("c1").die();
		this.world.advance(Duration.ofSeconds(2));
		child("c1").die();
		assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(2);
	}

	@Test
	void windowSurvivesAnOverflowOfTheClock() {
		this.world = new HandDriven(Long.MAX_VALUE - PERIOD.toNanos() / 2);
		start(fiveSeconds(1).children(child("c1").spec()));
		child("c1").die();
		this.world.advance(PERIOD.plusNanos(1));
		child("c1").die();
		isUp();
		this.world.advance(PERIOD);
		child("c1").die();
		hasGivenUp();
	}

	@Test
	void windowStandsStillWhileItsChildWaits() {
		start(waiting(fiveSeconds(1).children(child("c1").spec()), (attempt) -> Duration.ofMinutes(1)));
		child("c1").die();
		this.world.advance(Duration.ofMinutes(1));
		assertThat(child("c1").callable()).isTrue();
		this.world.advance(PERIOD);
		child("c1").die();
		hasGivenUp();
	}

	@Test
	void windowStandsStillWhileItsChildStarts() {
		start(fiveSeconds(1).children(child("c1").spec()));
		Held hold = child("c1").holdStart();
		child("c1").die();
		this.world.advance(Duration.ofSeconds(29));
		hold.release();
		this.world.advance(PERIOD);
		child("c1").die();
		hasGivenUp();
	}

	@Test
	void windowOfOneChildGoesOnWhileAnotherRestarts() {
		start(fiveSeconds(2).children(child("c1").spec(), child("c2").spec()));
		child("c1").die();
		Held hold = child("c2").holdStart();
		child("c2").die();
		this.world.advance(PERIOD.plusSeconds(10));
		child("c1").die();
		isUp();
		hold.release();
		child("c1").die();
		hasGivenUp();
	}

	@Test
	void windowOfTheParentStandsStillWhileAnythingBelowItsChildRestarts() {
		start(fiveSeconds(1).children(SupervisorSpec.builder("inner")
			.intensity(1)
			.period(Duration.ofSeconds(1))
			.children(child("c1").spec())
			.build()));
		child("c1").die();
		child("c1").die();
		assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(1);
		this.world.advance(Duration.ofSeconds(4));
		Held hold = child("c1").holdStart();
		child("c1").die();
		this.world.advance(Duration.ofSeconds(20));
		hold.release();
		this.world.advance(Duration.ofSeconds(1));
		assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(1);
		child("c1").die();
		hasGivenUp();
	}

	@Test
	void budgetPerChildIsSpentByThatChildOnly() {
		start(fiveSeconds(2).budget(Budget.PER_CHILD).children(child("c1").spec(), child("c2").spec()));
		for (int i = 0; i < 2; i++) {
			child("c1").die();
			child("c2").die();
		}
		isUp();
		assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(2);
		child("c2").die();
		hasGivenUp();
	}

	@Test
	void restartOfANestedSupervisorCountsAsLongAsTheNestedPeriod() {
		start(fiveSeconds(1).nestedPeriod(Duration.ofSeconds(20))
			.budget(Budget.PER_CHILD)
			.children(child("c1").spec(),
					SupervisorSpec.builder("inner").intensity(0).children(child("c2").spec()).build()));
		child("c1").die();
		child("c2").die();
		this.world.advance(Duration.ofSeconds(20));
		child("c1").die();
		isUp();
		child("c2").die();
		hasGivenUp();
	}

	@Test
	void newLifeOfASupervisorBeginsWithAnEmptyWindow() {
		start(sup().intensity(1)
			.children(SupervisorSpec.builder("inner").intensity(2).period(HOUR).children(child("c1").spec()).build()));
		for (int i = 0; i < 3; i++) {
			child("c1").die();
		}
		for (int i = 0; i < 2; i++) {
			child("c1").die();
			isUp();
		}
		child("c1").die();
		hasGivenUp();
	}

	private static SupervisorSpec.Builder fiveSeconds(int intensity) {
		return SupervisorSpec.builder("sup").intensity(intensity).period(PERIOD);
	}

	@Test
	void windowGoesOnAfterASupervisorShutItselfDown() {
		start(fiveSeconds(1).children(SupervisorSpec.builder("inner")
			.autoShutdown(AutoShutdown.ANY_SIGNIFICANT)
			.children(child("c1").spec((spec) -> spec.restart(RestartType.TEMPORARY).significant(true)))
			.build()));
		for (int i = 0; i < 3; i++) {
			child("c1").exitNormally();
			isUp();
			this.world.advance(PERIOD.plusNanos(1));
		}
	}

}
