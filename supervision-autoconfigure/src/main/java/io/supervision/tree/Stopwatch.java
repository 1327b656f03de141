package io.supervision.tree;

/**
 * A clock that can stand still. The restarts of a child age by it, and it stands still
 * while the child is restarting, so that neither backoff nor a slow start can make a
 * budget unspendable.
 */
final class Stopwatch {

	private long elapsed;

	private long since;

	private boolean running = true;

	Stopwatch(long now) {
		this.since = now;
	}

	long elapsed(long now) {
		return this.running ? this.elapsed + (now - this.since) : this.elapsed;
	}

	void run(boolean run, long now) {
		this.elapsed = elapsed(now);
		this.since = now;
		this.running = run;
	}

}
