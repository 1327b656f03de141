package io.supervision.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.SupervisorSpec;
import org.jspecify.annotations.Nullable;

/**
 * What there is at each path: the supervisors that are alive, the record of every child
 * there has been, and the declaration of those that are not there now. Belongs to the
 * tree's owner.
 */
final class Registry implements Isolation.Shape {

	private final SupervisorSpec root;

	private final Map<String, ChildRecord> records = new HashMap<>();

	private final Map<String, SupervisorNode> nodes = new HashMap<>();

	Registry(SupervisorSpec root) {
		this.root = root;
	}

	ChildRecord record(String path) {
		return this.records.computeIfAbsent(path, ChildRecord::new);
	}

	/** The record of a child there has been. */
	@Nullable ChildRecord known(String path) {
		return this.records.get(path);
	}

	void forEachRecord(String ancestor, Consumer<ChildRecord> action) {
		this.records.values().stream().filter((known) -> Paths.isAtOrBelow(known.path, ancestor)).forEach(action);
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

	/** The supervisor that is alive there. */
	@Nullable SupervisorNode node(String path) {
		return this.nodes.get(path);
	}

	/** The supervisors that are alive from a path up to the root. */
	void forEachNodeFrom(String path, Consumer<SupervisorNode> action) {
		for (String at = path;; at = Paths.parent(at)) {
			SupervisorNode node = this.nodes.get(at);
			if (node != null) {
				action.accept(node);
			}
			if (at.equals(Paths.ROOT)) {
				return;
			}
		}
	}

	void forEachNode(BiConsumer<String, SupervisorNode> action) {
		this.nodes.forEach(action);
	}

	/** The place of a child in a supervisor that is alive. */
	@Nullable Cell cell(String path) {
		SupervisorNode node = path.equals(Paths.ROOT) ? null : this.nodes.get(Paths.parent(path));
		return (node != null) ? node.children.get(Paths.id(path)) : null;
	}

	@Override
	public @Nullable ChildSpec spec(String path) {
		if (path.equals(Paths.ROOT)) {
			return this.root;
		}
		String parent = Paths.parent(path);
		if (this.nodes.containsKey(parent)) {
			Cell cell = cell(path);
			return (cell != null) ? cell.spec : null;
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
			return node.children.all().stream().map((cell) -> cell.record.path).toList();
		}
		return (spec(supervisor) instanceof SupervisorSpec declared)
				? declared.children().stream().map((child) -> Paths.child(supervisor, child.id())).toList() : List.of();
	}

}
