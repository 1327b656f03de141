package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.List;

import io.supervision.detect.Blame;
import io.supervision.detect.BuiltInClassifier;
import io.supervision.detect.Detection;
import io.supervision.detect.DetectionSettings;
import io.supervision.detect.GenerationOutcomes;
import io.supervision.spec.Backoff;
import io.supervision.spec.Child;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.Clock;
import io.supervision.tree.Ports;
import io.supervision.tree.SupervisionKernel;
import org.jspecify.annotations.Nullable;

/**
 * A failure and a restart of a component that is not there, in a tree of which nobody
 * hears, on the thread that asks for it. So what the JVM loads and links when something
 * is done for the first time is there before the first fault strikes.
 * <p>
 * What a generation does when it is closed is not part of it: that would take a bean.
 */
final class Rehearsal implements Child {

	private static final String NAME = "rehearsal";

	private @Nullable GenerationOutcomes calls;

	private int starts;

	private int stops;

	/**
	 * Play it, from the start of a tree to its end.
	 */
	void play() {
		TreeSpec spec = TreeSpec.isolating(SupervisorSpec.builder(NAME).children(ComponentSpec.of(NAME, this)).build(),
				Backoff.NONE, Backoff.NONE);
		SupervisionKernel kernel = SupervisionKernel.of(spec, new Ports(Clock.SYSTEM, (delay, task) -> () -> {
		}, Runnable::run, Runnable::run, (event) -> {
		}, (snapshot) -> {
		}));
		var unusedStart = kernel.start();
		if (this.calls != null) {
			this.calls.threw(0, new Mishap());
		}
		var unusedStop = kernel.stop(null);
	}

	@Override
	public Instance start(Link link) throws NoSuchMethodException {
		this.starts++;
		if (this.calls == null) {
			DetectionSettings settings = new DetectionSettings(NAME, List.of(Mishap.class), List.of(), 1,
					OnSuspicion.RESTART, null);
			this.calls = new Detection(settings, new BuiltInClassifier(), new Blame(), System::nanoTime).watch(link,
					new Method[] { Runnable.class.getMethod("run") });
		}
		return (reason, limit) -> this.stops++;
	}

	int starts() {
		return this.starts;
	}

	int stops() {
		return this.stops;
	}

	/** What comes out of the component. */
	private static final class Mishap extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Mishap() {
			super(NAME);
		}

	}

}
