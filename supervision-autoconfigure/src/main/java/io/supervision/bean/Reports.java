package io.supervision.bean;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.supervision.spec.Classification;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;
import io.supervision.spec.Outlook;

/**
 * The line of one generation to its supervisor, which knows whether something was
 * reported on it that the supervisor may not have decided on yet. So who has met a fault
 * need not ask about it for as long as nothing new was reported.
 * <p>
 * A report is counted after it was passed on, and asking reads the count before it passes
 * the question on. So an answer takes into account all reports that were counted then.
 */
final class Reports implements Link {

	private final Link link;

	private final AtomicLong reported = new AtomicLong();

	private final AtomicLong decided = new AtomicLong();

	Reports(Link link) {
		this.link = link;
	}

	/** Whether there is something that has not led to an answer yet. */
	boolean undecided() {
		return this.reported.get() > this.decided.get();
	}

	@Override
	public void exited(ExitReason reason) {
		this.link.exited(reason);
		this.reported.incrementAndGet();
	}

	@Override
	public void suspected(Fault fault) {
		this.link.suspected(fault);
		if (fault.classification() == Classification.COMPONENT) {
			this.reported.incrementAndGet();
		}
	}

	@Override
	public void recovered() {
		this.link.recovered();
	}

	@Override
	public void outOfPatience(Fault fault) {
		this.link.outOfPatience(fault);
	}

	@Override
	public void agedOut(String reason) {
		this.link.agedOut(reason);
	}

	@Override
	public void outlook(Consumer<Outlook> answer) {
		long known = this.reported.get();
		this.link.outlook((outlook) -> {
			this.decided.accumulateAndGet(known, Math::max);
			answer.accept(outlook);
		});
	}

}
