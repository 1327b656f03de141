package io.supervision.tree;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What came of a start or stop reaches the tree.
 */
class InterruptibleTaskTests {

	private final List<Object> came = new ArrayList<>();

	private int shortages;

	private void take(Object outcome) {
		if (this.shortages-- > 0) {
			throw new OutOfMemoryError("Java heap space");
		}
		this.came.add(outcome);
	}

	@Test
	void outcomeIsNotLostBecauseThereWasNoMemoryForIt() {
		this.shortages = 2;
		new InterruptibleTask<>(() -> "stopped", (value, failure, done) -> take(value)).run();
		assertThat(this.came).containsExactly("stopped");
	}

	@Test
	void taskThatRunsOutOfMemoryIsRunOnce() {
		int[] runs = { 0 };
		OutOfMemoryError thrown = new OutOfMemoryError("Java heap space");
		new InterruptibleTask<>(() -> {
			runs[0]++;
			throw thrown;
		}, (value, failure, done) -> take(failure)).run();
		assertThat(runs[0]).isEqualTo(1);
		assertThat(this.came).containsExactly(thrown);
	}

}
