package io.supervision.bean;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.annotation.Worker;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The {@link Worker} methods of one generation, each on a thread of its own. The
 * generation ends normally when the last of them has returned, if it has any.
 */
final class Workers {

	private static final Logger logger = LoggerFactory.getLogger(Workers.class);

	private static final AnnotatedMethods METHODS = new AnnotatedMethods(Worker.class);

	/** A permanent component whose worker lasts no longer than this is misdeclared. */
	private static final Duration ONE_SHOT = Duration.ofSeconds(1);

	/** How long to wait for an interrupted worker before its bean is destroyed. */
	private static final Duration GRACE = Duration.ofMillis(500);

	private final BeanGeneration generation;

	private final Oversight oversight;

	private final Map<Method, WorkerLoop> loops = new LinkedHashMap<>();

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicInteger running = new AtomicInteger();

	/**
	 * Find the workers of a bean. None is started yet.
	 * @param bean the bean, possibly advised: workers run through its advice
	 * @param generation the bean's generation
	 * @param oversight whom to tell how they fare
	 */
	Workers(Object bean, BeanGeneration generation, Oversight oversight) {
		this.generation = generation;
		this.oversight = oversight;
		for (Method method : methods(AopProxyUtils.ultimateTargetClass(bean))) {
			Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
			ReflectionUtils.makeAccessible(invocable);
			this.loops.put(method,
					new WorkerLoop(() -> run(invocable, bean), oversight, (lasted) -> returned(method, lasted)));
		}
	}

	/**
	 * Find the worker methods of a class, its superclasses and interfaces.
	 * @param type the class
	 * @return the methods
	 */
	static Set<Method> methods(Class<?> type) {
		return METHODS.get(type);
	}

	/**
	 * Tell whether the workers of one generation must not run beside those of another.
	 * @param type the class of the bean
	 * @return whether one of them does not say that it may
	 */
	static boolean runAlone(Class<?> type) {
		for (Method method : methods(type)) {
			Worker worker = AnnotatedElementUtils.findMergedAnnotation(method, Worker.class);
			if (worker != null && !worker.overlap()) {
				return true;
			}
		}
		return false;
	}

	/** Start them all. A worker that cannot be started is the generation's failure. */
	void start() {
		this.running.set(this.loops.size());
		try {
			for (Map.Entry<Method, WorkerLoop> each : this.loops.entrySet()) {
				Thread thread = this.generation.threads()
					.thread(this.generation.component() + "-" + each.getKey().getName(), each.getValue());
				thread.start();
				synchronized (this.threads) {
					this.threads.add(thread);
				}
			}
		}
		catch (Throwable ex) {
			this.oversight.link().exited(ExitReason.failure(Detector.WORKER, ex));
		}
	}

	/** Ask them all to end. What they do from now on is no failure. */
	void interrupt() {
		for (WorkerLoop loop : this.loops.values()) {
			loop.stop();
		}
		for (Thread thread : threads()) {
			thread.interrupt();
		}
	}

	/**
	 * Give interrupted workers a moment to end before the bean is destroyed. Those that
	 * wait for just that get it after the moment.
	 * @param deadline what the moment is a part of
	 */
	void await(Deadline deadline) {
		Deadline grace = Deadline.in(deadline.part(4, GRACE));
		try {
			for (Thread thread : threads()) {
				TimeUnit.NANOSECONDS.timedJoin(thread, grace.part(1, GRACE).toNanos());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private List<Thread> threads() {
		synchronized (this.threads) {
			return List.copyOf(this.threads);
		}
	}

	private static void run(Method method, Object bean) throws Throwable {
		try {
			method.invoke(bean);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private void returned(Method method, Duration lasted) {
		if (this.oversight.rules().restart() == RestartType.PERMANENT && lasted.compareTo(ONE_SHOT) < 0) {
			logger.warn("The worker '{}' of '{}' returned within a second of its start. A PERMANENT component is "
					+ "started again whenever its workers have returned: a one-shot worker needs "
					+ "restart = TRANSIENT", method.getName(), this.generation.component());
		}
		if (this.running.decrementAndGet() == 0) {
			this.oversight.link().exited(ExitReason.normal());
		}
	}

}
