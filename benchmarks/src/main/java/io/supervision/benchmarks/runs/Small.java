package io.supervision.benchmarks.runs;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

/**
 * A small component with a dependency and both callbacks: what is restarted, by us and by
 * the baselines.
 */
class Small {

	private final Board board;

	Small(Board board) {
		this.board = board;
	}

	@PostConstruct
	void start() {
		this.board.started();
	}

	@PreDestroy
	void stop() {
		this.board.stopped();
	}

	void work(boolean broken) {
		if (broken) {
			throw new Broken();
		}
	}

	/** The end of the component that throws it. */
	@SuppressWarnings("serial")
	static final class Broken extends RuntimeException {

		Broken() {
			super("measured");
		}

	}

}
