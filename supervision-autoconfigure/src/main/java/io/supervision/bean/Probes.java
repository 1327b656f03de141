package io.supervision.bean;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.supervision.detect.Verdict.Weight;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.tree.Timers;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The probes of one generation, each on a thread of its own. One that fails too often in
 * a row is the generation's failure. What a dependency is to blame for degrades the
 * component until each probe that met it has succeeded again.
 */
final class Probes implements Watch {

	private final BeanGeneration generation;

	private final Oversight oversight;

	private final LongSupplier nanoTime;

	private final List<ProbeLoop> loops = new ArrayList<>();

	/**
	 * Find the probes of a bean. None is run yet.
	 * @param bean the bean, possibly advised: probes run through its advice
	 * @param generation the bean's generation
	 * @param blueprint what it was made from
	 * @param oversight whom to tell how they fare
	 * @param nanoTime monotonic nanoseconds
	 */
	Probes(Object bean, BeanGeneration generation, BeanBlueprint blueprint, Oversight oversight,
			LongSupplier nanoTime) {
		this.generation = generation;
		this.oversight = oversight;
		this.nanoTime = nanoTime;
		for (ProbePlan plan : plans(bean, blueprint)) {
			this.loops.add(new ProbeLoop(plan, check(plan, bean, blueprint), this));
		}
	}

	private static List<ProbePlan> plans(Object bean, BeanBlueprint blueprint) {
		Problems problems = new Problems();
		ComponentDefinition.Watching watching = blueprint.watching();
		AnnotationReader reader = new AnnotationReader(blueprint.application().getEnvironment(), problems);
		List<ProbePlan> plans = new ProbeRules(reader, problems).plans(blueprint.name(),
				AopProxyUtils.ultimateTargetClass(bean), watching.probes(), watching.probeHealthIndicator());
		problems.throwIfAny();
		return plans;
	}

	private static ProbeLoop.Check check(ProbePlan plan, Object bean, BeanBlueprint blueprint) {
		if (plan.method() == null) {
			HealthReader reader = blueprint.application()
				.getBeanProvider(HealthReader.class)
				.stream()
				.filter((candidate) -> candidate.knows(bean))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException("'" + plan.component() + "' is no health indicator"));
			return () -> ProbeResult.of(reader.read(bean), bean.getClass().getClassLoader());
		}
		Method invocable = AopUtils.selectInvocableMethod(plan.method(), bean.getClass());
		ReflectionUtils.makeAccessible(invocable);
		return () -> {
			try {
				return ProbeResult.of(invocable.invoke(bean));
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		};
	}

	@Override
	public void begin() {
		for (ProbeLoop loop : this.loops) {
			loop.begin();
		}
	}

	@Override
	public void end() {
		for (ProbeLoop loop : this.loops) {
			loop.end();
		}
	}

	// What its loops need

	Thread thread(String name, Runnable task) {
		return this.generation.threads().thread(this.generation.component() + "-" + name, task);
	}

	Timers.Timer after(Duration delay, Runnable task) {
		return this.oversight.rules().timers().after(delay, task);
	}

	/** Monotonic nanoseconds. */
	long nanos() {
		return this.nanoTime.getAsLong();
	}

	/** Tell how much a result counts: a failure ends the generation at once. */
	Weight weigh(ProbeResult result) {
		if (result.thrown() == null) {
			return result.well() ? Weight.NOTHING : Weight.COUNTED;
		}
		Weight weight = this.oversight.detection().judge(result.thrown(), Detector.PROBE).weight();
		return (weight == Weight.NOTHING) ? Weight.COUNTED : weight;
	}

	void worked(ProbeLoop loop) {
		this.oversight.outcomes().worked(loop);
	}

	void dependencyFailed(ProbeLoop loop, Throwable cause) {
		this.oversight.outcomes().dependencyFailed(loop, Detector.PROBE, cause);
	}

	void failed(Throwable cause) {
		this.oversight.link().exited(ExitReason.failure(Detector.PROBE, cause));
	}

}
