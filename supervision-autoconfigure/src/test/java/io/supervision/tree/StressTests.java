package io.supervision.tree;

import io.supervision.stress.Jcstress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages, stops and failures from many threads at once.
 */
class StressTests {

	@Test
	void messagesStopsAndFailuresMayComeAtOnce() throws Exception {
		assertThat(Jcstress.racy("tree\\.(Mailbox|Announcement|StopAgainstFailure)Stress")).isEmpty();
	}

}
