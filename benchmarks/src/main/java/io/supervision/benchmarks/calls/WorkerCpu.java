package io.supervision.benchmarks.calls;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The CPU time per call of the threads that call, which is what is compared. Unlike the
 * time on the wall it does not grow while somebody else has the processor, and unlike the
 * CPU time of the process it knows nothing of compiler and collector.
 */
public final class WorkerCpu implements InternalProfiler {

	/** What it is called in the results; in nanoseconds per call. */
	public static final String LABEL = "worker.cpu";

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final String WORKER = "-jmh-worker-";

	private Map<Long, Long> before = Map.of();

	@Override
	public String getDescription() {
		return "CPU time of the measuring threads";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.before = workers();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		long spent = 0;
		for (Map.Entry<Long, Long> worker : workers().entrySet()) {
			spent += worker.getValue() - this.before.getOrDefault(worker.getKey(), 0L);
		}
		double calls = (double) result.getMetadata().getAllOps();
		return List.of(new ScalarResult(LABEL, spent / calls, "ns/op", AggregationPolicy.AVG));
	}

	private static Map<Long, Long> workers() {
		Map<Long, Long> times = new HashMap<>();
		for (long id : THREADS.getAllThreadIds()) {
			var thread = THREADS.getThreadInfo(id);
			if (thread != null && thread.getThreadName().contains(WORKER)) {
				times.put(id, THREADS.getThreadCpuTime(id));
			}
		}
		return times;
	}

}
