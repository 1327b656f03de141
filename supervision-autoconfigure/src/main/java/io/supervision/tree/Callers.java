package io.supervision.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Those who wait until a component runs. Each is told once. Belongs to the tree's owner.
 */
final class Callers {

	private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

	void add(CompletableFuture<Void> caller) {
		this.waiting.add(caller);
	}

	/** Let others wait on. */
	void moveTo(Callers others) {
		others.waiting.addAll(this.waiting);
		this.waiting.clear();
	}

	/** It runs. */
	void succeed() {
		take().forEach((caller) -> caller.complete(null));
	}

	/** It is not going to run. */
	void fail(Throwable cause) {
		take().forEach((caller) -> caller.completeExceptionally(cause));
	}

	private List<CompletableFuture<Void>> take() {
		List<CompletableFuture<Void>> told = List.copyOf(this.waiting);
		this.waiting.clear();
		return told;
	}

}
