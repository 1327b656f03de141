package io.supervision.tree;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A generation that was given up, and what becomes of its threads. Belongs to the tree's
 * owner.
 */
final class Abandonment {

	private static final int MAX_THREADS = 20;

	private static final int MAX_TEXT = 256;

	private Incident.Abandoned seen;

	private Runnable listener = () -> {
	};

	Abandonment(Instant since) {
		this.seen = new Incident.Abandoned(List.of(), since, null);
	}

	Incident.Abandoned seen() {
		return this.seen;
	}

	void whenKnown(Runnable listener) {
		this.listener = listener;
	}

	/** These threads are left. */
	void threads(List<String> threads) {
		this.seen = new Incident.Abandoned(threads, this.seen.since(), this.seen.endedAt());
		this.listener.run();
	}

	/** None is left any more. */
	void ended(@Nullable Instant at) {
		this.seen = new Incident.Abandoned(this.seen.threads(), this.seen.since(), at);
		this.listener.run();
	}

	/** Cut what an instance says of its threads to what is kept. */
	static List<String> bounded(List<String> threads) {
		return threads.stream()
			.limit(MAX_THREADS)
			.map((thread) -> (thread.length() > MAX_TEXT) ? thread.substring(0, MAX_TEXT) : thread)
			.toList();
	}

}
