package io.supervision.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * The places of a supervisor's children, by id and in start order.
 */
final class Children {

	private final SupervisorNode node;

	private final Map<String, Cell> cells = new LinkedHashMap<>();

	private int serial;

	Children(SupervisorNode node) {
		this.node = node;
	}

	Collection<Cell> all() {
		return this.cells.values();
	}

	@Nullable Cell get(String id) {
		return this.cells.get(id);
	}

	/** Those of them at these paths. */
	List<Cell> at(Set<String> paths) {
		List<Cell> found = new ArrayList<>();
		for (String path : paths) {
			Cell cell = this.cells.get(Paths.id(path));
			if (cell != null) {
				found.add(cell);
			}
		}
		return found;
	}

	/** Make an id for a child that is made at run time. */
	String newId(String id, boolean fromTemplate) {
		boolean free = !fromTemplate && !this.cells.containsKey(id);
		return free ? id : id + "#" + ++this.serial;
	}

	/** Add a child at the end of the order. */
	Cell append(String id, ChildSpec child) {
		ChildRecord record = this.node.tree.registry.record(Paths.child(this.node.record.path, id));
		Cell cell = new Cell(this.node, child, record);
		this.cells.put(id, cell);
		this.node.snapshots.restructured();
		return cell;
	}

	void remove(Cell cell) {
		cell.vanish();
		this.cells.remove(Paths.id(cell.record.path));
		this.node.tree.registry.forget(cell);
		if (!this.node.goingDown()) {
			this.node.snapshots.restructured();
		}
		this.node.tree.changed(this.node.record.path);
	}

	/** Who the strategy restarts together with a child, in start order. */
	List<Cell> groupOf(Cell cell) {
		if (this.node.spec.strategy() == Strategy.ONE_FOR_ONE) {
			return List.of(cell);
		}
		List<Cell> all = List.copyOf(this.cells.values());
		List<Cell> group = switch (this.node.spec.strategy()) {
			case ONE_FOR_ONE, ONE_FOR_ALL -> all;
			case REST_FOR_ONE -> all.subList(Math.max(0, all.indexOf(cell)), all.size());
		};
		return group.stream().filter((member) -> member == cell || !member.setAside()).toList();
	}

}
