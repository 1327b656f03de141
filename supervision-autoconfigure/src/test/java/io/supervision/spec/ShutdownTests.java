package io.supervision.spec;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ShutdownTests {

	@ParameterizedTest
	@CsvSource({ "5s, PT5S", "250, PT0.25S", "250ms, PT0.25S", "10us, PT0.00001S", "7ns, PT0.000000007S", "2m, PT2M",
			"1h, PT1H", "1D, PT24H", "PT1M30S, PT1M30S", "' 5s ', PT5S" })
	void readsDurationsWithMillisecondsAsTheBareUnit(String text, Duration limit) {
		assertThat(Shutdown.valueOf(text)).isEqualTo(Shutdown.within(limit));
	}

	@Test
	void readsZeroAsAtOnce() {
		assertThat(Shutdown.valueOf("0")).isEqualTo(Shutdown.NOW);
		assertThat(Shutdown.valueOf("0").atOnce()).isTrue();
	}

	@Test
	void readsNumbersAsMilliseconds() {
		assertThat(Shutdown.valueOf(Integer.valueOf(0))).isEqualTo(Shutdown.NOW);
		assertThat(Shutdown.valueOf(Integer.valueOf(250))).isEqualTo(Shutdown.within(Duration.ofMillis(250)));
		assertThat(Shutdown.valueOf(Long.valueOf(250))).isEqualTo(Shutdown.within(Duration.ofMillis(250)));
		assertThatIllegalArgumentException().isThrownBy(() -> Shutdown.valueOf(Integer.valueOf(-1)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "infinity", "INFINITY" })
	void readsInfinity(String text) {
		assertThat(Shutdown.valueOf(text)).isEqualTo(Shutdown.INFINITY);
		assertThat(Shutdown.valueOf(text).infinite()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "", "5 s", "5w", "9223372036854775807d", "99999999999999999999s" })
	void refusesAnythingElseByName(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Shutdown.valueOf(text))
			.withMessage("'shutdown' must be a duration, '0' or 'infinity': '" + text + "'");
	}

	@Test
	void refusesNegativeLimits() {
		assertThatIllegalArgumentException().isThrownBy(() -> Shutdown.valueOf("-5s"))
			.withMessage("'shutdown' must be a duration, '0' or 'infinity': '-5000ms'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "5s", "0", "infinity", "1h" })
	void readsWhatItPrints(String text) {
		Shutdown limit = Shutdown.valueOf(text);
		assertThat(Shutdown.valueOf(limit.toString())).isEqualTo(limit);
	}

}
