package io.supervision.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTests {

	private final Goal goal = Goal.atMost(1.5, "P1a", "ours, x theirs", (run) -> run.ratio("ours.cpu", "theirs.cpu"));

	@Test
	void oneGoalThatFallsShortIsEnough() {
		assertThat(report(3, 2).good()).isTrue();
		assertThat(report(3.1, 2).good()).isFalse();
		Goal.Verdict good = report(3, 2).verdicts().get(0);
		Goal.Verdict bad = report(3.1, 2).verdicts().get(0);
		assertThat(new Report(List.of(good, bad, good), new Measurements()).good()).isFalse();
	}

	@Test
	void printsALinePerGoalAndTheSameInMarkdown() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		report(4, 2).print(new PrintStream(out, true, StandardCharsets.UTF_8));
		assertThat(out.toString(StandardCharsets.UTF_8).lines()).startsWith(
				"P1a 2.00 goal 1.50 falls short (ours, x theirs)", "",
				"| goal | what is compared | limit | measured | floor | |", "|---|---|---|---|---|---|",
				"| P1a | ours, x theirs | at most 1.50 | 2.00 |  | falls short |", "");
	}

	@Test
	void valueThatIsNearlyTheLimitIsToldFromIt() {
		assertThat(report(3.002, 2).verdicts().get(0)).asString().startsWith("P1a 1.501 goal 1.50 falls short");
		assertThat(report(2.998, 2).verdicts().get(0)).asString().startsWith("P1a 1.499 goal 1.50 ok");
		assertThat(report(3, 2).verdicts().get(0)).asString().startsWith("P1a 1.50 goal 1.50 ok");
	}

	@Test
	void saysHowNearAnybodyCouldCome() {
		Measurements measurements = new Measurements();
		measurements.add("ours.cpu", 4);
		measurements.add("theirs.cpu", 2);
		measurements.add("least.cpu", 3.2);
		Goal.Verdict verdict = this.goal.above((run) -> run.ratio("least.cpu", "theirs.cpu")).judge(measurements);
		assertThat(verdict).hasToString("P1a 2.00 goal 1.50 falls short (ours, x theirs; floor 1.60)");
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		new Report(List.of(verdict), measurements).print(new PrintStream(out, true, StandardCharsets.UTF_8));
		assertThat(out.toString(StandardCharsets.UTF_8).lines())
			.contains("| P1a | ours, x theirs | at most 1.50 | 2.00 | 1.60 | falls short |");
	}

	private Report report(double ours, double theirs) {
		Measurements measurements = new Measurements();
		measurements.add("ours.cpu", ours);
		measurements.add("theirs.cpu", theirs);
		return new Report(List.of(this.goal.judge(measurements)), measurements);
	}

}
