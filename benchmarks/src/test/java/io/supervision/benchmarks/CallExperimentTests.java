package io.supervision.benchmarks;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.supervision.benchmarks.calls.CallBenchmarks;
import io.supervision.benchmarks.calls.MethodBenchmarks;
import io.supervision.benchmarks.calls.ThreadBenchmarks;
import io.supervision.benchmarks.calls.TimedCallBenchmarks;
import io.supervision.benchmarks.calls.TypeBenchmarks;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

import static org.assertj.core.api.Assertions.assertThat;

class CallExperimentTests {

	@Test
	void measuresEveryBenchmarkThereIs() {
		Set<String> measured = new CallExperiment().measures(Benchmarks.numbers());
		assertThat(measured).filteredOn((name) -> name.endsWith(".cpu")).containsExactlyInAnyOrderElementsOf(written());
	}

	@Test
	void measuresNothingThatNoGoalNeeds() {
		assertThat(new CallExperiment().measures(Set.of("P5"))).containsExactlyInAnyOrder("TypeBenchmarks.oneType.cpu",
				"TypeBenchmarks.fiveTypes.cpu");
	}

	private static Set<String> written() {
		Set<String> names = new TreeSet<>();
		Stream
			.of(CallBenchmarks.class, MethodBenchmarks.class, ThreadBenchmarks.class, TimedCallBenchmarks.class,
					TypeBenchmarks.class)
			.forEach((type) -> Arrays.stream(type.getMethods())
				.filter((method) -> method.isAnnotationPresent(Benchmark.class))
				.forEach((method) -> names.add(type.getSimpleName() + "." + method.getName() + ".cpu")));
		return names;
	}

}
