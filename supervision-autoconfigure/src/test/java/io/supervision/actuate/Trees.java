package io.supervision.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.Evidence;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Phase;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.tree.Incident;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Node;

/**
 * Snapshots made by hand.
 */
public final class Trees {

	public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

	private Trees() {
	}

	public static TreeSnapshot running(Node... children) {
		return new TreeSnapshot(root(children), true, false);
	}

	public static TreeSnapshot running(List<Node> children) {
		return new TreeSnapshot(supervisor("root", "/", ChildState.RUNNING, Strategy.ONE_FOR_ONE, children), true,
				false);
	}

	public static TreeSnapshot gaveUp(List<Node> children) {
		return new TreeSnapshot(supervisor("root", "/", ChildState.RUNNING, Strategy.ONE_FOR_ONE, children), true,
				true);
	}

	public static TreeSnapshot gaveUp(Node... children) {
		return new TreeSnapshot(root(children), true, true);
	}

	public static TreeSnapshot suspectJvm(String reason, Node... children) {
		return new TreeSnapshot(root(children), true, true, reason);
	}

	public static TreeSnapshot notStarted(Node... children) {
		return new TreeSnapshot(root(children), false, false);
	}

	public static TreeSnapshot.Supervisor root(Node... children) {
		return supervisor("root", "/", ChildState.RUNNING, Strategy.ONE_FOR_ONE, children);
	}

	public static TreeSnapshot.Supervisor group(String path, Strategy strategy, Node... children) {
		return supervisor(id(path), path, ChildState.RUNNING, strategy, children);
	}

	public static TreeSnapshot.Supervisor supervisor(String id, String path, ChildState state, Strategy strategy,
			Node... children) {
		return supervisor(id, path, state, strategy, List.of(children));
	}

	public static TreeSnapshot.Supervisor supervisor(String id, String path, ChildState state, Strategy strategy,
			List<Node> children) {
		return new TreeSnapshot.Supervisor(id, path, state, RestartType.PERMANENT, 0, START, null, List.of(), null,
				strategy, 3, Duration.ofSeconds(5), 0, children);
	}

	public static Builder component(String path) {
		return new Builder(path);
	}

	public static Incident incident(Fault.Kind kind, Duration recovery) {
		return new Incident(START.plusSeconds(60), Detector.EXCEPTION, kind, Classification.COMPONENT, 2, "restart",
				List.of(new Evidence.Cause("java.lang.IllegalStateException", "price is secret",
						List.of("com.acme.PriceFeed.price(PriceFeed.java:42)"))),
				1, recovery, "secret dump", new Incident.BudgetLeft(2, 3, Duration.ofSeconds(5)),
				List.of(new Incident.Step(Incident.Action.STOP, "/a"), new Incident.Step(Incident.Action.START, "/a")),
				List.of(new Incident.Abandoned(List.of("secret-thread"), START.plusSeconds(65), null)));
	}

	private static String id(String path) {
		return path.substring(path.lastIndexOf('/') + 1).replace("%2F", "/").replace("%25", "%");
	}

	/**
	 * Collects what differs from a component that plainly runs.
	 */
	public static final class Builder {

		private final String path;

		private ChildState state = ChildState.RUNNING;

		private boolean essential;

		private Phase phase;

		private Instant outageSince;

		private Instant nextAttemptAt;

		private Instant heldSince;

		private Degradation degradedBy;

		private ExitReason ended;

		private boolean serving;

		private boolean stoppedByOperator;

		private Incident lastFailure;

		private Duration waitTimeout = Duration.ofMillis(500);

		Builder(String path) {
			this.path = path;
		}

		public Builder state(ChildState state) {
			this.state = state;
			return this;
		}

		public Builder essential() {
			this.essential = true;
			return this;
		}

		public Builder restarting(Instant since) {
			this.phase = Phase.WAITING;
			this.outageSince = since;
			return state(ChildState.RESTARTING);
		}

		public Builder held(Instant since) {
			this.heldSince = since;
			return state(ChildState.RESTARTING);
		}

		public Builder nextAttemptAt(Instant time) {
			this.nextAttemptAt = time;
			return this;
		}

		public Builder degradedBy(Degradation by) {
			this.degradedBy = by;
			return this;
		}

		public Builder ended(ExitReason reason) {
			this.ended = reason;
			return state(ChildState.STOPPED);
		}

		public Builder stoppedByOperator() {
			this.stoppedByOperator = true;
			return ended(ExitReason.shutdown());
		}

		public Builder serving() {
			this.serving = true;
			return this;
		}

		public Builder lastFailure(Incident incident) {
			this.lastFailure = incident;
			return this;
		}

		public Builder waitTimeout(Duration timeout) {
			this.waitTimeout = timeout;
			return this;
		}

		public TreeSnapshot.Component build() {
			return new TreeSnapshot.Component(id(this.path), this.path, this.state, RestartType.PERMANENT, 2, START,
					this.lastFailure, (this.lastFailure != null) ? List.of(this.lastFailure) : List.of(), this.ended,
					this.essential, this.waitTimeout, this.phase, this.outageSince, this.nextAttemptAt, this.heldSince,
					this.degradedBy, (this.degradedBy != null) ? "secret reason" : null, this.serving, 0, 3, 0,
					this.stoppedByOperator);
		}

	}

}
