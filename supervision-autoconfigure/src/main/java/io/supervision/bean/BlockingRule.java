package io.supervision.bean;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Whether a thread may wait. Event loops must not: Reactor marks its threads by an
 * interface, Undertow's are of a class of their own, and Netty's belong to an executor
 * that is one. All of them are looked for by name, since none need be there, and only
 * where a call would have to wait.
 */
final class BlockingRule {

	private static final Set<String> LOOPS = Set.of("reactor.core.scheduler.NonBlocking", "org.xnio.XnioIoThread");

	private static final Set<String> NETTY = Set.of("io.netty.util.concurrent.FastThreadLocalThread");

	private static final String NETTY_EXECUTORS = "io.netty.util.internal.ThreadExecutorMap";

	private static final Set<String> NETTY_LOOPS = Set.of("io.netty.channel.EventLoop");

	private BlockingRule() {
	}

	/** Whether the current thread must not wait. */
	static boolean forbids() {
		Class<?> thread = Thread.currentThread().getClass();
		return isOneOf(thread, LOOPS) || (isOneOf(thread, NETTY) && belongsToNettysLoop(thread.getClassLoader()));
	}

	private static boolean isOneOf(@Nullable Class<?> type, Set<String> names) {
		if (type == null) {
			return false;
		}
		if (names.contains(type.getName()) || isOneOf(type.getSuperclass(), names)) {
			return true;
		}
		for (Class<?> implemented : type.getInterfaces()) {
			if (isOneOf(implemented, names)) {
				return true;
			}
		}
		return false;
	}

	/** Netty's other threads, which look the same, are for what may block. */
	private static boolean belongsToNettysLoop(ClassLoader classLoader) {
		try {
			Object executor = Class.forName(NETTY_EXECUTORS, true, classLoader)
				.getMethod("currentExecutor")
				.invoke(null);
			return executor != null && isOneOf(executor.getClass(), NETTY_LOOPS);
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			return false;
		}
	}

}
