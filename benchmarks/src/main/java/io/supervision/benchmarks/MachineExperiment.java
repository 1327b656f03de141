package io.supervision.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import io.supervision.benchmarks.runs.PlainStart;
import io.supervision.benchmarks.runs.RestartRun;
import io.supervision.benchmarks.runs.StormRun;
import io.supervision.benchmarks.runs.SupervisedStart;
import io.supervision.benchmarks.runs.TreeRun;

/**
 * What whole trees and applications cost, each measured by a program in Java virtual
 * machines of its own. CPU time is that of the process: supervision works on threads of
 * its own, and whatever it leaves to compiler and collector is its cost too.
 *
 * @param goals what it is made for
 * @param names what it measures
 * @param course how
 */
record MachineExperiment(List<Goal> goals, Set<String> names, Course course) implements Experiment {

	private static final int HEAP = 512;

	/** There is one in each machine, and much that may disturb it. */
	private static final int FIRST_RESTARTS = 4;

	/** Enough for ten thousand contexts of the largest kind. */
	private static final int LARGE_HEAP = 2048;

	static final MachineExperiment RESTARTS = new MachineExperiment(Goals.RESTARTS, RestartRun.NAMES,
			(effort, measurements) -> {
				Machine machine = new Machine(RestartRun.class, ClassPath.SUPERVISED, HEAP);
				for (int round = 0; round < effort.machines(); round++) {
					machine.run(measurements, effort.restarts(), effort.batches());
					for (int first = 0; first < FIRST_RESTARTS; first++) {
						machine.run(measurements, 0, 0);
					}
				}
			});

	static final MachineExperiment SCALE = new MachineExperiment(Goals.SCALE, TreeRun.NAMES, (effort, measurements) -> {
		Machine machine = new Machine(TreeRun.class, ClassPath.SUPERVISED, LARGE_HEAP);
		for (int round = 0; round < Math.max(effort.machines() / 2, 1); round++) {
			machine.run(measurements, "supervised", effort.components());
			machine.run(measurements, "annotation", effort.components());
			machine.run(measurements, "floor", effort.components());
		}
	});

	static final MachineExperiment STORMS = new MachineExperiment(Goals.STORMS, StormRun.NAMES,
			(effort, measurements) -> {
				Machine machine = new Machine(StormRun.class, ClassPath.SUPERVISED, HEAP);
				for (int round = 0; round < Math.max(effort.machines() / 2, 1); round++) {
					machine.run(measurements, (effort.batches() + 1) / 2);
				}
			});

	static final MachineExperiment START = new MachineExperiment(Goals.START,
			Set.of("start.web.cpu", "start.actuator.cpu", "start.supervised.cpu"), (effort, measurements) -> {
				for (int round = 0; round < effort.starts(); round++) {
					new Machine(PlainStart.class, ClassPath.ACTUATOR, HEAP).run(measurements, "start.actuator.cpu");
					new Machine(SupervisedStart.class, ClassPath.SUPERVISED, HEAP).run(measurements,
							"start.supervised.cpu");
					if (round % 4 == 0) {
						new Machine(PlainStart.class, ClassPath.WEB, HEAP).run(measurements, "start.web.cpu");
					}
				}
			});

	@Override
	public Set<String> measures(Set<String> numbers) {
		return this.names;
	}

	@Override
	public void run(Effort effort, Set<String> numbers, Measurements measurements)
			throws IOException, InterruptedException {
		this.course.run(effort, measurements);
	}

	/** Which programs are run in which order. */
	@FunctionalInterface
	interface Course {

		void run(Effort effort, Measurements measurements) throws IOException, InterruptedException;

	}

}
