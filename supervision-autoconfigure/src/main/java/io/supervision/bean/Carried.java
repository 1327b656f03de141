package io.supervision.bean;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.util.ClassUtils;

/**
 * What a task takes along to another thread from the one it was made on: the context of
 * the log and, with Micrometer's context propagation on the class path, all it knows of,
 * such as the current observation.
 */
final class Carried {

	private static final boolean PROPAGATION = ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory",
			Carried.class.getClassLoader());

	private final @Nullable TaskDecorator propagation = PROPAGATION ? new ContextPropagatingTaskDecorator() : null;

	/**
	 * Let a task take along what the current thread has.
	 * @param task the task
	 * @return the task as it is to be run
	 */
	Runnable along(Runnable task) {
		Map<String, String> log = MDC.getCopyOfContextMap();
		Runnable logged = (log != null && !log.isEmpty()) ? () -> run(task, log) : task;
		return (this.propagation != null) ? this.propagation.decorate(logged) : logged;
	}

	private static void run(Runnable task, Map<String, String> log) {
		MDC.setContextMap(log);
		try {
			task.run();
		}
		finally {
			MDC.clear();
		}
	}

}
