package io.supervision.tree;

import java.time.Duration;
import java.util.List;

import io.supervision.spec.Backoff;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.HandDriven.Held;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Neither backoff nor slow starts can make a budget unspendable: whatever the settings, a
 * child that does not run for a period in total is given up on after exactly as many
 * restarts as its supervisor's intensity.
 */
class BudgetPropertyTests {

	@Property(tries = 300)
	void budgetIsSpentWhateverWaits(@ForAll @IntRange(min = 1, max = 20) int period, @ForAll boolean nested,
			@ForAll("restarts") List<Restart> restarts) {
		Fixture fixture = new Fixture();
		TestChild child = fixture.child("c1");
		SupervisorSpec.Builder root = SupervisorSpec.builder("sup")
			.intensity(restarts.size())
			.period(Duration.ofSeconds(period))
			.children(nested ? SupervisorSpec.builder("inner").intensity(0).children(child.spec()).build()
					: child.spec());
		Backoff backoff = (attempt) -> restarts.get(attempt - 1).delay();
		fixture.start(HandDrivenTests.waiting(root, backoff));
		Runnable nextFailure = child::die;
		for (Restart restart : restarts) {
			Held hold = child.holdStart();
			nextFailure.run();
			fixture.isUp();
			fixture.world.advance(restart.delay());
			assertThat(hold.reached()).isTrue();
			fixture.world.advance(restart.starting());
			if (restart.fails()) {
				child.failNext(1);
				nextFailure = hold::release;
			}
			else {
				hold.release();
				fixture.world.advance(Duration.ofSeconds(period).multipliedBy(restart.share()).dividedBy(600));
				nextFailure = child::die;
			}
		}
		nextFailure.run();
		fixture.hasGivenUp();
		assertThat(child.attempts()).isEqualTo(1 + restarts.size());
		fixture.protocolWasKept();
	}

	@Provide
	Arbitrary<List<Restart>> restarts() {
		Arbitrary<Duration> delays = Arbitraries.oneOf(Arbitraries.just(Duration.ZERO),
				Arbitraries.integers().between(1, 600_000).map(Duration::ofMillis));
		Arbitrary<Duration> starts = Arbitraries.integers().between(0, 29_999).map(Duration::ofMillis);
		Arbitrary<Integer> shares = Arbitraries.integers().between(0, 100);
		return Combinators.combine(delays, starts, shares, Arbitraries.of(true, false))
			.as(Restart::new)
			.list()
			.ofMaxSize(6);
	}

	/**
	 * One restart.
	 *
	 * @param delay how long it waits
	 * @param starting how long the start takes
	 * @param share how much of the period the child then runs, of 600
	 * @param fails whether the start fails
	 */
	record Restart(Duration delay, Duration starting, int share, boolean fails) {
	}

	private static final class Fixture extends HandDrivenTests {

	}

}
