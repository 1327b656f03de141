package io.supervision;

import java.util.Optional;

import io.supervision.tree.Supervisor;
import io.supervision.tree.TreeSnapshot;

/**
 * The supervision tree of the application.
 */
public interface SupervisionTree {

	/**
	 * The supervisor at the top.
	 * @return the root
	 */
	Supervisor root();

	/**
	 * Find a supervisor by its path or id. A path beats an id.
	 * @param pathOrId such as {@code /trading} or {@code trading}
	 * @return the supervisor, or empty if there is none
	 */
	Optional<Supervisor> find(String pathOrId);

	/**
	 * See the whole tree as it is now. Never waits.
	 * @return the snapshot
	 */
	TreeSnapshot snapshot();

}
