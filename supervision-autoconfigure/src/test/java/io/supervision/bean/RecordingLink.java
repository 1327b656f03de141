package io.supervision.bean;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;

/**
 * Remembers what a generation told its supervisor.
 */
final class RecordingLink implements Link {

	final List<ExitReason> exits = new CopyOnWriteArrayList<>();

	final List<Fault> suspicions = new CopyOnWriteArrayList<>();

	final List<String> all = new CopyOnWriteArrayList<>();

	Runnable onExit = () -> {
	};

	@Override
	public void exited(ExitReason reason) {
		this.onExit.run();
		this.exits.add(reason);
		this.all.add("exited");
	}

	@Override
	public void suspected(Fault fault) {
		this.suspicions.add(fault);
		this.all.add("suspected");
	}

	@Override
	public void recovered() {
		this.all.add("recovered");
	}

}
