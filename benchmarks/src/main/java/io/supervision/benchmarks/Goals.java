package io.supervision.benchmarks;

import java.util.List;

import static io.supervision.benchmarks.Goal.atLeast;
import static io.supervision.benchmarks.Goal.atMost;

/**
 * All goals, and how each is worked out. The floors are what the least sound design takes
 * in the same run: a delegate written by hand for calls, and for restarts a naked child
 * context that is closed and created in a thread of its own.
 */
final class Goals {

	/** A method that allocates at every other call still allocates 8 bytes on average. */
	private static final double NOTHING = 0.5;

	/** The least that would do on the way of a call. */
	private static final String STRIPED = "CallBenchmarks.striped";

	static final List<Goal> CALLS = List.of(
			atMost(1.5, "P1a", "what a call adds, x a striped delegate written by hand", (run) -> added(run, STRIPED)),
			atMost(0.2, "P1b", "what a call adds, x Spring's HotSwappableTargetSource proxy",
					(run) -> added(run, "CallBenchmarks.hotSwap"))
				.above((run) -> added(run, STRIPED, "CallBenchmarks.hotSwap")),
			atMost(1.0 / 50, "P2a", "what a call adds, x @RefreshScope",
					(run) -> added(run, "CallBenchmarks.refreshScope")),
			atMost(1.0 / 300, "P2b", "what a call adds, x @CircuitBreaker",
					(run) -> added(run, "CallBenchmarks.annotatedBreaker")),
			allocation("P3a", "primitive"), allocation("P3b", "object"), allocation("P3c", "varargs"),
			allocation("P3d", "generic"), allocation("P3e", "inInterface"), allocation("P3f", "packagePrivate"),
			allocation("P3g", "throwing"),
			atMost(1.15, "P4", "a call with a time limit, x two System.nanoTime()",
					(run) -> run.ratio(cpu("TimedCallBenchmarks.supervised"), cpu("TimedCallBenchmarks.clockTwice"))),
			atMost(1.25, "P5", "a call of one of five supervised types, x of one type",
					(run) -> run.ratio(cpu("TypeBenchmarks.fiveTypes"), cpu("TypeBenchmarks.oneType"))),
			atMost(1.3, "P6", "CPU per call of two threads on one component, x of one", (run) -> run
				.ratio(cpu("ThreadBenchmarks.supervisedByTwo"), cpu("ThreadBenchmarks.supervisedByOne"))));

	static final List<Goal> RESTARTS = List.of(
			atMost(0.3, "P7a", "CPU of a warm restart, x AnnotationConfigApplicationContext",
					(run) -> run.ratio("restart.supervised.cpu", "restart.annotation.cpu"))
				.above((run) -> run.ratio("restart.floor.cpu", "restart.annotation.cpu")),
			atMost(1.3, "P7b", "CPU of a warm restart, x the naked lean child context",
					(run) -> run.ratio("restart.supervised.cpu", "restart.lean.cpu"))
				.above((run) -> run.ratio("restart.floor.cpu", "restart.lean.cpu")),
			atLeast(1000, "P8a", "times a warm restart is faster than one of the whole application",
					(run) -> run.ratio("restart.application.wall", "restart.supervised.wall"))
				.above((run) -> run.ratio("restart.application.wall", "restart.floor.wall")),
			atLeast(50, "P8b", "times the first restart is faster than one of the whole application",
					(run) -> run.ratio("restart.application.wall", "restart.first.wall")));

	static final List<Goal> SCALE = List.of(
			atMost(0.4, "P9a", "CPU to start 10,000 components, x AnnotationConfigApplicationContext",
					(run) -> run.ratio("tree.supervised.10000.cpu", "tree.annotation.10000.cpu"))
				.above((run) -> run.ratio("tree.floor.10000.cpu", "tree.annotation.10000.cpu")),
			atMost(0.5, "P9b", "heap of 10,000 components, x AnnotationConfigApplicationContext",
					(run) -> run.ratio("tree.supervised.10000.heap", "tree.annotation.10000.heap"))
				.above((run) -> run.ratio("tree.floor.10000.heap", "tree.annotation.10000.heap")));

	static final List<Goal> STORMS = List.of(
			atLeast(0.75, "P10a", "restarts per second in a storm of failures, x the naked loop",
					(run) -> run.ratio("storm.lean.wall", "storm.each.wall")),
			atLeast(0.75, "P10b", "restarts per CPU second in a storm of failures, x the naked loop",
					(run) -> run.ratio("storm.lean.cpu", "storm.each.cpu"))
				.above((run) -> run.ratio("storm.lean.cpu", "storm.floor.cpu")),
			atLeast(0.75, "P10c", "restarts per second in a one-for-all of 1,000, x the naked loop",
					(run) -> run.ratio("storm.lean.wall", "storm.all.wall")),
			atLeast(0.75, "P10d", "restarts per CPU second in a one-for-all of 1,000, x the naked loop",
					(run) -> run.ratio("storm.lean.cpu", "storm.all.cpu"))
				.above((run) -> run.ratio("storm.lean.cpu", "storm.floor.cpu")),
			atMost(1.02, "P10e", "heap after the storms, x before them",
					(run) -> run.ratio("storm.heap.after", "storm.heap.before")));

	static final List<Goal> START = List
		.of(atMost(1.05, "P11", "CPU until a small web application with actuator is ready, with the starter x without",
				(run) -> run.pairedRatio("start.supervised.cpu", "start.actuator.cpu")));

	private Goals() {
	}

	private static double added(Measurements run, String baseline) {
		return added(run, "CallBenchmarks.supervised", baseline);
	}

	private static double added(Measurements run, String name, String baseline) {
		return run.ratioAdded(cpu(name), cpu(baseline), cpu("CallBenchmarks.direct"));
	}

	private static Goal allocation(String id, String method) {
		return new Goal(id, "bytes a supervised call allocates: " + method, Goal.Bound.AT_MOST, 0,
				(run) -> noise(run.lowest("MethodBenchmarks." + method + ".bytes")), null);
	}

	/** Other threads allocate too, and are counted with the calls. */
	static double noise(double bytes) {
		return (bytes < NOTHING) ? 0 : bytes;
	}

	private static String cpu(String benchmark) {
		return benchmark + ".cpu";
	}

}
