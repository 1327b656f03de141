package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import io.supervision.detect.Detection;
import io.supervision.detect.GenerationOutcomes;
import io.supervision.detect.ThreadDeaths;
import io.supervision.spec.Child;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supervised bean as its supervisor sees it: something that can be started again and
 * again. Each start makes a thread group, a context and in it the bean, on a thread of
 * that group.
 */
final class BeanChild implements Child {

	private static final Logger logger = LoggerFactory.getLogger(BeanChild.class);

	private final BeanBlueprint blueprint;

	private final CallGate gate;

	private final Detection detection;

	private final WorkerRules workers;

	private final Watchdogs watchdogs;

	private final ThreadGroup outside = GenerationThreads.outside();

	private final AtomicLong started = new AtomicLong();

	/** Groups of ended generations that had threads left when last looked at. */
	private final Queue<GenerationThreads> left = new ConcurrentLinkedQueue<>();

	/** Asked for once, since it takes a walk over all property sources. */
	private final boolean virtualThreads;

	private volatile boolean leavesThreads;

	/**
	 * Make the child.
	 * @param blueprint what its generations are made from
	 * @param gate the way into it
	 * @param detection what counts as a fault of it
	 * @param workers what holds for its workers
	 * @param watchdogs what looks after it
	 */
	BeanChild(BeanBlueprint blueprint, CallGate gate, Detection detection, WorkerRules workers, Watchdogs watchdogs) {
		this.blueprint = blueprint;
		this.gate = gate;
		this.detection = detection;
		this.workers = workers;
		this.watchdogs = watchdogs;
		this.virtualThreads = blueprint.virtualThreads();
	}

	/**
	 * Choose a new thread in a thread group of its own, so that the threads the bean
	 * makes in its constructor and its callbacks belong to the generation.
	 */
	@Override
	public Executor startsOn(Executor ignored) {
		return (start) -> {
			GenerationThreads threads = GenerationThreads.of(this.blueprint, this.outside);
			threads.thread(this.blueprint.name() + "-start", () -> {
				start.run();
				if (threads.claim()) {
					dismiss(threads);
				}
				else {
					threads.tellPools();
				}
			}).start();
		};
	}

	@Override
	public Instance start(Link supervisor) throws Exception {
		Reports link = new Reports(supervisor);
		this.blueprint.requireActiveApplication();
		dismissEmptied();
		for (GenerationThreads ended : this.left) {
			pointOut(ended);
		}
		GenerationThreads threads = claimThreads();
		BeanGeneration generation = new BeanGeneration(this.blueprint.name(), this.started.get() + 1, link, threads,
				this.virtualThreads);
		GenerationOutcomes outcomes = this.detection.watch(link, this.blueprint.called());
		ThreadDeaths deaths = new ThreadDeaths(this.detection, outcomes, link, this.workers.timers());
		threads.watch(deaths);
		CountedOutcomes counted = (this.blueprint.watching().maxCalls() != null) ? new CountedOutcomes(outcomes) : null;
		GenerationCalls calls = this.gate.begin(threads::has, (counted != null) ? counted : outcomes);
		calls.reportedBy(link);
		calls.ticked(new GenerationTicks(calls, generation::visit));
		ComponentContext context = new ComponentContext(this.blueprint, generation.number(), calls::bind);
		try {
			Object bean = CurrentGeneration.during(generation, context::open);
			this.gate.learnOrder(bean);
			this.blueprint.startHooks().replay(bean);
			if (Thread.interrupted()) {
				throw new InterruptedException("The start of " + generation + " was given up");
			}
			Spies.lookAfter(generation, bean);
			requireShown(bean);
			Oversight oversight = new Oversight(link, this.detection, outcomes, this.workers);
			Workers running = new Workers(bean, generation, oversight);
			Watches watches = new Watches(generation);
			watches.add(new Probes(bean, generation, this.blueprint, oversight, this.gate::nanos));
			watches.add(new Rejuvenation(oversight, this.gate::nanos, this.blueprint.watching(), counted));
			if (this.watchdogs.breaker() != null) {
				watches.add(this.watchdogs.breaker().watch(link, outcomes));
			}
			Duration callTimeout = this.blueprint.watching().callTimeout();
			if (callTimeout != null) {
				watches.add(new HangWatch(this.watchdogs.hangs(), callTimeout, calls, outcomes, link));
			}
			watches.add(Watch.of(deaths::begin, deaths::end));
			threads.settle();
			return new BeanInstance(this,
					new BeanInstance.Parts(generation, context, calls, outcomes, running, watches));
		}
		catch (Throwable ex) {
			calls.ended();
			cleanUp(context, generation);
			throw ex;
		}
		finally {
			threads.lodge(null);
		}
	}

	/** The type of the instance is not known before there is one. */
	private void requireShown(Object bean) {
		ProxyClass proxy = this.gate.proxy();
		if (proxy != null && !proxy.type().isInstance(bean)) {
			throw new InvalidSupervisionException(List.of(new Problem(
					"The supervised bean '" + this.blueprint.name() + "' must be a '" + proxy.type().getName()
							+ "', as which it is called, and not a '" + bean.getClass().getName()
							+ "', which a bean post-processor has made of it",
					proxy.type().getName(), "Declare the bean by an interface that both have, "
							+ "or let the post-processor make a proxy of the class.")));
		}
		if (proxy != null && this.started.get() == 0) {
			InboundAnnotations.requireShown(this.blueprint.name(), proxy.type(), bean);
		}
	}

	@Override
	public Classification classify(Throwable cause) {
		return this.detection.judge(cause, Detector.START).classification();
	}

	@Override
	public boolean isOnCurrentThread() {
		return this.gate.inside();
	}

	@Override
	public void became(Transition transition) {
		this.gate.became(transition);
	}

	/**
	 * The number of starts that led to a running generation.
	 * @return the number of the newest generation that calls were let into
	 */
	long started() {
		return this.started.get();
	}

	/**
	 * Read the clock of this component.
	 * @return nanoseconds
	 */
	long nanos() {
		return this.gate.nanos();
	}

	/**
	 * How much of the application's start a generation that is made now is told again.
	 * @return a number that only grows, and only while the application starts
	 */
	int startEventsDue() {
		return this.blueprint.startHooks().due();
	}

	/**
	 * The thread group the bean's threads would be in if it were not supervised.
	 * @return the group of whoever made this child
	 */
	ThreadGroup outside() {
		return this.outside;
	}

	/**
	 * Let calls into a new generation.
	 * @param calls the way into it
	 */
	void open(GenerationCalls calls) {
		this.started.incrementAndGet();
		this.gate.open(calls);
	}

	/**
	 * Give a thread group back as soon as no thread is left in it.
	 * @param threads the group of a generation that has ended
	 */
	void dismiss(GenerationThreads threads) {
		dismissEmptied();
		if (!threads.dismiss()) {
			this.left.add(threads);
		}
	}

	private void dismissEmptied() {
		this.left.removeIf(GenerationThreads::dismiss);
	}

	/** Those that are about to end have done so when the second generation begins. */
	private void pointOut(GenerationThreads threads) {
		if (threads.outlived() == 2 && !this.leavesThreads) {
			this.leavesThreads = true;
			logger.warn(
					"'{}' leaves threads behind whenever it is restarted: {}. Shut down what they belong to "
							+ "in a @PreDestroy method, or use the executors of Generation",
					this.blueprint.name(), threads.leftovers());
		}
	}

	private GenerationThreads claimThreads() {
		Thread current = Thread.currentThread();
		if (current.getThreadGroup() instanceof GenerationThreads threads && threads.claim()) {
			return threads;
		}
		logger.warn(
				"'{}' is started on the thread '{}' of its caller: threads that it makes while it starts "
						+ "are not watched, nor interrupted when this generation stops",
				this.blueprint.name(), current.getName());
		GenerationThreads threads = GenerationThreads.of(this.blueprint, this.outside);
		threads.claim();
		threads.lodge(current);
		return threads;
	}

	private void cleanUp(ComponentContext context, BeanGeneration generation) {
		// An interrupt has done its work; the bean's own clean-up is to be spared it.
		boolean interrupted = Thread.interrupted();
		try {
			context.close();
		}
		catch (Throwable ex) {
			logger.warn("{}, whose start failed, could not be closed", generation, ex);
		}
		generation.end();
		generation.threads().interruptAll();
		dismiss(generation.threads());
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
