package io.supervision.tree;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads post at once. The interleaving to be afraid of: the one that drains has
 * seen the queue empty and is about to leave, while the other relies on it. The fields
 * are plain on purpose: the mailbox alone orders their use.
 */
@JCStressTest
@Outcome(id = "3, 0", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "a message was lost, or two were handled at once")
@State
public class MailboxStress {

	private final Mailbox mailbox = new Mailbox(Runnable::run, () -> {
	});

	private int handled;

	private int overlapping;

	private boolean busy;

	@Actor
	public void one() {
		this.mailbox.post(this::handle);
	}

	@Actor
	public void other() {
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
