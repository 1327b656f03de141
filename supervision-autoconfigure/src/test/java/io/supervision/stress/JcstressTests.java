package io.supervision.stress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Stress tests are believed because they have seen a race.
 */
class JcstressTests {

	@Test
	void plantedRaceIsCaughtAndItsRepairPasses() throws Exception {
		assertThat(Jcstress.racy("stress\\.(Unf|F)encedExchange")).containsExactly(UnfencedExchange.class.getName());
	}

	@Test
	void runOfNoTestIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> Jcstress.racy("NoSuchTest"));
	}

}
