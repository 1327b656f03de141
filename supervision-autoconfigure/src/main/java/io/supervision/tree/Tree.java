package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.supervision.event.SupervisionEvent;
import io.supervision.spec.Backoff;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner of a whole supervision tree: one mailbox, one thread at a time, for all its
 * supervisors. OTP gives each supervisor a process of its own; here decisions take
 * microseconds and never wait, so one owner suffices, every decision sees the whole tree
 * as it is, and a snapshot is the tree between two messages.
 */
final class Tree implements SupervisionKernel {

	private static final Logger logger = LoggerFactory.getLogger(Tree.class);

	/** Longer than anybody waits, and short enough to be counted in nanoseconds. */
	private static final Duration MAX_DELAY = Duration.ofDays(365);

	/** What there is at each path. */
	final Registry registry;

	/** Who is isolated. */
	final Isolations isolations;

	/** Who was called before its turn. */
	final Demands demands;

	/** Who answers calls although it is isolated. */
	final Servings servings;

	/** Whether the JVM can be trusted. */
	final SuspectJvm jvm = new SuspectJvm(this);

	/** What others get to see. */
	final Publication publication;

	private final TreeSpec spec;

	private final Ports ports;

	private final Mailbox mailbox;

	private final Executor workers;

	private final Root root;

	Tree(TreeSpec spec, Ports ports) {
		this.spec = spec;
		this.ports = ports;
		this.registry = new Registry(spec.root());
		this.isolations = new Isolations(this, this.registry);
		this.demands = new Demands(this);
		this.servings = new Servings(this);
		this.root = new Root(this, this.registry.record(Paths.ROOT));
		this.publication = new Publication(this::take, ports.changes());
		this.mailbox = new Mailbox(ports.owner(), ports.workers(), this.publication::publish);
		this.workers = this.mailbox::begin;
	}

	private TreeSnapshot take() {
		String suspicion = this.jvm.reason();
		return new TreeSnapshot(NodeSnapshots.root(this.root.node()), hasRun(),
				suspicion != null || this.isolations.breakLiveness(), suspicion);
	}

	// What the parts of the tree use

	TreeSpec spec() {
		return this.spec;
	}

	boolean isolates() {
		return this.spec.giveUp() == TreeSpec.GiveUp.ISOLATE;
	}

	boolean hasRun() {
		return this.root.hasRun();
	}

	boolean stopping() {
		return this.root.stopping();
	}

	@Nullable Duration withinDeadline(@Nullable Duration limit) {
		return this.root.withinDeadline(limit);
	}

	void abandoned(String path) {
		this.root.abandoned(path);
	}

	long nanos() {
		return this.ports.clock().nanos();
	}

	Instant now() {
		return this.ports.clock().now();
	}

	/** The wall-clock time of a reading of the monotonic clock. */
	Instant at(long nanos) {
		return now().plusNanos(nanos - nanos());
	}

	Executor workers() {
		return this.workers;
	}

	/** Run something on the owner, later. */
	Timers.Timer after(Duration delay, Runnable task) {
		return this.ports.timers().after(shorter(delay, MAX_DELAY), () -> Insistence.run(() -> post(task)));
	}

	void post(Runnable message) {
		this.mailbox.post(message);
	}

	/** Post as the last thing that is done on a worker thread. */
	void report(Runnable message, Work done) {
		this.mailbox.report(message, done);
	}

	/** Post as the last thing that is done on a thread of a component. */
	void announce(Runnable message) {
		this.mailbox.announce(message, this.publication::show);
	}

	boolean isOwner() {
		return this.mailbox.isDraining();
	}

	Duration backoff(int attempt) {
		return delay(this.spec.backoff(), attempt);
	}

	Duration heldBackoff(int attempt) {
		return delay(this.spec.heldBackoff(), attempt);
	}

	private static Duration delay(Backoff backoff, int attempt) {
		try {
			return shorter(backoff.before(attempt), MAX_DELAY);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "The backoff of attempt {} failed; trying after a second", attempt);
			return Duration.ofSeconds(1);
		}
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/** Have something run once it was called that often. */
	static Runnable join(int count, Runnable then) {
		int[] left = { count };
		return () -> {
			if (--left[0] == 0) {
				then.run();
			}
		};
	}

	Life newLife(ChildSpec child, ChildRecord record, Life.Keeper keeper) {
		return (child instanceof ComponentSpec component) ? new ComponentLife(this, component, record, keeper)
				: new SupervisorLife(this, (SupervisorSpec) child, record, keeper);
	}

	void emit(SupervisionEvent event) {
		try {
			this.ports.events().accept(event);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "A listener failed on {}", event);
		}
	}

	/** Something about this node has changed. */
	void changed(String path) {
		this.publication.touch();
		for (String node = path; !node.equals(Paths.ROOT); node = Paths.parent(node)) {
			SupervisorNode parent = this.registry.node(Paths.parent(node));
			if (parent != null) {
				parent.snapshots.changed(node);
			}
		}
	}

	/** A child was stopped or started because of something. */
	void led(OpenIncident incident, Incident.Action action, String path) {
		incident.led(action, path);
		changed(incident.path());
	}

	// The facade: any thread

	@Override
	public CompletionStage<Void> start() {
		post(this.root::start);
		return this.root.started();
	}

	@Override
	public CompletionStage<Void> demand(String path, @Nullable Executor starter) {
		CompletableFuture<Void> running = new CompletableFuture<>();
		post(() -> this.demands.demand(path, starter, running));
		return running;
	}

	@Override
	public CompletionStage<List<String>> stop(@Nullable Duration limit) {
		CompletableFuture<List<String>> down = new CompletableFuture<>();
		post(() -> this.root.stop(limit, (abandoned) -> this.publication.answer(() -> down.complete(abandoned))));
		return down;
	}

	@Override
	public CompletionStage<ExitReason> ended() {
		return this.root.ended();
	}

	@Override
	public TreeSnapshot snapshot() {
		return this.publication.snapshot();
	}

	@Override
	public Supervisor root() {
		return new SupervisorAddress(this, Paths.ROOT);
	}

	@Override
	public Optional<Supervisor> find(String pathOrId) {
		TreeSnapshot snapshot = snapshot();
		TreeSnapshot.Node found = snapshot.find(pathOrId);
		if (!(found instanceof TreeSnapshot.Supervisor)) {
			found = snapshot.nodes()
				.filter((node) -> node instanceof TreeSnapshot.Supervisor && node.id().equals(pathOrId))
				.findFirst()
				.orElse(null);
		}
		return (found != null) ? Optional.of(new SupervisorAddress(this, found.path())) : Optional.empty();
	}

	@Override
	public CompletionStage<Reply> operate(String pathOrId, Operation operation) {
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		post(() -> Operations.carryOut(this, pathOrId, operation,
				(answer) -> this.publication.answer(() -> reply.complete(answer))));
		return reply;
	}

	@Override
	public void suspectJvm(String path, Fault fault, String reason) {
		post(() -> this.jvm.suspect(path, fault, reason));
	}

}
