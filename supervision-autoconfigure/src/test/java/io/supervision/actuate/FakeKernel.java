package io.supervision.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.tree.Reply;
import io.supervision.tree.Supervisor;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;

/**
 * A tree that shows what it is told to and answers what it is told to.
 */
public class FakeKernel implements SupervisionKernel {

	public volatile TreeSnapshot snapshot;

	public volatile Reply.Outcome outcome = Reply.Outcome.OK;

	public final List<String> operations = new ArrayList<>();

	public FakeKernel(TreeSnapshot snapshot) {
		this.snapshot = snapshot;
	}

	@Override
	public CompletionStage<Void> start() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Void> demand(String path, Executor starter) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<List<String>> stop(Duration limit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<ExitReason> ended() {
		throw new UnsupportedOperationException();
	}

	@Override
	public TreeSnapshot snapshot() {
		return this.snapshot;
	}

	@Override
	public Supervisor root() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Optional<Supervisor> find(String pathOrId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Reply> operate(String pathOrId, Operation operation) {
		this.operations.add(operation + " " + pathOrId);
		return CompletableFuture.completedFuture(new Reply(this.outcome, null, null));
	}

	@Override
	public void suspectJvm(String path, Fault fault, String reason) {
		throw new UnsupportedOperationException();
	}

}
