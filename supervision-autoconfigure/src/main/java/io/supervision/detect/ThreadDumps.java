package io.supervision.detect;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Dumps of all threads, for people: one every ten seconds at most, since whoever watches
 * a tree break down needs the first and not the hundredth. Virtual threads are not in
 * them.
 */
final class ThreadDumps {

	static final int MAX_LENGTH = 256 * 1024;

	private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

	private boolean taken;

	private long takenAt;

	/**
	 * Take a dump, if there was none lately.
	 * @param now monotonic nanoseconds
	 * @return the dump, at most 256 KB long, or {@code null}
	 */
	@Nullable String take(long now) {
		if (this.taken && now - this.takenAt < PAUSE) {
			return null;
		}
		this.taken = true;
		this.takenAt = now;
		StringBuilder dump = new StringBuilder(16 * 1024);
		for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, false)) {
			if (thread != null && dump.length() < MAX_LENGTH) {
				write(thread, dump);
			}
		}
		return cut(dump);
	}

	static String cut(StringBuilder dump) {
		String end = "\n(cut)\n";
		if (dump.length() > MAX_LENGTH) {
			dump.setLength(MAX_LENGTH - end.length());
			dump.append(end);
		}
		return dump.toString();
	}

	private static void write(ThreadInfo thread, StringBuilder dump) {
		dump.append('"').append(thread.getThreadName()).append("\" #").append(thread.getThreadId());
		dump.append(' ').append(thread.getThreadState());
		LockInfo lock = thread.getLockInfo();
		if (lock != null) {
			dump.append(" on ").append(lock);
		}
		if (thread.getLockOwnerName() != null) {
			dump.append(" held by \"").append(thread.getLockOwnerName()).append("\" #").append(thread.getLockOwnerId());
		}
		dump.append('\n');
		StackTraceElement[] stack = thread.getStackTrace();
		for (int i = 0; i < stack.length; i++) {
			dump.append("\tat ").append(stack[i]).append('\n');
			for (MonitorInfo monitor : thread.getLockedMonitors()) {
				if (monitor.getLockedStackDepth() == i) {
					dump.append("\t- locked ").append(monitor).append('\n');
				}
			}
		}
		dump.append('\n');
	}

}
