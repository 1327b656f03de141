package io.supervision.tree;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.ExitReason;

/**
 * The address of one supervisor (OTP: supervisor). It stays valid when the supervisor is
 * restarted. Requests are answered by the tree's owner in order; status is read from the
 * snapshot and never waits. A request made from inside a component that it concerns
 * returns at once and is carried out afterwards.
 */
public interface Supervisor {

	/**
	 * Its address.
	 * @return the path, {@code /} for the root
	 */
	String path();

	/**
	 * Add a child at the end of the order and start it.
	 * @param child the child spec
	 * @return what became of it
	 */
	Reply startChild(ChildSpec child);

	/**
	 * Add a child made from the template of a supervisor of dynamic children.
	 * @param arguments the child's own arguments
	 * @return what became of it, with the id that was given to the child
	 */
	Reply startDynamicChild(Object... arguments);

	/**
	 * Shut a child down and keep its spec, unless it is temporary; a pending restart is
	 * cancelled.
	 * @param id the child's id
	 * @return what became of it, once it is down
	 */
	Reply terminateChild(String id);

	/**
	 * Start a child that is not running.
	 * @param id the child's id
	 * @return what became of it
	 */
	Reply restartChild(String id);

	/**
	 * Remove the spec of a child that is stopped.
	 * @param id the child's id
	 * @return what became of it
	 */
	Reply deleteChild(String id);

	/**
	 * List the children in start order.
	 * @return the children
	 */
	List<TreeSnapshot.Node> whichChildren();

	/**
	 * Look up one child.
	 * @param id the child's id
	 * @return the child, or empty if there is none
	 */
	Optional<TreeSnapshot.Node> whichChild(String id);

	/**
	 * Count the children.
	 * @return the counts
	 */
	Counts countChildren();

	/**
	 * Read a child's spec with all defaults filled in (OTP: get_childspec).
	 * @param id the child's id
	 * @return the spec, or empty if there is none
	 */
	Optional<ChildSpec> childSpec(String id);

	/**
	 * Stop this supervisor: its children end in reverse order, then it ends (OTP:
	 * stop/3). Its parent sees the reason and acts by restart type.
	 * @param reason the reason it ends with
	 * @param timeout how long the caller waits; the stop goes on after that
	 * @return whether it has ended within the timeout
	 */
	boolean stop(ExitReason reason, Duration timeout);

	/**
	 * How many children there are.
	 *
	 * @param specs the child specs, 1 for children made from a template
	 * @param active children that are running
	 * @param supervisors children that are supervisors, running or not
	 * @param workers children that are components, running or not
	 */
	record Counts(int specs, int active, int supervisors, int workers) {
	}

}
