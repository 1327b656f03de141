package io.supervision.tree;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.TreeSpec;
import org.jspecify.annotations.Nullable;

/**
 * A supervision tree that can be started, watched and stopped.
 */
public interface SupervisionKernel {

	/**
	 * Make a tree. Nothing starts yet.
	 * @param spec the declaration
	 * @param ports what it takes in
	 * @return the tree
	 */
	static SupervisionKernel of(TreeSpec spec, Ports ports) {
		return new Tree(spec, ports);
	}

	/**
	 * Start the whole tree in order.
	 * @return completes when all children run, or with the failure of the first start
	 * that failed, after those started before it were stopped
	 */
	CompletionStage<Void> start();

	/**
	 * Start one component before its turn, unless it runs or is being started; its
	 * supervisor adopts it when its turn comes, and its failure is the failure of the
	 * whole start. Only before the tree has run.
	 * @param path the component's path
	 * @param starter what runs its start, or {@code null} for the component's own choice
	 * @return completes when it runs, or with the failure
	 */
	CompletionStage<Void> demand(String path, @Nullable Executor starter);

	/**
	 * Stop the whole tree.
	 * @param limit how long all of it may take; what is left then is abandoned
	 * @return completes with the paths that were abandoned when it has ended
	 */
	CompletionStage<List<String>> stop(@Nullable Duration limit);

	/**
	 * Wait for the end of the tree, by itself or by {@link #stop}.
	 * @return completes with the reason the root ended with
	 */
	CompletionStage<ExitReason> ended();

	/**
	 * See the tree as it is now. Never waits.
	 * @return the snapshot
	 */
	TreeSnapshot snapshot();

	/**
	 * The supervisor at the top.
	 * @return the root
	 */
	Supervisor root();

	/**
	 * Find a supervisor by path or id.
	 * @param pathOrId a path beats an id
	 * @return the supervisor, or empty
	 */
	Optional<Supervisor> find(String pathOrId);

	/**
	 * Carry out an operator's request on a node.
	 * @param pathOrId the node
	 * @param operation what to do
	 * @return completes once it is accepted: {@code OK}, {@code NOT_FOUND},
	 * {@code REFUSED} in this state, or {@code NO_SUPERVISOR} when the tree is stopping
	 */
	CompletionStage<Reply> operate(String pathOrId, Operation operation);

	/**
	 * Give up at the root as for an essential component, whatever is essential, because
	 * the JVM itself is suspect: no restart inside this process cures that. All
	 * components keep running. If faults of this kind are only observed in the component,
	 * nothing but an incident comes of it.
	 * @param path the component that has shown it last
	 * @param fault what shows it
	 * @param reason why the JVM is suspect, in words
	 */
	void suspectJvm(String path, Fault fault, String reason);

	/** What an operator can ask for. */
	enum Operation {

		/** Replace the running generation; on a supervisor, its whole subtree. */
		RESTART,

		/** Shut down and keep down until started. */
		STOP,

		/** Start what is stopped or isolated. */
		START,

		/**
		 * Forget what was counted: budget, backoff, allowance, cool-down, degradation.
		 */
		RESET

	}

}
