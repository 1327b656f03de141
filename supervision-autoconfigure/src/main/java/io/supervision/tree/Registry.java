package io.supervision.tree;

import java.util.ArrayList;
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

	private @Nullable SupervisorSpec indexed;

	/** The declared children of that supervisor by id. */
	private Map<String, ChildSpec> declared = Map.of();

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
	 * A child is gone, and all below it. Who is isolated, or has abandoned generations
	 * left, is so still, should it come back.
	 */
	void forget(Cell cell) {
		if (cell.component()) {
			forget(cell.record);
		}
		else {
			List<ChildRecord> below = new ArrayList<>();
			forEachRecord(cell.record.path, below::add);
			below.forEach(this::forget);
		}
	}

	private void forget(ChildRecord record) {
		record.forgotten = true;
		record.stoppedByOperator = false;
		if (record.isolation == null && record.abandoned == 0) {
			this.records.remove(record.path, record);
		}
	}

	/** An abandoned generation has ended. */
	void settled(ChildRecord record) {
		record.abandonedEnded();
		if (record.forgotten) {
			forget(record);
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
		return (spec(parent) instanceof SupervisorSpec supervisor) ? declared(supervisor).get(Paths.id(path)) : null;
	}

	/**
	 * Whoever asks for one child of a supervisor that is down asks for the others too.
	 */
	@SuppressWarnings("ReferenceEquality") // To compare all below it is what this saves.
	private Map<String, ChildSpec> declared(SupervisorSpec supervisor) {
		if (this.indexed != supervisor) {
			this.indexed = supervisor;
			this.declared = new HashMap<>();
			supervisor.children().forEach((child) -> this.declared.putIfAbsent(child.id(), child));
		}
		return this.declared;
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
