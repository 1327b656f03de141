package io.supervision.benchmarks;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OptionsTests {

	private static final Set<String> KNOWN = Set.of("P1", "P7");

	@Test
	void everythingIsMeasuredInFullUnlessAskedOtherwise() {
		assertThat(Options.parse(List.of(), KNOWN)).isEqualTo(new Options(Effort.FULL, KNOWN));
	}

	@Test
	void partOfItCanBeMeasuredQuickly() {
		assertThat(Options.parse(List.of("--quick", "--only=P7, P1"), KNOWN))
			.isEqualTo(new Options(Effort.QUICK, Set.of("P1", "P7")));
	}

	@Test
	void unknownOptionsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(List.of("--fast"), KNOWN))
			.withMessage("'--fast' is not an option; use " + Options.USAGE);
	}

	@Test
	void unknownGoalsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(List.of("--only=P12"), Set.of("P1")))
			.withMessage("'P12' is not the number of a goal: must be one of [P1]");
	}

}
