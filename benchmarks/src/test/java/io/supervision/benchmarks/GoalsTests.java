package io.supervision.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

class GoalsTests {

	@Test
	void thereAreElevenGoals() {
		assertThat(Benchmarks.numbers())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 11).mapToObj((number) -> "P" + number).toList());
	}

	@Test
	void everyGoalIsWorkedOutFromWhatIsMeasuredForIt() {
		for (Experiment experiment : Benchmarks.EXPERIMENTS) {
			for (Goal goal : experiment.goals()) {
				Measurements measurements = new Measurements();
				experiment.measures(Set.of(goal.number())).forEach((name) -> measurements.add(name, 1));
				assertThat(goal.judge(measurements).goal()).isSameAs(goal);
			}
		}
	}

	@Test
	void whatWasNotMeasuredIsNamed() {
		assertThatIllegalStateException().isThrownBy(() -> goal("P5").judge(new Measurements()))
			.withMessage("'TypeBenchmarks.fiveTypes.cpu' was not measured");
	}

	@Test
	void whatACallAddsIsComparedWithoutTheCallItself() {
		Measurements measurements = calls(2, 6, 8);
		assertThat(goal("P1a").judge(measurements).value()).isEqualTo(1.5);
		assertThat(goal("P1a").judge(measurements))
			.hasToString("P1a 1.50 goal 1.50 ok (what a call adds, x a striped delegate written by hand)");
	}

	@Test
	void whatAddsTooMuchFallsShort() {
		assertThat(goal("P1a").judge(calls(2, 6, 8.4)))
			.hasToString("P1a 1.60 goal 1.50 falls short (what a call adds, x a striped delegate written by hand)");
	}

	@Test
	void lowestSampleCounts() {
		Measurements measurements = calls(2, 6, 8.1);
		measurements.add("CallBenchmarks.supervised.cpu", 7);
		measurements.add("CallBenchmarks.supervised.cpu", 70);
		assertThat(goal("P1a").judge(measurements).value()).isEqualTo(1.25);
	}

	@Test
	void startsAreComparedInPairs() {
		Measurements measurements = new Measurements();
		List.of(1000.0, 2000.0, 500.0, 800.0).forEach((plain) -> measurements.add("start.actuator.cpu", plain));
		List.of(1020.0, 1800.0, 525.0, 1600.0).forEach((ours) -> measurements.add("start.supervised.cpu", ours));
		assertThat(goal("P11").judge(measurements).value()).isCloseTo(1.035, within(1e-9));
		assertThat(goal("P11").judge(measurements).reached()).isTrue();
		measurements.add("start.actuator.cpu", 1000);
		measurements.add("start.supervised.cpu", 1060);
		assertThat(goal("P11").judge(measurements).value()).isEqualTo(1.05);
	}

	@Test
	void whatCannotBeComparedFallsShort() {
		assertThat(goal("P1a").judge(calls(2, 2, 2)).reached()).isFalse();
		assertThat(goal("P1a").judge(calls(2, 1.9, 6)).reached()).as("less than nothing").isFalse();
	}

	@Test
	void smallGoalsKeepTheirDigits() {
		Measurements measurements = calls(2, 6, 8);
		measurements.add("CallBenchmarks.annotatedBreaker.cpu", 2002);
		assertThat(goal("P2b").judge(measurements).value()).isCloseTo(6 / 2000.0, within(1e-9));
		assertThat(goal("P2b").judge(measurements)).asString().startsWith("P2b 0.00300 goal 0.00333 ok");
	}

	@Test
	void bytesOfOtherThreadsDoNotCount() {
		Measurements measurements = new Measurements();
		measurements.add("MethodBenchmarks.object.bytes", 0.02);
		assertThat(goal("P3b").judge(measurements).reached()).isTrue();
		Measurements allocating = new Measurements();
		allocating.add("MethodBenchmarks.object.bytes", 16);
		assertThat(goal("P3b").judge(allocating).reached()).isFalse();
	}

	@Test
	void moreIsBetterWhereTheGoalSaysAtLeast() {
		assertThat(restarts(1_000_000, 900).reached()).isTrue();
		assertThat(restarts(1_000_000, 1_100).reached()).isFalse();
	}

	private static Goal.Verdict restarts(double application, double component) {
		Measurements measurements = new Measurements();
		measurements.add("restart.application.wall", application);
		measurements.add("restart.supervised.wall", component);
		measurements.add("restart.floor.wall", component);
		return goal("P8a").judge(measurements);
	}

	private static Measurements calls(double direct, double striped, double supervised) {
		Measurements measurements = new Measurements();
		measurements.add("CallBenchmarks.direct.cpu", direct);
		measurements.add("CallBenchmarks.striped.cpu", striped);
		measurements.add("CallBenchmarks.supervised.cpu", supervised);
		return measurements;
	}

	private static Goal goal(String id) {
		List<Goal> found = Benchmarks.EXPERIMENTS.stream()
			.flatMap((experiment) -> experiment.goals().stream())
			.filter((goal) -> goal.id().equals(id))
			.toList();
		assertThat(found).hasSize(1);
		return found.get(0);
	}

}
