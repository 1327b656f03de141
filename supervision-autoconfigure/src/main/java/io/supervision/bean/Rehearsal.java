package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.supervision.annotation.SafeToRepeat;
import io.supervision.detect.Blame;
import io.supervision.detect.BuiltInClassifier;
import io.supervision.detect.Detection;
import io.supervision.detect.DetectionSettings;
import io.supervision.detect.HangWatchdog;
import io.supervision.detect.JvmErrors;
import io.supervision.detect.OldGeneration;
import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildRestarted;
import io.supervision.spec.Backoff;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.Clock;
import io.supervision.tree.Ports;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.Timers;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.NOPLogger;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A play of what happens to an application when a component fails: two components that
 * are restarted together, and calls that fail, wait for the restart and are made again,
 * once for a failure and once for a suspicion. It is given in a tree of which nobody
 * hears and an application context of its own, which is empty. So what the JVM loads and
 * links when something is done for the first time is there before the first fault
 * strikes.
 */
final class Rehearsal {

	private static final String LEAD = "rehearsal";

	private static final String SUPPORT = "rehearsal-support";

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/** Nothing in here is ever late. */
	private static final Timers NEVER = (delay, task) -> () -> {
	};

	private final Executor workers;

	private final TreeWaits waits = new TreeWaits(Ties.NONE);

	private final Blame blame = new Blame();

	private final OldGeneration old = OldGeneration.ofThisJvm();

	private final JvmErrors errors = new JvmErrors(this.old, Clock.SYSTEM::nanos, (component, fault, reason) -> {
	});

	/** Nobody reads it. */
	private final TransitionLog log = new TransitionLog(NOPLogger.NOP_LOGGER);

	/** What the next call fails with, and no other. */
	private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

	private final BlockingQueue<ChildRestarted> restarts = new LinkedBlockingQueue<>();

	/**
	 * Prepare it.
	 * @param workers the threads of the application's tree
	 */
	Rehearsal(Executor workers) {
		this.workers = workers;
	}

	/**
	 * Play it, from the start of a tree to its end.
	 * @return the generations of the component that fails
	 * @throws Exception if it cannot be played to its end
	 */
	long play() throws Exception {
		// Asked for when memory has run out, it could not be loaded then.
		var unused = this.old.fullness();
		try (GenericApplicationContext stage = new Stage()) {
			stage.refresh();
			Role lead = new Role(stage, LEAD);
			SupervisionKernel kernel = kernel(lead.child, new Role(stage, SUPPORT).child);
			try {
				await(kernel.start().toCompletableFuture());
				fail(lead, new Mishap());
				fail(lead, new IllegalStateException("suspicious"));
			}
			finally {
				await(kernel.stop(LIMIT).toCompletableFuture());
			}
			return lead.child.started();
		}
	}

	private void fail(Role role, RuntimeException thrown) throws InterruptedException, TimeoutException {
		this.failure.set(thrown);
		role.part.act();
		for (String component : List.of(LEAD, SUPPORT)) {
			if (this.restarts.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS) == null) {
				throw new TimeoutException("no restart of '" + component + "' within " + LIMIT);
			}
		}
	}

	private SupervisionKernel kernel(BeanChild lead, BeanChild support) {
		SupervisorSpec group = SupervisorSpec.builder(LEAD)
			.strategy(Strategy.REST_FOR_ONE)
			.children(ComponentSpec.of(LEAD, lead), ComponentSpec.of(SUPPORT, support))
			.build();
		return SupervisionKernel.of(TreeSpec.isolating(group, Backoff.NONE, Backoff.NONE),
				new Ports(Clock.SYSTEM, NEVER, this.workers, this.workers, this::happened, (snapshot) -> {
				}));
	}

	private void happened(SupervisionEvent event) {
		this.log.log(event);
		if (event instanceof ChildRestarted restart) {
			this.restarts.add(restart);
		}
	}

	private static void await(CompletableFuture<?> future)
			throws InterruptedException, ExecutionException, TimeoutException {
		var unused = future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
	}

	/** A component, and the way into it. */
	private final class Role {

		private final BeanChild child;

		private final Part part;

		Role(GenericApplicationContext stage, String id) {
			CallGate gate = new CallGate(id, new WaitRules(LIMIT, LIMIT, (early) -> new CompletableFuture<>(),
					Rehearsal.this.waits, Clock.SYSTEM::nanos));
			ProxyClass proxyClass = ProxyClass.of(id, Part.class);
			RootBeanDefinition definition = new RootBeanDefinition(Part.class);
			definition.getConstructorArgumentValues().addIndexedArgumentValue(0, Rehearsal.this.failure);
			BeanBlueprint blueprint = new BeanBlueprint(stage, id, definition, List.of(proxyClass.methods()),
					ComponentDefinition.Watching.NOTHING);
			DetectionSettings settings = new DetectionSettings(id, List.of(Mishap.class), List.of(), 1,
					OnSuspicion.RESTART, null);
			Detection detection = new Detection(settings, new BuiltInClassifier(), Rehearsal.this.blame,
					Clock.SYSTEM::nanos, (verdict) -> Rehearsal.this.errors.blamed(id, verdict, true));
			HangWatchdog hangs = new HangWatchdog(Clock.SYSTEM::nanos, NEVER, Callers.frames(Map.of()));
			this.child = new BeanChild(blueprint, gate, detection,
					new WorkerRules(RestartType.PERMANENT, Backoff.NONE, NEVER), new Watchdogs(hangs, null));
			this.part = (Part) proxyClass.proxy(gate);
		}

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

		private final AtomicReference<@Nullable RuntimeException> failure;

		Part(AtomicReference<@Nullable RuntimeException> failure) {
			this.failure = failure;
		}

		@SafeToRepeat
		void act() {
			RuntimeException thrown = this.failure.getAndSet(null);
			if (thrown != null) {
				throw thrown;
			}
		}

	}

	/** What comes out of it. */
	private static final class Mishap extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Mishap() {
			super(LEAD);
		}

	}

}
