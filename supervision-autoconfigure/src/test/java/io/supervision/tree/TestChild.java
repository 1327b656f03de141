package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import io.supervision.spec.Outlook;
import io.supervision.spec.RestartType;
import io.supervision.tree.HandDriven.Held;
import org.jspecify.annotations.Nullable;

/**
 * A child that does what the test tells it to, writes down what the tree does to it, and
 * complains to its world when the tree breaks the protocol between the two.
 */
final class TestChild implements Child {

	private enum Outcome {

		OK, FAIL, ERROR, IGNORE, EXIT

	}

	private final HandDriven world;

	private final String id;

	private final Deque<Outcome> script = new ArrayDeque<>();

	private final List<TestInstance> instances = new ArrayList<>();

	private final List<Transition> transitions = new ArrayList<>();

	private Outcome otherwise = Outcome.OK;

	private Classification classification = Classification.COMPONENT;

	private @Nullable Held heldStart;

	private @Nullable Held heldStop;

	private @Nullable Held heldDrain;

	private boolean busy;

	private boolean throwingOnStop;

	private boolean immortal;

	private boolean endless;

	private List<String> stragglers = List.of();

	private @Nullable RuntimeException thrown;

	private boolean overlapping;

	private int attempts;

	TestChild(HandDriven world, String id) {
		this.world = world;
		this.id = id;
	}

	String id() {
		return this.id;
	}

	ComponentSpec spec() {
		return ComponentSpec.of(this.id, this);
	}

	ComponentSpec spec(RestartType restart) {
		return spec((spec) -> spec.restart(restart));
	}

	ComponentSpec spec(UnaryOperator<ComponentSpec.Builder> changes) {
		return changes.apply(ComponentSpec.builder(this.id, this)).build();
	}

	/** Fail the next starts. */
	void failNext(int starts) {
		this.script.addAll(Collections.nCopies(starts, Outcome.FAIL));
	}

	/** Throw this where a start fails. */
	void failingWith(RuntimeException thrown) {
		this.thrown = thrown;
	}

	/** Throw an {@link Error} at the next start. */
	void throwErrorNext() {
		this.script.add(Outcome.ERROR);
	}

	/** Answer "do not run me now" to the next start. */
	void ignoreNext() {
		this.script.add(Outcome.IGNORE);
	}

	/** Report an end during the next start, which then seems to succeed. */
	void exitDuringNextStart() {
		this.script.add(Outcome.EXIT);
	}

	/** Fail, or stop failing, all starts nothing else is said about. */
	void failing(boolean failing) {
		this.otherwise = failing ? Outcome.FAIL : Outcome.OK;
	}

	/** Forget whatever the next starts and stops were told to do. */
	void behave() {
		this.script.clear();
		this.otherwise = Outcome.OK;
		this.heldStart = null;
		this.heldStop = null;
	}

	/** Say whose fault failing starts are. */
	void classification(Classification classification) {
		this.classification = classification;
	}

	/** Hang in the next start until released. */
	Held holdStart() {
		this.heldStart = new Held(this.world);
		return this.heldStart;
	}

	/** Hang in the next stop until released. */
	Held holdStop() {
		this.heldStop = new Held(this.world);
		return this.heldStop;
	}

	/** Hang in the next drain until released. */
	Held holdDrain() {
		this.heldDrain = new Held(this.world);
		return this.heldDrain;
	}

	/** Have calls in flight that outlast every drain, or have none. */
	void busy(boolean busy) {
		this.busy = busy;
	}

	/** Throw when asked to stop. */
	void throwingOnStop() {
		this.throwingOnStop = true;
	}

	/** Keep a live thread when abandoned. */
	void endless() {
		this.endless = true;
	}

	void immortal() {
		this.immortal = true;
	}

	/** Have threads that do not end. */
	void stragglers(List<String> threads) {
		this.stragglers = threads;
	}

	/** Let two generations run side by side, which otherwise is a violation. */
	TestChild overlapping() {
		this.overlapping = true;
		return this;
	}

	/** End abnormally (OTP: die, or kill). */
	void die() {
		exit(ExitReason.failure(Detector.SELF, new IllegalStateException(this.id + " died")));
	}

	/** Fail in a way that leaves its calls alone. */
	void loseWorker() {
		exit(ExitReason.failure(Detector.WORKER, new IllegalStateException(this.id + " stopped working")));
	}

	/** End normally (OTP: stop). */
	void exitNormally() {
		exit(ExitReason.normal());
	}

	void exit(ExitReason reason) {
		instance().exit(reason);
	}

	void suspect() {
		instance().link.suspected(Fault.suspicion(Detector.EXCEPTION, new IllegalStateException(this.id + " odd")));
	}

	/** Give the last generation that was started (OTP: the pid). */
	TestInstance instance() {
		return this.instances.get(this.instances.size() - 1);
	}

	List<TestInstance> instances() {
		return this.instances;
	}

	/** How many starts succeeded. */
	int starts() {
		return this.instances.size();
	}

	/** How many starts were made. */
	int attempts() {
		return this.attempts;
	}

	List<Transition> transitions() {
		return this.transitions;
	}

	/** Tell whether a generation is running and takes calls. */
	boolean callable() {
		return this.instances.stream().anyMatch(TestInstance::callable);
	}

	@Override
	public @Nullable Instance start(Link link) throws Exception {
		if (this.world.ownersTurn()) {
			this.world.violation(this.id + " was started by the owner");
		}
		this.attempts++;
		boolean held = this.heldStart != null;
		if (held) {
			Held hold = this.heldStart;
			this.heldStart = null;
			this.world.park(hold);
		}
		Outcome outcome = this.script.isEmpty() ? this.otherwise : this.script.poll();
		switch (outcome) {
			case FAIL -> {
				this.world.log("fail " + this.id);
				throw (this.thrown != null) ? this.thrown
						: new IllegalStateException("start of '" + this.id + "' failed");
			}
			case ERROR -> {
				this.world.log("fail " + this.id);
				throw new NoClassDefFoundError("start of '" + this.id + "' failed");
			}
			case IGNORE -> {
				this.world.log("ignore " + this.id);
				return null;
			}
			default -> {
				return started(new TestInstance(link, held || Thread.currentThread().isInterrupted()), outcome);
			}
		}
	}

	private TestInstance started(TestInstance instance, Outcome outcome) {
		this.world.log("start " + this.id);
		if (!instance.late && !this.overlapping && this.instances.stream().anyMatch(TestInstance::inPlay)) {
			this.world.violation(this.id + " was started while an older generation was alive");
		}
		this.instances.add(instance);
		if (outcome == Outcome.EXIT) {
			instance.exit(ExitReason.failure(Detector.THREAD, new IllegalStateException(this.id + " died starting")));
		}
		return instance;
	}

	@Override
	public Classification classify(Throwable cause) {
		return this.classification;
	}

	@Override
	public void became(Transition transition) {
		this.transitions.add(transition);
		if (!this.world.ownersTurn()) {
			this.world.violation(this.id + " was told its state by somebody else than the owner");
		}
		if (transition.state() == ChildState.RUNNING && !callable()) {
			this.world.violation(this.id + " became RUNNING and no generation takes calls");
		}
	}

	/** One generation of the child. */
	final class TestInstance implements Instance {

		private final Link link;

		private final boolean late;

		private boolean open;

		private int resets;

		private boolean fenced;

		private boolean stopping;

		private boolean stopped;

		private boolean abandoned;

		private @Nullable ExitReason exited;

		private @Nullable ExitReason stopReason;

		private @Nullable Runnable whenThreadsEnd;

		private @Nullable Runnable whenHeldUp;

		private Set<String> heldUpBy = Set.of();

		TestInstance(Link link, boolean late) {
			this.link = link;
			this.late = late;
		}

		/** Ask what is going to become of this generation. */
		void outlook(Consumer<Outlook> answer) {
			this.link.outlook(answer);
		}

		void exit(ExitReason reason) {
			if (this.exited == null) {
				this.exited = reason;
			}
			this.link.exited(reason);
		}

		Link link() {
			return this.link;
		}

		boolean callable() {
			return this.open && !this.fenced;
		}

		/** Tell whether it runs, and neither ended nor was asked to. */
		boolean alive() {
			return !this.stopped && !this.abandoned && this.exited == null;
		}

		/**
		 * Tell whether it runs as a generation of its child: a start that was cancelled
		 * may bring one back that is stopped and never opened.
		 */
		boolean inPlay() {
			return alive() && this.open;
		}

		/** Tell whether everything it held has been given back, or been given up. */
		boolean gone() {
			return this.stopped || this.abandoned;
		}

		boolean wasStopped() {
			return this.stopReason != null;
		}

		boolean wasAbandoned() {
			return this.abandoned;
		}

		/** Give the reason the tree gave when it asked this generation to stop. */
		@Nullable ExitReason stopReason() {
			return this.stopReason;
		}

		/** Give the children whose callers may hold up its stop. */
		Set<String> heldUpBy() {
			return this.heldUpBy;
		}

		/** Tell that its stop waits for nothing but such callers. */
		void heldUp() {
			if (this.whenHeldUp == null) {
				throw new IllegalStateException("nobody wants to know");
			}
			this.whenHeldUp.run();
		}

		/** End the threads of an abandoned generation. */
		void threadsEnd() {
			if (this.whenThreadsEnd == null) {
				throw new IllegalStateException("not abandoned");
			}
			this.whenThreadsEnd.run();
		}

		@Override
		public void open() {
			ownersOnly("opened");
			if (this.open || this.stopping || this.abandoned) {
				TestChild.this.world.violation(TestChild.this.id + " was opened twice, or after its end");
			}
			if (TestChild.this.callable() && !TestChild.this.overlapping) {
				TestChild.this.world.violation(TestChild.this.id + " has two generations that take calls");
			}
			this.open = true;
		}

		@Override
		public void reset() {
			ownersOnly("reset");
			this.resets++;
		}

		int resets() {
			return this.resets;
		}

		@Override
		public void fence() {
			ownersOnly("fenced");
			this.fenced = true;
		}

		@Override
		public void unfence() {
			ownersOnly("unfenced");
			if (this.stopping || this.abandoned) {
				TestChild.this.world.violation(TestChild.this.id + " was unfenced after its end");
			}
			this.fenced = false;
		}

		@Override
		public boolean drain(Duration limit) {
			if (TestChild.this.heldDrain != null) {
				Held hold = TestChild.this.heldDrain;
				TestChild.this.heldDrain = null;
				TestChild.this.world.park(hold);
			}
			return !TestChild.this.busy;
		}

		@Override
		public void stop(ExitReason reason, @Nullable Duration limit) throws TimeoutException {
			if (this.stopping) {
				TestChild.this.world.violation(TestChild.this.id + " was stopped twice");
			}
			if (callable()) {
				TestChild.this.world.violation(TestChild.this.id + " was stopped without a fence");
			}
			if (TestChild.this.world.ownersTurn()) {
				TestChild.this.world.violation(TestChild.this.id + " was stopped by the owner");
			}
			this.stopping = true;
			this.stopReason = reason;
			TestChild.this.world.log(((this.exited != null) ? "close " : "stop ") + TestChild.this.id);
			if (TestChild.this.heldStop != null) {
				Held hold = TestChild.this.heldStop;
				TestChild.this.heldStop = null;
				TestChild.this.world.park(hold);
			}
			this.stopped = true;
			if (TestChild.this.throwingOnStop) {
				throw new IllegalStateException("stop of '" + TestChild.this.id + "' failed");
			}
			if (TestChild.this.endless) {
				throw new TimeoutException(TestChild.this.id + " does not end");
			}
		}

		@Override
		public void whenHeldUp(Set<String> others, Runnable then) {
			ownersOnly("asked to tell what holds it up");
			this.heldUpBy = others;
			this.whenHeldUp = then;
		}

		@Override
		public void abandon(Runnable ended) {
			ownersOnly("abandoned");
			if (this.abandoned) {
				TestChild.this.world.violation(TestChild.this.id + " was abandoned twice");
			}
			this.abandoned = true;
			TestChild.this.world.log("abandon " + TestChild.this.id);
			this.whenThreadsEnd = ended;
			if (!TestChild.this.immortal) {
				ended.run();
			}
		}

		@Override
		public List<String> stragglers() {
			if (TestChild.this.world.ownersTurn()) {
				TestChild.this.world.violation(TestChild.this.id + " was asked for its threads by the owner");
			}
			return TestChild.this.stragglers;
		}

		private void ownersOnly(String what) {
			if (!TestChild.this.world.ownersTurn()) {
				TestChild.this.world.violation(TestChild.this.id + " was " + what + " by somebody else than the owner");
			}
		}

	}

}
