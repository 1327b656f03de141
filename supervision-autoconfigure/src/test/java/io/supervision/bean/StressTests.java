package io.supervision.bean;

import io.supervision.stress.Jcstress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that come and go while somebody counts them.
 */
class StressTests {

	@Test
	void noCallIsInAGenerationThatIsFencedAndEmpty() throws Exception {
		assertThat(Jcstress.racy("bean\\.FenceStress")).isEmpty();
	}

	@Test
	void callsMayComeWhileTheWatchdogTurns() throws Exception {
		assertThat(Jcstress.racy("bean\\.TurnStress")).isEmpty();
	}

}
