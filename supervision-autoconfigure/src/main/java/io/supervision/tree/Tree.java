package io.supervision.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildIsolated;
import io.supervision.spec.Backoff;
import io.supervision.spec.Child;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Shutdown;
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
final class Tree implements SupervisionKernel, Isolation.Shape {

	private static final Logger logger = LoggerFactory.getLogger(Tree.class);

	/** Longer than anybody waits, and short enough to be counted in nanoseconds. */
	private static final Duration MAX_DELAY = Duration.ofDays(365);

	private final TreeSpec spec;

	private final Ports ports;

	private final Mailbox mailbox;

	private final CompletableFuture<Void> started = new CompletableFuture<>();

	private final CompletableFuture<ExitReason> ended = new CompletableFuture<>();

	// All below belongs to the owner, except where volatile.

	private final Map<String, ChildRecord> records = new HashMap<>();

	private final Map<String, SupervisorNode> nodes = new HashMap<>();

	private final Map<String, Demand> demands = new HashMap<>();

	private final Set<IsolatedSet> isolated = new LinkedHashSet<>();

	private final List<Runnable> answers = new ArrayList<>();

	private final Set<String> abandoned = new LinkedHashSet<>();

	private final SupervisorLife root;

	private boolean begun;

	private boolean hasRun;

	private boolean stopping;

	private @Nullable Long deadline;

	private boolean dirty = true;

	private volatile TreeSnapshot snapshot;

	Tree(TreeSpec spec, Ports ports) {
		this.spec = spec;
		this.ports = ports;
		this.mailbox = new Mailbox(ports.owner(), this::publish);
		this.root = new SupervisorLife(this, spec.root(), record(Paths.ROOT), new RootKeeper());
		this.snapshot = take();
	}

	// What the parts of the tree use

	TreeSpec spec() {
		return this.spec;
	}

	boolean isolates() {
		return this.spec.giveUp() == TreeSpec.GiveUp.ISOLATE;
	}

	boolean hasRun() {
		return this.hasRun;
	}

	boolean stopping() {
		return this.stopping;
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
		return this.ports.workers();
	}

	/** Run something on the owner, later. */
	Timers.Timer after(Duration delay, Runnable task) {
		return this.ports.timers().after(delay, () -> post(task));
	}

	void post(Runnable message) {
		this.mailbox.post(message);
	}

	Duration backoff(int attempt) {
		return delay(this.spec.backoff(), attempt);
	}

	Duration heldBackoff(int attempt) {
		return delay(this.spec.heldBackoff(), attempt);
	}

	private static Duration delay(Backoff backoff, int attempt) {
		try {
			Duration delay = backoff.before(attempt);
			return (delay.compareTo(MAX_DELAY) < 0) ? delay : MAX_DELAY;
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "The backoff of attempt {} failed; trying after a second", attempt);
			return Duration.ofSeconds(1);
		}
	}

	@Nullable Duration withinDeadline(@Nullable Duration limit) {
		if (this.deadline == null) {
			return limit;
		}
		Duration left = Duration.ofNanos(Math.max(0, this.deadline - nanos()));
		return (limit == null || left.compareTo(limit) < 0) ? left : limit;
	}

	static Runnable join(int count, Runnable then) {
		int[] left = { count };
		return () -> {
			if (--left[0] == 0) {
				then.run();
			}
		};
	}

	ChildRecord record(String path) {
		return this.records.computeIfAbsent(path, ChildRecord::new);
	}

	/**
	 * A child is gone, and all below it. Who is isolated stays so, should it come back.
	 */
	void forget(Cell cell) {
		if (cell.component()) {
			this.records.computeIfPresent(cell.record.path, (path, known) -> (known.isolation != null) ? known : null);
		}
		else {
			this.records.values()
				.removeIf((known) -> known.isolation == null && Paths.isAtOrBelow(known.path, cell.record.path));
		}
	}

	void register(SupervisorNode node) {
		this.nodes.put(node.record.path, node);
	}

	void unregister(SupervisorNode node) {
		this.nodes.remove(node.record.path, node);
	}

	@Nullable SupervisorNode node(String path) {
		return this.nodes.get(path);
	}

	Life newLife(ChildSpec child, ChildRecord record, Life.Keeper keeper) {
		return (child instanceof ComponentSpec component) ? new ComponentLife(this, component, record, keeper)
				: new SupervisorLife(this, (SupervisorSpec) child, record, keeper);
	}

	@Nullable Demand takeDemand(String path) {
		return this.demands.remove(path);
	}

	void emit(SupervisionEvent event) {
		try {
			this.ports.events().accept(event);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "A listener failed on {}", event);
		}
	}

	void abandoned(String path) {
		this.abandoned.add(path);
	}

	/** Answer a request once the snapshot shows what was done. */
	void answer(Runnable answer) {
		this.answers.add(answer);
		this.dirty = true;
	}

	// Snapshots

	/** Something about this node has changed. */
	void changed(String path) {
		this.dirty = true;
		for (String node = path; !node.equals(Paths.ROOT); node = Paths.parent(node)) {
			SupervisorNode parent = this.nodes.get(Paths.parent(node));
			if (parent != null) {
				parent.snapshots().changed(node);
			}
		}
	}

	private void publish() {
		if (!this.dirty) {
			return;
		}
		this.dirty = false;
		TreeSnapshot taken = take();
		this.snapshot = taken;
		try {
			this.ports.changes().accept(taken);
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "A listener failed on a change of the tree");
		}
		List<Runnable> due = List.copyOf(this.answers);
		this.answers.clear();
		due.forEach(Runnable::run);
	}

	private TreeSnapshot take() {
		boolean gaveUp = this.isolated.stream().anyMatch(IsolatedSet::breaksLiveness);
		return new TreeSnapshot(NodeSnapshots.root(this, this.root.node()), this.hasRun, gaveUp);
	}

	@Override
	public TreeSnapshot snapshot() {
		return this.snapshot;
	}

	// Isolation

	@Override
	public @Nullable ChildSpec spec(String path) {
		if (path.equals(Paths.ROOT)) {
			return this.spec.root();
		}
		String parent = Paths.parent(path);
		SupervisorNode node = this.nodes.get(parent);
		if (node != null) {
			return node.cells()
				.stream()
				.filter((cell) -> cell.record.path.equals(path))
				.map((cell) -> cell.spec)
				.findFirst()
				.orElse(null);
		}
		return (spec(parent) instanceof SupervisorSpec supervisor) ? supervisor.children()
			.stream()
			.filter((child) -> Paths.child(parent, child.id()).equals(path))
			.findFirst()
			.orElse(null) : null;
	}

	@Override
	public List<String> children(String supervisor) {
		SupervisorNode node = this.nodes.get(supervisor);
		if (node != null) {
			return node.cells().stream().map((cell) -> cell.record.path).toList();
		}
		return (spec(supervisor) instanceof SupervisorSpec declared)
				? declared.children().stream().map((child) -> Paths.child(supervisor, child.id())).toList() : List.of();
	}

	void isolate(Isolation isolation) {
		IsolatedSet set = new IsolatedSet(this, isolation, this.spec.coolDown());
		for (String top : isolation.tops()) {
			IsolatedSet before = record(top).isolation;
			if (before != null) {
				before.release(top);
			}
			record(top).isolation = set;
		}
		this.isolated.add(set);
		for (String path = isolation.supervisor();; path = Paths.parent(path)) {
			SupervisorNode node = this.nodes.get(path);
			if (node != null) {
				node.restarts().forgive();
			}
			if (path.equals(Paths.ROOT)) {
				break;
			}
		}
		forgiveBelow(isolation);
		shut(set, this.spec.coolDown());
	}

	private void forgiveBelow(Isolation isolation) {
		for (String path = isolation.offender(); !path.equals(isolation.supervisor())
				&& !path.equals(Paths.ROOT); path = Paths.parent(path)) {
			SupervisorNode node = this.nodes.get(path);
			if (node != null) {
				node.restarts().forgive();
			}
		}
	}

	void isolateAgain(IsolatedSet set) {
		Duration twice = set.coolDown().multipliedBy(2);
		shut(set, (twice.compareTo(this.spec.maxCoolDown()) < 0) ? twice : this.spec.maxCoolDown());
	}

	private void shut(IsolatedSet set, Duration coolDown) {
		set.shutFor(coolDown);
		set.isolation().tops().forEach((top) -> announceIsolated(top, set));
		SupervisorNode holder = this.nodes.get(set.isolation().supervisor());
		if (holder != null) {
			holder.setAside(holder.cells().stream().filter((cell) -> cell.record.isolation == set).toList());
		}
	}

	private void announceIsolated(String path, IsolatedSet set) {
		emit(new ChildIsolated(path, record(path).generation, now(), set.isolation().offender(), set.coolDown()));
		if (spec(path) instanceof ComponentSpec component) {
			Cell.tell(component, path, new Child.Transition(ChildState.ISOLATED, nanos(), set.until()));
		}
		children(path).forEach((child) -> announceIsolated(child, set));
	}

	/** The probation that the failure of a component violates, if any. */
	@Nullable IsolatedSet probationOf(String origin) {
		for (String path = origin; !path.equals(Paths.ROOT); path = Paths.parent(path)) {
			ChildRecord known = this.records.get(path);
			if (known != null && known.isolation != null && known.isolation.onProbation()) {
				return known.isolation;
			}
		}
		return null;
	}

	/** When what is isolated at or above a path is tried again. */
	@Nullable Long coolDownEnd(String path) {
		for (String above = path; !above.equals(Paths.ROOT); above = Paths.parent(above)) {
			ChildRecord known = this.records.get(above);
			if (known != null && known.isolation != null && known.isolation.shut()) {
				return known.isolation.until();
			}
		}
		return null;
	}

	void released(IsolatedSet set) {
		this.isolated.remove(set);
		this.dirty = true;
	}

	/** Tell a component, and the snapshot, of a change while its supervisor is down. */
	void announce(String path, ChildState state) {
		changed(path);
		if (spec(path) instanceof ComponentSpec component) {
			Cell.tell(component, path, new Child.Transition(state, nanos(), null));
		}
	}

	/** Forget all that was counted of a node and below it. */
	void reset(String path) {
		for (ChildRecord known : this.records.values()) {
			if (Paths.isAtOrBelow(known.path, path)) {
				known.allowance.reset();
				known.degradedBy = null;
				known.degradedReason = null;
				if (known.isolation != null) {
					known.isolation.forgive(this.spec.coolDown());
				}
				changed(known.path);
			}
		}
		this.nodes.forEach((at, node) -> {
			if (Paths.isAtOrBelow(at, path)) {
				node.restarts().forgive();
			}
			else if (at.equals(Paths.parent(path))) {
				node.cellsAt(Set.of(path)).forEach(node.restarts()::forgive);
			}
		});
		this.dirty = true;
	}

	boolean isOwner() {
		return this.mailbox.isDraining();
	}

	boolean isTemplate(String path) {
		return spec(path) instanceof SupervisorSpec supervisor && supervisor.dynamic() != null
				&& supervisor.dynamic().template() != null;
	}

	/** The components that were declared, with their paths. Any thread. */
	Stream<SupervisorAddress.Located> components() {
		return components(Paths.ROOT, this.spec.root());
	}

	private static Stream<SupervisorAddress.Located> components(String path, ChildSpec child) {
		if (child instanceof SupervisorSpec supervisor) {
			return supervisor.children().stream().flatMap((below) -> components(Paths.child(path, below.id()), below));
		}
		return Stream.of(new SupervisorAddress.Located(path, (ComponentSpec) child));
	}

	// The facade

	@Override
	public CompletionStage<Void> start() {
		post(() -> {
			if (!this.begun && !this.stopping) {
				this.begun = true;
				this.root.start(null);
			}
		});
		return this.started;
	}

	@Override
	public CompletionStage<Void> demand(String path, @Nullable Executor starter) {
		CompletableFuture<Void> running = new CompletableFuture<>();
		post(() -> demand(path, starter, running));
		return running;
	}

	private void demand(String path, @Nullable Executor starter, CompletableFuture<Void> running) {
		SupervisorNode node = this.nodes.get(Paths.parent(path));
		Cell cell = (node == null) ? null
				: node.cells().stream().filter((child) -> child.record.path.equals(path)).findFirst().orElse(null);
		if (cell != null && cell.running()) {
			running.complete(null);
		}
		else if (this.stopping || this.hasRun || !(spec(path) instanceof ComponentSpec component)) {
			running.completeExceptionally(new IllegalStateException("'" + path + "' cannot be started on demand"));
		}
		else if (cell != null && cell.life != null) {
			cell.whenRunning(running);
		}
		else if (cell != null && (cell.state() == ChildState.STOPPING || cell.state() == ChildState.STOPPED
				|| cell.state() == ChildState.ISOLATED)) {
			running.completeExceptionally(
					new IllegalStateException("'" + path + "' is not going to run: " + cell.state()));
		}
		else {
			Demand demand = this.demands.get(path);
			if (demand == null) {
				demand = new Demand();
				this.demands.put(path, demand);
				demand.life(newLife(component, record(path), demand), component.shutdown());
				demand.life().start(starter);
			}
			demand.add(running);
		}
	}

	@Override
	public CompletionStage<List<String>> stop(@Nullable Duration limit) {
		CompletableFuture<List<String>> down = new CompletableFuture<>();
		post(() -> {
			if (!this.stopping) {
				this.abandoned.clear();
			}
			this.stopping = true;
			if (limit != null) {
				this.deadline = nanos() + limit.toNanos();
				after(limit, () -> this.root.abandonNow());
			}
			this.isolated.forEach(IsolatedSet::cancel);
			Runnable one = join(2, () -> answer(() -> down.complete(List.copyOf(this.abandoned))));
			stopDemands(one);
			this.root.stop(ExitReason.shutdown(), Shutdown.INFINITY, () -> {
				rootEnded(ExitReason.shutdown());
				one.run();
			});
		});
		return down;
	}

	/** Stop what was started on demand and has not been adopted. */
	private void stopDemands(Runnable then) {
		List<Demand> left = List.copyOf(this.demands.values());
		this.demands.clear();
		Runnable one = join(left.size() + 1, then);
		left.forEach((demand) -> demand.stop(one));
		one.run();
	}

	private void rootEnded(ExitReason reason) {
		this.stopping = true;
		this.isolated.forEach(IsolatedSet::cancel);
		answer(() -> {
			this.ended.complete(reason);
			this.started.completeExceptionally(new IllegalStateException("The tree was stopped before it had started"));
		});
	}

	@Override
	public CompletionStage<ExitReason> ended() {
		return this.ended;
	}

	@Override
	public Supervisor root() {
		return new SupervisorAddress(this, Paths.ROOT);
	}

	@Override
	public Optional<Supervisor> find(String pathOrId) {
		TreeSnapshot.Node found = this.snapshot.find(pathOrId);
		if (!(found instanceof TreeSnapshot.Supervisor)) {
			found = this.snapshot.nodes()
				.filter((node) -> node instanceof TreeSnapshot.Supervisor && node.id().equals(pathOrId))
				.findFirst()
				.orElse(null);
		}
		return (found != null) ? Optional.of(new SupervisorAddress(this, found.path())) : Optional.empty();
	}

	@Override
	public CompletionStage<Reply> operate(String pathOrId, Operation operation) {
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		post(() -> Operations.carryOut(this, pathOrId, operation, (answer) -> answer(() -> reply.complete(answer))));
		return reply;
	}

	/** What the root's ends mean for the whole tree. */
	private final class RootKeeper implements Life.Keeper {

		@Override
		public void started(Life life) {
			record(Paths.ROOT).generation++;
			record(Paths.ROOT).startedAt = now();
			Tree.this.hasRun = true;
			answer(() -> Tree.this.started.complete(null));
		}

		@Override
		public void ignored(Life life) {
		}

		@Override
		public void failed(Life life, Throwable cause, Classification classification) {
			Tree.this.stopping = true;
			stopDemands(() -> {
				answer(() -> Tree.this.started.completeExceptionally(cause));
				rootEnded(ExitReason.failure(Detector.START, cause));
			});
		}

		@Override
		public void exited(Life life, ExitReason reason, @Nullable String origin) {
			life.ended();
			rootEnded(reason);
		}

		@Override
		public void suspected(Life life, Fault fault) {
		}

		@Override
		public void recovered(Life life) {
		}

		@Override
		public void outOfPatience(Life life, Fault fault) {
		}

	}

}
