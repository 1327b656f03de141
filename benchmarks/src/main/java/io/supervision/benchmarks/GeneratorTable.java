package io.supervision.benchmarks;

import java.io.IOException;
import java.io.PrintStream;

import io.supervision.benchmarks.generators.Generator;
import io.supervision.benchmarks.generators.GeneratorRun;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.RunnerException;

/**
 * What a call through a proxy costs, and what it costs to have one, with each generator
 * that could make the proxies.
 */
final class GeneratorTable {

	private static final int HEAP = 256;

	private static final int ROUNDS = 5;

	private final Measurements measurements = new Measurements();

	/** Measure and print the table. */
	void print(PrintStream out) throws IOException, InterruptedException, RunnerException {
		for (int round = 0; round < ROUNDS; round++) {
			for (Generator generator : Generator.values()) {
				new Machine(GeneratorRun.class, ClassPath.GENERATORS, HEAP).run(this.measurements, generator.name());
				CallExperiment.run(
						CallExperiment.options(Effort.QUICK, "generators.GeneratorBenchmarks.call")
							.param("generator", generator.name())
							.addProfiler(GCProfiler.class),
						"generator." + generator.name() + ".call", this.measurements);
			}
		}
		out.println("| generator | a call, ns | a call, bytes | first class, ms | each further class, ms |");
		out.println("|---|---|---|---|---|");
		for (Generator generator : Generator.values()) {
			out.printf("| %s | %s | %s | %s | %s |%n", generator, Numbers.text(lowest(generator, "call.cpu")),
					Numbers.text(Goals.noise(lowest(generator, "call.bytes"))),
					Numbers.text(lowest(generator, "first")), Numbers.text(lowest(generator, "further")));
		}
	}

	private double lowest(Generator generator, String figure) {
		return this.measurements.lowest("generator." + generator.name() + "." + figure);
	}

}
