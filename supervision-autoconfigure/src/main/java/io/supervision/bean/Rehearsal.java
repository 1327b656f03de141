package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.supervision.detect.Blame;
import io.supervision.detect.BuiltInClassifier;
import io.supervision.detect.Detection;
import io.supervision.detect.DetectionSettings;
import io.supervision.detect.HangWatchdog;
import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.spec.Backoff;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.RestartType;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.Clock;
import io.supervision.tree.Ports;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.Timers;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A failure and a restart of a component that has no part in the application, in a tree
 * of which nobody hears and an application context of its own, which is empty. So what
 * the JVM loads and links when something is done for the first time is there before the
 * first fault strikes.
 */
final class Rehearsal {

	private static final String NAME = "rehearsal";

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/** Nothing in here is ever late. */
	private static final Timers NEVER = (delay, task) -> () -> {
	};

	private final Executor workers;

	private final CountDownLatch restarted = new CountDownLatch(1);

	private final CallGate gate = new CallGate(NAME, new WaitRules(LIMIT, LIMIT, (early) -> new CompletableFuture<>(),
			new TreeWaits(Ties.NONE), Clock.SYSTEM::nanos));

	/**
	 * Prepare it.
	 * @param workers the threads of the application's tree
	 */
	Rehearsal(Executor workers) {
		this.workers = workers;
	}

	/**
	 * Play it, from the start of a tree to its end.
	 * @return the generations there were
	 * @throws Exception if it cannot be played to its end
	 */
	long play() throws Exception {
		try (GenericApplicationContext stage = new Stage()) {
			stage.refresh();
			BeanChild child = child(stage);
			SupervisionKernel kernel = kernel(child);
			try {
				await(kernel.start().toCompletableFuture());
				this.gate.enter().threw(0, new Mishap());
				if (!this.restarted.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
					throw new TimeoutException("no restart within " + LIMIT);
				}
			}
			finally {
				await(kernel.stop(LIMIT).toCompletableFuture());
			}
			return child.started();
		}
	}

	private BeanChild child(GenericApplicationContext stage) throws NoSuchMethodException {
		BeanBlueprint blueprint = new BeanBlueprint(stage, NAME, new RootBeanDefinition(Part.class),
				List.of(Part.class.getDeclaredMethod("act")), ComponentDefinition.Watching.NOTHING);
		DetectionSettings settings = new DetectionSettings(NAME, List.of(Mishap.class), List.of(), 1,
				OnSuspicion.RESTART, null);
		Detection detection = new Detection(settings, new BuiltInClassifier(), new Blame(), Clock.SYSTEM::nanos);
		HangWatchdog hangs = new HangWatchdog(Clock.SYSTEM::nanos, NEVER, Callers.frames(Map.of()));
		return new BeanChild(blueprint, this.gate, detection,
				new WorkerRules(RestartType.PERMANENT, Backoff.NONE, NEVER), new Watchdogs(hangs, null));
	}

	private SupervisionKernel kernel(BeanChild child) {
		TreeSpec spec = TreeSpec.isolating(SupervisorSpec.builder(NAME).children(ComponentSpec.of(NAME, child)).build(),
				Backoff.NONE, Backoff.NONE);
		return SupervisionKernel.of(spec, new Ports(Clock.SYSTEM, NEVER, this.workers, this.workers, (event) -> {
			if (event instanceof ChildRestarted) {
				this.restarted.countDown();
			}
		}, (snapshot) -> {
		}));
	}

	private static void await(CompletableFuture<?> future)
			throws InterruptedException, ExecutionException, TimeoutException {
		var unused = future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
	}

	/** An application in which there is nothing. */
	private static final class Stage extends GenericApplicationContext {

		@Override
		protected void resetCommonCaches() {
			// They are those of the real application.
		}

		/** The usual one may have the JVM checkpointed or ended. */
		@Override
		protected void initLifecycleProcessor() {
			getBeanFactory().registerSingleton(LIFECYCLE_PROCESSOR_BEAN_NAME, ComponentContext.NO_LIFECYCLE);
			super.initLifecycleProcessor();
		}

	}

	/** What is restarted. */
	static class Part {

		void act() {
			// It is only said to have been called.
		}

	}

	/** What comes out of it. */
	private static final class Mishap extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Mishap() {
			super(NAME);
		}

	}

}
