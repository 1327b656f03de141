package io.supervision.tree;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One thread handles the messages it announces, but no more than one each time, while
 * another posts. The interleaving to be afraid of: the first has handled its message and
 * is about to leave, while the other relies on it. The fields are plain on purpose: the
 * mailbox alone orders their use.
 */
@JCStressTest
@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "a message was lost, or two were handled at once")
@State
public class AnnouncementStress {

	private final Mailbox mailbox = new Mailbox(Runnable::run, () -> {
	});

	private int handled;

	private int overlapping;

	private boolean busy;

	@Actor
	public void announcer() {
		this.mailbox.announce(this::handle, () -> false);
		this.mailbox.announce(this::handle, () -> true);
	}

	@Actor
	public void poster() {
		this.mailbox.post(this::handle);
		this.mailbox.post(this::handle);
	}

	private void handle() {
		if (this.busy) {
			this.overlapping++;
		}
		this.busy = true;
		this.handled++;
		this.busy = false;
	}

	@Arbiter
	public void count(II_Result result) {
		result.r1 = this.handled;
		result.r2 = this.overlapping;
	}

}
