package io.supervision.tree;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.SupervisionKernel.Operation;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * An operator stops a child while it fails, and then asks for its restart. Whatever comes
 * first, at most one generation lives at any time, each is fenced before it is stopped,
 * and in the end the child is either down with nothing alive or running alone.
 */
@JCStressTest
@Outcome(id = { "0, 0, 0", "1, 1, 0" }, expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "two generations at once, or one that nobody knows of")
@State
public class StopAgainstFailureStress {

	private final World world = new World();

	@Actor
	public void fails() {
		Link link = this.world.first;
		if (link != null) {
			link.exited(ExitReason.failure(Detector.SELF, new IllegalStateException("broken")));
		}
	}

	@Actor
	public void isStoppedAndRestarted() {
		this.world.kernel.operate("/child", Operation.STOP);
		this.world.kernel.operate("/child", Operation.RESTART);
	}

	@Arbiter
	public void look(III_Result result) {
		result.r1 = (this.world.kernel.snapshot().find("/child").state() == ChildState.RUNNING) ? 1 : 0;
		result.r2 = this.world.alive.get();
		result.r3 = this.world.broken.get();
	}

	/** A tree of one child, all of it run by whichever thread posts a message. */
	private static final class World {

		final AtomicInteger alive = new AtomicInteger();

		final AtomicInteger broken = new AtomicInteger();

		volatile @Nullable Link first;

		final SupervisionKernel kernel;

		World() {
			SupervisorSpec root = SupervisorSpec.builder("root")
				.intensity(100)
				.children(ComponentSpec.of("child", this::start))
				.build();
			Ports ports = new Ports(Clock.SYSTEM, (delay, task) -> () -> {
			}, Runnable::run, Runnable::run, (event) -> {
			}, (snapshot) -> {
			});
			this.kernel = SupervisionKernel.of(TreeSpec.otp(root), ports);
			this.kernel.start();
		}

		private Instance start(Link link) {
			if (this.first == null) {
				this.first = link;
			}
			if (this.alive.incrementAndGet() > 1) {
				this.broken.incrementAndGet();
			}
			return new Generation();
		}

		private final class Generation implements Instance {

			private volatile boolean fenced;

			@Override
			public void fence() {
				this.fenced = true;
			}

			@Override
			public void stop(ExitReason reason, @Nullable Duration limit) {
				if (!this.fenced) {
					World.this.broken.incrementAndGet();
				}
				World.this.alive.decrementAndGet();
			}

		}

	}

}
