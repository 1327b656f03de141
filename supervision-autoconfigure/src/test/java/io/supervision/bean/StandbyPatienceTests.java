package io.supervision.bean;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how long {@link Standby} waits for one that is still being made.
 */
class StandbyPatienceTests {

	@ParameterizedTest
	@CsvSource({ "30, 0, 15", "30, 7, 15", "30, 8, 14", "30, 14, 2", "30, 15, 0", "30, 29, 0", "0, 0, 0" })
	void ordinaryStartIsLeftHalfOfTheTimeAndTwiceWhatItTookLast(long startTimeout, long lastStart, long patience) {
		assertThat(Standby.patience(Duration.ofSeconds(startTimeout), Duration.ofSeconds(lastStart)))
			.isEqualTo(Duration.ofSeconds(patience));
	}

}
