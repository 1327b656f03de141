package io.supervision.detect;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;

/**
 * A link that keeps what comes over it.
 */
class RecordingLink implements Link {

	final List<ExitReason> exits = new CopyOnWriteArrayList<>();

	final List<Fault> suspicions = new CopyOnWriteArrayList<>();

	final List<Fault> spent = new CopyOnWriteArrayList<>();

	final List<String> log = new CopyOnWriteArrayList<>();

	@Override
	public void exited(ExitReason reason) {
		this.exits.add(reason);
		this.log.add("exited");
	}

	@Override
	public void suspected(Fault fault) {
		this.suspicions.add(fault);
		this.log.add("suspected " + fault.classification());
	}

	@Override
	public void recovered() {
		this.log.add("recovered");
	}

	@Override
	public void outOfPatience(Fault fault) {
		this.spent.add(fault);
		this.log.add("out of patience");
	}

}
