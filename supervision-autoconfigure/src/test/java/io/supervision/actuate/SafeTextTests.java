package io.supervision.actuate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SafeText}.
 */
class SafeTextTests {

	@Test
	void controlCharactersBecomeSpaces() {
		assertThat(SafeText.of("a\r\nb\tc\u0000d\u001B[31m\u2028e\u202Ef")).isEqualTo("a  b c d [31m e f");
	}

	@Test
	void textIsCutAt256CharactersButNeverWithinOne() {
		assertThat(SafeText.of("x".repeat(1000))).hasSize(256);
		assertThat(SafeText.of("x".repeat(255) + "\uD83D\uDE00")).isEqualTo("x".repeat(255));
	}

	@Test
	void ordinaryTextStaysAsItIs() {
		assertThat(SafeText.of("Grüße, 价格 – ok \uD83D\uDE00")).isEqualTo("Grüße, 价格 – ok \uD83D\uDE00");
	}

	@Test
	void nothingIsEmpty() {
		assertThat(SafeText.of(null)).isEmpty();
	}

}
