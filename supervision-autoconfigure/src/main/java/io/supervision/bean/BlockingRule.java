package io.supervision.bean;

/**
 * Whether a thread may wait. Reactor marks the threads that must not by an interface of
 * theirs, which is looked for by name, since Reactor need not be there.
 */
final class BlockingRule {

	private static final String MARKER = "reactor.core.scheduler.NonBlocking";

	private BlockingRule() {
	}

	static boolean forbids(Thread thread) {
		for (Class<?> type = thread.getClass(); type != Thread.class && type != null; type = type.getSuperclass()) {
			if (marked(type)) {
				return true;
			}
		}
		return false;
	}

	private static boolean marked(Class<?> type) {
		for (Class<?> implemented : type.getInterfaces()) {
			if (implemented.getName().equals(MARKER) || marked(implemented)) {
				return true;
			}
		}
		return false;
	}

}
