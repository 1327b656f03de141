package io.supervision.autoconfigure;

import java.util.Optional;

import io.supervision.SupervisionTree;
import io.supervision.tree.Supervisor;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;

/**
 * The tree as the application sees it.
 *
 * @param kernel the tree
 */
record KernelTree(SupervisionKernel kernel) implements SupervisionTree {

	@Override
	public Supervisor root() {
		return this.kernel.root();
	}

	@Override
	public Optional<Supervisor> find(String pathOrId) {
		return this.kernel.find(pathOrId);
	}

	@Override
	public TreeSnapshot snapshot() {
		return this.kernel.snapshot();
	}

}
