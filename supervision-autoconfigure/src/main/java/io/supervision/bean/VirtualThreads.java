package io.supervision.bean;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Virtual threads for a generation, where the JVM has them: this class is compiled for
 * one that has not.
 */
final class VirtualThreads {

	/** Whether there are any. */
	static final boolean AVAILABLE = Runtime.version().feature() >= 21;

	private VirtualThreads() {
	}

	/**
	 * Make an executor that starts a virtual thread for each task. Its threads belong to
	 * a generation while they run, and what leaves a task is seen, and then handled as it
	 * would be anyway.
	 * @param prefix what the names of the threads begin with
	 * @param threads the generation's threads
	 * @return the executor
	 */
	static ExecutorService executor(String prefix, GenerationThreads threads) {
		Thread.UncaughtExceptionHandler handler = (thread, thrown) -> {
			threads.died(thread, thrown);
			thread.getThreadGroup().uncaughtException(thread, thrown);
		};
		try {
			ThreadFactory factory = factory(prefix, handler);
			ThreadFactory visiting = (task) -> factory.newThread(threads.visited(task));
			return (ExecutorService) MethodHandles.publicLookup()
				.findStatic(Executors.class, "newThreadPerTaskExecutor",
						MethodType.methodType(ExecutorService.class, ThreadFactory.class))
				.invoke(visiting);
		}
		catch (Throwable ex) {
			throw new IllegalStateException("There is no executor for virtual threads", ex);
		}
	}

	private static ThreadFactory factory(String prefix, Thread.UncaughtExceptionHandler handler) throws Throwable {
		MethodHandles.Lookup lookup = MethodHandles.publicLookup();
		Class<?> builder = Class.forName("java.lang.Thread$Builder");
		Class<?> virtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
		Object made = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtual)).invoke();
		made = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class))
			.invoke(made, prefix, 1L);
		made = lookup
			.findVirtual(builder, "uncaughtExceptionHandler",
					MethodType.methodType(builder, Thread.UncaughtExceptionHandler.class))
			.invoke(made, handler);
		return (ThreadFactory) lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
			.invoke(made);
	}

}
