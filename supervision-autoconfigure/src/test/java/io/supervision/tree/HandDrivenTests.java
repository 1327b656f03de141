package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.supervision.event.SupervisionEvent;
import io.supervision.spec.Backoff;
import io.supervision.spec.ExitReason;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.SupervisionKernel.Operation;
import io.supervision.tree.Supervisor.Counts;
import io.supervision.tree.TestChild.TestInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests of the kernel have in common: one tree in a {@link HandDriven} world, its
 * children by id, and a check at the end that the tree kept the protocol between a
 * supervisor and its children and left nothing behind.
 */
@Timeout(30)
abstract class HandDrivenTests {

	/** The period of the OTP suite's supervisors. */
	static final Duration HOUR = Duration.ofHours(1);

	HandDriven world = new HandDriven();

	final List<SupervisionEvent> events = new ArrayList<>();

	private final Map<String, TestChild> children = new LinkedHashMap<>();

	private SupervisionKernel kernel;

	private CompletableFuture<ExitReason> ended = new CompletableFuture<>();

	/** Begin the supervisor of the OTP suite: 2 restarts in an hour. */
	static SupervisorSpec.Builder sup() {
		return SupervisorSpec.builder("sup").intensity(2).period(HOUR);
	}

	static Counts counts(int specs, int active, int supervisors, int workers) {
		return new Counts(specs, active, supervisors, workers);
	}

	/** Declare a tree that ends as in OTP when its root gives up, but waits. */
	static TreeSpec waiting(SupervisorSpec.Builder root, Backoff backoff) {
		TreeSpec otp = TreeSpec.otp(root.build());
		return new TreeSpec(otp.root(), otp.giveUp(), backoff, otp.resetAfter(), otp.heldBackoff(), otp.coolDown(),
				otp.maxCoolDown(), otp.suspicionOutage(), otp.maxAbandoned());
	}

	/** Declare a tree whose root isolates, and which never waits. */
	static TreeSpec isolating(SupervisorSpec.Builder root) {
		return TreeSpec.isolating(root.build(), Backoff.NONE, Backoff.NONE);
	}

	/** Give the child of an id, which is made when it is asked for first. */
	TestChild child(String id) {
		return this.children.computeIfAbsent(id, (key) -> new TestChild(this.world, key));
	}

	/** Start a tree in OTP's way and check that it came up. */
	Supervisor start(SupervisorSpec.Builder root) {
		return start(TreeSpec.otp(root.build()));
	}

	/** Start a tree and check that it came up. */
	Supervisor start(TreeSpec spec) {
		CompletableFuture<Void> started = starting(spec);
		assertThat(started).as("start of the tree").isCompleted();
		return this.kernel.root();
	}

	/** Start a tree in OTP's way. */
	CompletableFuture<Void> starting(SupervisorSpec.Builder root) {
		return starting(TreeSpec.otp(root.build()));
	}

	/** Start a tree. */
	CompletableFuture<Void> starting(TreeSpec spec) {
		make(spec);
		return this.kernel.start().toCompletableFuture();
	}

	/** Make a tree and start nothing. */
	SupervisionKernel make(TreeSpec spec) {
		this.kernel = SupervisionKernel.of(spec, new Ports(this.world, this.world, this.world.owner(),
				this.world.workers(), this.events::add, this::snapshotIsConsistent));
		this.ended = this.kernel.ended().toCompletableFuture();
		return this.kernel;
	}

	SupervisionKernel kernel() {
		return this.kernel;
	}

	Supervisor supervisor(String pathOrId) {
		return this.kernel.find(pathOrId).orElseThrow();
	}

	/** Stop the tree and check that it has ended as asked. */
	void stop() {
		assertThat(stopping()).as("stop of the tree").isCompletedWithValue(List.of());
		assertThat(endReason()).isInstanceOf(ExitReason.Shutdown.class);
	}

	CompletableFuture<List<String>> stopping() {
		return this.kernel.stop(null).toCompletableFuture();
	}

	/** Give the reason the root has ended with. */
	ExitReason endReason() {
		assertThat(this.ended).as("end of the tree").isCompleted();
		return this.ended.join();
	}

	/** Check that the root has given up, which ends it abnormally. */
	void hasGivenUp() {
		assertThat(endReason().clean()).as("clean end").isFalse();
		assertThat(events(SupervisionEvent.IntensityExceeded.class)).isNotEmpty();
	}

	/** Check that the root has ended by itself as if asked. */
	void hasShutDown() {
		assertThat(endReason()).isInstanceOf(ExitReason.Shutdown.class);
	}

	void isUp() {
		assertThat(this.ended).as("end of the tree").isNotDone();
	}

	<E extends SupervisionEvent> List<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	List<String> log() {
		return this.world.log();
	}

	/** Show the children of the root and their states, such as {@code a=RUNNING}. */
	List<String> states() {
		return states("/");
	}

	/** Show the children of a supervisor and their states. */
	List<String> states(String path) {
		return supervisor(path).whichChildren().stream().map((node) -> node.id() + "=" + node.state()).toList();
	}

	TreeSnapshot.Component component(String pathOrId) {
		return (TreeSnapshot.Component) this.kernel.snapshot().find(pathOrId);
	}

	private void snapshotIsConsistent(TreeSnapshot snapshot) {
		if (snapshot.root().children().size() > 100) {
			return;
		}
		List<String> paths = snapshot.nodes().map(TreeSnapshot.Node::path).toList();
		if (paths.size() != paths.stream().distinct().count()) {
			this.world.violation("a path is there twice: " + paths);
		}
	}

	/** Make an operator's request that is expected to be accepted. */
	void operate(String path, Operation operation) {
		CompletableFuture<Reply> reply = this.kernel.operate(path, operation).toCompletableFuture();
		assertThat(reply).as("%s of '%s'", operation, path).isCompleted();
		assertThat(reply.join().outcome()).as("%s of '%s'", operation, path).isEqualTo(Reply.Outcome.OK);
	}

	/** Begin again with a new world and new children. */
	void anew() {
		protocolWasKept();
		this.world = new HandDriven();
		this.children.clear();
		this.events.clear();
	}

	@AfterEach
	void protocolWasKept() {
		assertThat(this.world.violations()).as("violations of the protocol").isEmpty();
		if (this.ended.isDone()) {
			assertThat(left()).as("generations still there after the tree's end").isEmpty();
		}
	}

	private List<String> left() {
		return this.children.values()
			.stream()
			.flatMap(
					(child) -> child.instances().stream().filter((instance) -> !instance.gone()).map((i) -> child.id()))
			.collect(Collectors.toList());
	}

	/** Count the generations that run. */
	static long alive(TestChild child) {
		return child.instances().stream().filter(TestInstance::alive).count();
	}

}
