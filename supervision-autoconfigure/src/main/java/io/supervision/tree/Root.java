package io.supervision.tree;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Shutdown;
import org.jspecify.annotations.Nullable;

/**
 * The one life of a tree: the keeper of its root supervisor, whose start, stop and end
 * are those of the whole. Belongs to the tree's owner.
 */
final class Root implements Life.Keeper {

	private final Tree tree;

	private final ChildRecord record;

	private final SupervisorLife life;

	private final CompletableFuture<Void> started = new CompletableFuture<>();

	private final CompletableFuture<ExitReason> ended = new CompletableFuture<>();

	private final Set<String> abandoned = new LinkedHashSet<>();

	private boolean begun;

	private boolean hasRun;

	private boolean stopping;

	private @Nullable Long deadline;

	Root(Tree tree, ChildRecord record) {
		this.tree = tree;
		this.record = record;
		this.life = new SupervisorLife(tree, tree.spec().root(), record, this);
	}

	SupervisorNode node() {
		return this.life.node();
	}

	CompletableFuture<Void> started() {
		return this.started;
	}

	CompletableFuture<ExitReason> ended() {
		return this.ended;
	}

	boolean hasRun() {
		return this.hasRun;
	}

	/** Whether the tree is ending, or has ended. */
	boolean stopping() {
		return this.stopping;
	}

	void start() {
		if (!this.begun && !this.stopping) {
			this.begun = true;
			this.life.start(null);
		}
	}

	/**
	 * Stop the tree, once more with a shorter limit if need be.
	 * @param limit how long all of it may take, or {@code null}
	 * @param down told whom it had to abandon
	 */
	void stop(@Nullable Duration limit, Consumer<List<String>> down) {
		if (!this.stopping) {
			this.abandoned.clear();
		}
		this.stopping = true;
		if (limit != null) {
			this.deadline = this.tree.nanos() + limit.toNanos();
			this.tree.after(limit, this.life::abandonNow);
		}
		this.tree.isolations.cancelAll();
		Runnable one = Tree.join(2, () -> down.accept(List.copyOf(this.abandoned)));
		this.tree.demands.stopAll(one);
		this.life.stop(ExitReason.shutdown(), Shutdown.INFINITY, () -> {
			end(ExitReason.shutdown());
			one.run();
		});
	}

	/** What is left of a limit while the whole tree has one. */
	@Nullable Duration withinDeadline(@Nullable Duration limit) {
		if (this.deadline == null) {
			return limit;
		}
		Duration left = Duration.ofNanos(Math.max(0, this.deadline - this.tree.nanos()));
		return (limit == null || left.compareTo(limit) < 0) ? left : limit;
	}

	void abandoned(String path) {
		this.abandoned.add(path);
	}

	private void end(ExitReason reason) {
		this.stopping = true;
		this.tree.isolations.cancelAll();
		this.tree.publication.answer(() -> {
			this.ended.complete(reason);
			this.started.completeExceptionally(new IllegalStateException("The tree was stopped before it had started"));
		});
	}

	@Override
	public void started(Life life) {
		this.record.generation++;
		this.record.startedAt = this.tree.now();
		this.hasRun = true;
		this.tree.publication.answer(() -> this.started.complete(null));
	}

	@Override
	public void ignored(Life life) {
	}

	@Override
	public void failed(Life life, Throwable cause, Classification classification) {
		this.stopping = true;
		this.tree.demands.stopAll(() -> {
			this.tree.publication.answer(() -> this.started.completeExceptionally(cause));
			end(ExitReason.failure(Detector.START, cause));
		});
	}

	@Override
	public void exited(Life life, ExitReason reason, @Nullable String origin) {
		life.ended();
		end(reason);
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
