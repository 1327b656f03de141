package io.supervision.tree;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.supervision.event.SupervisionEvent.ChildAbandoned;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Evidence;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import io.supervision.spec.Outlook;
import io.supervision.spec.Shutdown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation of a component: its start and its shutdown, each on a worker thread and
 * under a limit, with the outcome as a message to the owner.
 * <p>
 * A start or shutdown that outlives its limit is abandoned: its thread is interrupted and
 * forgotten, and its generation counts as abandoned until it comes back. What a start
 * brings back too late is shut down and never opened. OTP kills instead, after which
 * nothing of the old process runs; a JVM cannot do that, so old and new may overlap.
 */
final class ComponentLife extends Life implements Link {

	private static final Logger logger = LoggerFactory.getLogger(ComponentLife.class);

	/** How long after its limit a drain may still answer by itself. */
	private static final Duration DRAIN_GRACE = Duration.ofMillis(100);

	/** When a stop is tried again for which there was no thread. */
	private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

	private final Tree tree;

	private final ComponentSpec spec;

	private final ChildRecord record;

	private long begunAt;

	private @Nullable Long stopBegunAt;

	private @Nullable InterruptibleTask<?> task;

	private Timers.@Nullable Timer timer;

	private @Nullable Instance instance;

	private @Nullable ExitReason earlyExit;

	private boolean reportedEnd;

	private boolean abandoned;

	private Abandonment abandonment;

	/** The number of this generation once calls are let in. */
	private long generation;

	ComponentLife(Tree tree, ComponentSpec spec, ChildRecord record, Keeper keeper) {
		super(keeper);
		this.tree = tree;
		this.spec = spec;
		this.record = record;
		this.abandonment = new Abandonment(tree.now());
	}

	@Override
	void start(@Nullable Executor starter) {
		this.begunAt = this.tree.nanos();
		Consumer<Runnable> delivery = (starter != null) ? this.tree::post : this.tree::announce;
		InterruptibleTask<StartOutcome> start = new InterruptibleTask<>(this::startChild,
				(outcome, failure, done) -> delivery.accept(() -> startCame(outcome, failure)));
		this.task = start;
		this.timer = this.tree.after(this.spec.startTimeout(), this::startExpired);
		try {
			Executor executor = (starter != null) ? starter : this.spec.child().startsOn(this.tree.workers());
			executor.execute(start);
		}
		catch (Throwable ex) {
			this.tree.post(() -> startCame(null, ex));
		}
	}

	private StartOutcome startChild() {
		try {
			return new StartOutcome(this.spec.child().start(this), null, Classification.COMPONENT, null);
		}
		catch (Throwable ex) {
			return new StartOutcome(null, ex, classify(ex), Evidence.of(ex));
		}
	}

	private Classification classify(Throwable cause) {
		try {
			return this.spec.child().classify(cause);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex,
					"Could not classify why '{}' did not start; it counts as the component's fault", this.record.path);
			return Classification.COMPONENT;
		}
	}

	private void startCame(@Nullable StartOutcome outcome, @Nullable Throwable failure) {
		cancelTimer();
		this.task = null;
		StartOutcome came = (outcome != null) ? outcome
				: new StartOutcome(null, failure, Classification.COMPONENT, null);
		this.instance = came.instance;
		if (stage() != Stage.STARTING) {
			cameTooLate();
		}
		else if (came.failure != null) {
			stage(Stage.ENDED);
			this.record.startFailure = came.evidence;
			keeper().failed(this, came.failure, came.classification);
		}
		else if (came.instance == null) {
			stage(Stage.ENDED);
			keeper().ignored(this);
		}
		else {
			stage(Stage.RUNNING);
			this.record.lastStart = this.tree.nanos() - this.begunAt;
			keeper().started(this);
			if (this.earlyExit != null) {
				exit(this.earlyExit);
			}
		}
	}

	private void cameTooLate() {
		if (this.instance == null) {
			settle();
		}
		else if (this.abandoned) {
			Instance late = this.instance;
			fence();
			stopOnWorker(late, ExitReason.shutdown(), this.spec.shutdown().limit(), this::settle);
		}
		else {
			shutDown(ExitReason.shutdown(), this.spec.shutdown());
		}
	}

	/** Nothing is left of this life. */
	private void settle() {
		if (this.abandoned) {
			this.abandoned = false;
			this.tree.registry.settled(this.record);
			this.abandonment.ended(this.tree.now());
		}
		else if (stage() == Stage.STOPPING) {
			ended();
		}
		this.tree.changed(this.record.path);
	}

	private void startExpired() {
		if (stage() == Stage.STARTING) {
			abandon();
			TimeoutException late = new TimeoutException(
					"start took longer than " + this.spec.startTimeout().toMillis() + "ms");
			this.record.startFailure = Evidence.of(late);
			keeper().failed(this, late, Classification.COMPONENT);
		}
	}

	@Override
	void shutDown(ExitReason reason, Shutdown limit) {
		boolean starting = stage() == Stage.STARTING;
		stage(Stage.STOPPING);
		cancelTimer();
		Duration time = this.tree.withinDeadline(limit.limit());
		if (starting && !this.tree.stopping()) {
			cancelStart();
			return;
		}
		if (starting && this.task != null) {
			this.task.interrupt();
		}
		fence();
		if (time != null && time.isZero()) {
			abandon();
			return;
		}
		if (time != null) {
			this.timer = this.tree.after(time, this::shutDownExpired);
		}
		Instance running = this.instance;
		if (running != null) {
			this.stopBegunAt = this.tree.nanos();
			stopOnWorker(running, reason, time, () -> {
				noteStop();
				cancelTimer();
				settle();
			});
		}
	}

	/** What a stop has taken, also one that is given up: the next may take as long. */
	private void noteStop() {
		Long begun = this.stopBegunAt;
		if (begun != null) {
			this.record.lastStop = this.tree.nanos() - begun;
			this.stopBegunAt = null;
		}
	}

	/**
	 * Nobody waits for this start any more, and what it brings back is shut down. Only
	 * the stop of the whole tree waits, since what a start may still need ends after it.
	 */
	private void cancelStart() {
		this.abandoned = true;
		this.record.abandoned++;
		if (this.task != null) {
			this.task.interrupt();
		}
		ended();
	}

	private void stopOnWorker(Instance stopped, ExitReason reason, @Nullable Duration limit, Runnable then) {
		InterruptibleTask<Boolean> stop = new InterruptibleTask<>(() -> {
			stopped.stop(reason, limit);
			return true;
		}, (value, failure, done) -> {
			boolean endless = failure instanceof TimeoutException;
			if (failure != null && !endless) {
				Complaints.error(logger, failure, "'{}' did not shut down as asked", this.record.path);
			}
			this.tree.report((endless && !this.abandoned) ? this::abandonNow : then, done);
		});
		this.task = stop;
		try {
			this.tree.workers().execute(stop);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "'{}' cannot be shut down now, which is tried again", this.record.path);
			this.tree.after(TRY_AGAIN, () -> {
				if (this.abandoned || stage() == Stage.STOPPING) {
					stopOnWorker(stopped, reason, limit, then);
				}
			});
		}
	}

	private void shutDownExpired() {
		abandonNow();
	}

	private void abandon() {
		this.abandoned = true;
		noteStop();
		this.record.abandoned++;
		this.tree.abandoned(this.record.path);
		this.tree
			.emit(new ChildAbandoned(this.record.path, this.record.generation, this.tree.now(), this.record.abandoned));
		this.abandonment = new Abandonment(this.tree.now());
		this.record.incidents.abandoned(this.generation, this.abandonment);
		if (this.task != null) {
			this.task.interrupt();
		}
		nameThreads(this.abandonment);
		if (!guarded((instance) -> instance.abandon(() -> this.tree.post(this::settle)))) {
			this.tree.post(this::settle);
		}
		ended();
	}

	/**
	 * Ask what is left on a worker, since threads can be of the component's own making.
	 */
	private void nameThreads(Abandonment named) {
		Instance left = this.instance;
		if (left == null) {
			return;
		}
		try {
			this.tree.workers().execute(() -> {
				List<String> threads = stragglers(left);
				this.tree.post(() -> {
					named.threads(threads);
					this.tree.changed(this.record.path);
				});
			});
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "The threads left of '{}' could not be asked for", this.record.path);
		}
	}

	private List<String> stragglers(Instance left) {
		try {
			return Abandonment.bounded(left.stragglers());
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "The threads left of '{}' could not be named", this.record.path);
			return List.of();
		}
	}

	@Override
	void abandonNow() {
		if (stage() == Stage.STOPPING) {
			cancelTimer();
			abandon();
		}
	}

	@Override
	void letIn() {
		this.generation = this.record.generation + 1;
		guarded(Instance::open);
	}

	@Override
	void fence() {
		guarded(Instance::fence);
	}

	@Override
	void unfence() {
		guarded(Instance::unfence);
	}

	/** Have what is wrong told again. */
	void reset() {
		guarded(Instance::reset);
	}

	/** Wait on a worker thread until no call is in flight. */
	void drain(Duration limit, Consumer<Boolean> then) {
		Instance drained = this.instance;
		if (drained == null) {
			then.accept(true);
			return;
		}
		Consumer<Boolean> answer = onlyOnce(then);
		InterruptibleTask<Boolean> drain = new InterruptibleTask<>(() -> drained.drain(limit),
				(empty, failure, done) -> this.tree.post(() -> answer.accept(Boolean.TRUE.equals(empty))));
		this.tree.after(limit.plus(DRAIN_GRACE), () -> {
			answer.accept(false);
			drain.interrupt();
		});
		try {
			this.tree.workers().execute(drain);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "Calls of '{}' could not be waited for", this.record.path);
			this.tree.post(() -> answer.accept(false));
		}
	}

	/**
	 * Have it told when its shutdown waits only for calls that wait for other children.
	 */
	void whenHeldUp(Set<String> others, Runnable then) {
		guarded((stopped) -> stopped.whenHeldUp(others, () -> this.tree.post(then)));
	}

	private static Consumer<Boolean> onlyOnce(Consumer<Boolean> then) {
		boolean[] answered = { false };
		return (empty) -> {
			if (!answered[0]) {
				answered[0] = true;
				then.accept(empty);
			}
		};
	}

	@Override
	public void exited(ExitReason reason) {
		ExitReason read = reason.read();
		this.tree.post(() -> exit(read));
	}

	private void exit(ExitReason reason) {
		if (stage() == Stage.STARTING) {
			this.earlyExit = (this.earlyExit != null) ? this.earlyExit : reason;
		}
		else if (running()) {
			this.reportedEnd = true;
			keeper().exited(this, reason, null);
		}
		else if (reason instanceof ExitReason.Failure failure) {
			tooLate(failure.fault());
		}
	}

	/** What else comes of a generation whose end has been decided is only recorded. */
	private void tooLate(Fault fault) {
		OpenIncident open = this.record.incidents.open();
		if (stage() == Stage.STOPPING && open != null && open.seen().generation() == this.generation) {
			this.record.observed(this.tree.now(), fault, "none, the end of its generation had been decided");
			this.tree.changed(this.record.path);
		}
	}

	/** Whether it has said that it ended, whatever has become of that. */
	boolean reportedEnd() {
		return this.reportedEnd;
	}

	@Override
	public void suspected(Fault fault) {
		Fault read = fault.read();
		this.tree.post(() -> {
			if (running()) {
				keeper().suspected(this, read);
			}
			else if (read.classification() != Classification.DEPENDENCY) {
				tooLate(read);
			}
		});
	}

	@Override
	public void recovered() {
		this.tree.post(() -> {
			if (running()) {
				keeper().recovered(this);
			}
		});
	}

	@Override
	public void outOfPatience(Fault fault) {
		Fault read = fault.read();
		this.tree.post(() -> {
			if (running()) {
				keeper().outOfPatience(this, read);
			}
		});
	}

	@Override
	public void agedOut(String reason) {
		this.tree.post(() -> {
			if (running()) {
				keeper().agedOut(this, reason);
			}
		});
	}

	@Override
	public void outlook(Consumer<Outlook> answer) {
		this.tree.post(() -> {
			if (stage() == Stage.STARTING) {
				answer.accept(Outlook.STAYS);
			}
			else {
				keeper().outlook(this, answer);
			}
		});
	}

	/** Call an instance, if there is one, and tell whether it has not thrown. */
	private boolean guarded(Consumer<Instance> call) {
		if (this.instance == null) {
			return true;
		}
		try {
			call.accept(this.instance);
			return true;
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "A generation of '{}' broke its contract with the supervision tree",
					this.record.path);
			return false;
		}
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	/**
	 * What came out of a start: an instance, a failure, or neither, which is "ignore".
	 */
	private record StartOutcome(@Nullable Instance instance, @Nullable Throwable failure, Classification classification,
			@Nullable Evidence evidence) {
	}

}
