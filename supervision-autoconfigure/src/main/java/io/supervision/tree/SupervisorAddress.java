package io.supervision.tree;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.Reply.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns calls on a supervisor into messages to the owner, and waits for the answers.
 */
record SupervisorAddress(Tree tree, String path) implements Supervisor {

	private static final Logger logger = LoggerFactory.getLogger(SupervisorAddress.class);

	@Override
	public Reply startChild(ChildSpec child) {
		return ask(this.path, (node, reply) -> node.receive(() -> Requests.startChild(node, child, reply)));
	}

	@Override
	public Reply startDynamicChild(Object... arguments) {
		List<Object> own = List.of(arguments);
		return ask(this.path, (node, reply) -> node.receive(() -> Requests.startDynamicChild(node, own, reply)));
	}

	@Override
	public Reply terminateChild(String id) {
		return ask(Paths.child(this.path, id), (node, reply) -> Requests.terminateChild(node, id, reply));
	}

	@Override
	public Reply restartChild(String id) {
		return ask(Paths.child(this.path, id),
				(node, reply) -> receiveAbout(node, id, () -> Requests.restartChild(node, id, reply)));
	}

	@Override
	public Reply deleteChild(String id) {
		return ask(Paths.child(this.path, id),
				(node, reply) -> receiveAbout(node, id, () -> Requests.deleteChild(node, id, reply)));
	}

	/** A request about a child waits for what is under way with others. */
	private static void receiveAbout(SupervisorNode node, String id, Runnable request) {
		Cell cell = node.children.get(id);
		if (cell != null && node.agenda.isTurnOf(cell)) {
			request.run();
		}
		else {
			node.receive(request);
		}
	}

	@Override
	public List<TreeSnapshot.Node> whichChildren() {
		TreeSnapshot.Node node = this.tree.snapshot().find(this.path);
		return (node instanceof TreeSnapshot.Supervisor supervisor) ? supervisor.children() : List.of();
	}

	@Override
	public Optional<TreeSnapshot.Node> whichChild(String id) {
		return whichChildren().stream().filter((child) -> child.id().equals(id)).findFirst();
	}

	@Override
	public Counts countChildren() {
		List<TreeSnapshot.Node> children = whichChildren();
		int active = 0;
		int supervisors = 0;
		for (TreeSnapshot.Node child : children) {
			active += (child.state() == ChildState.RUNNING) ? 1 : 0;
			supervisors += (child instanceof TreeSnapshot.Supervisor) ? 1 : 0;
		}
		boolean template = fromOwner(this::makesFromTemplate, false);
		return new Counts(template ? 1 : children.size(), active, supervisors, children.size() - supervisors);
	}

	@Override
	public Optional<ChildSpec> childSpec(String id) {
		return fromOwner(
				() -> Optional.ofNullable(this.tree.registry.cell(Paths.child(this.path, id))).map((cell) -> cell.spec),
				Optional.empty());
	}

	private boolean makesFromTemplate() {
		return this.tree.registry.spec(this.path) instanceof SupervisorSpec supervisor && supervisor.dynamic() != null
				&& supervisor.dynamic().template() != null;
	}

	private <T> T fromOwner(Supplier<T> question, T interrupted) {
		if (this.tree.isOwner()) {
			return question.get();
		}
		CompletableFuture<T> answer = new CompletableFuture<>();
		this.tree.post(() -> answer.complete(question.get()));
		return await(answer, interrupted);
	}

	@Override
	public boolean stop(ExitReason reason, Duration timeout) {
		CompletableFuture<Boolean> down = new CompletableFuture<>();
		this.tree.post(() -> {
			SupervisorNode node = this.tree.registry.node(this.path);
			if (node == null) {
				down.complete(true);
			}
			else {
				node.whenEnded(() -> this.tree.publication.answer(() -> down.complete(true)));
				node.end(reason, this.path);
			}
		});
		if (this.tree.isOwner() || isInside(this.path)) {
			return down.isDone();
		}
		try {
			return down.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
	}

	private Reply ask(String concerned, BiConsumer<SupervisorNode, Consumer<Reply>> request) {
		CompletableFuture<Reply> answer = new CompletableFuture<>();
		this.tree.post(() -> {
			SupervisorNode node = this.tree.registry.node(this.path);
			Runnable tooLate = () -> this.tree.publication
				.answer(() -> answer.complete(Reply.of(Outcome.NO_SUPERVISOR)));
			if (node == null || node.isGone()) {
				tooLate.run();
			}
			else if (node.goingDown()) {
				node.whenEnded(tooLate);
			}
			else {
				node.whenEnded(tooLate);
				request.accept(node, (given) -> {
					node.notWhenEnded(tooLate);
					this.tree.publication.answer(() -> answer.complete(given));
				});
			}
		});
		if (this.tree.isOwner() || isInside(concerned)) {
			Reply accepted = Reply.of(Outcome.ACCEPTED);
			return answer.getNow(accepted);
		}
		return await(answer, Reply.of(Outcome.ACCEPTED));
	}

	/** Whether this thread is inside a component at or below a path. */
	private boolean isInside(String concerned) {
		return components(Paths.ROOT, this.tree.spec().root())
			.anyMatch((component) -> Paths.isAtOrBelow(component.path(), concerned) && isOnCurrentThread(component));
	}

	private static Stream<Located> components(String path, ChildSpec child) {
		if (child instanceof SupervisorSpec supervisor) {
			return supervisor.children().stream().flatMap((below) -> components(Paths.child(path, below.id()), below));
		}
		return Stream.of(new Located(path, (ComponentSpec) child));
	}

	private static boolean isOnCurrentThread(Located component) {
		try {
			return component.spec().child().isOnCurrentThread();
		}
		catch (Throwable ex) {
			Complaints.error(logger, ex, "'{}' broke its contract with the supervision tree", component.path());
			return false;
		}
	}

	private static <T> T await(CompletableFuture<T> answer, T interrupted) {
		try {
			return answer.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return interrupted;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	/** A component that was declared, and where it is. */
	private record Located(String path, ComponentSpec spec) {
	}

}
