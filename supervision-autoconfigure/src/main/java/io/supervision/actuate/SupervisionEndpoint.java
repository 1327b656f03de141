package io.supervision.actuate;

import java.util.function.BooleanSupplier;

import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.lang.Nullable;

/**
 * The supervision tree as an actuator endpoint. Reading is open by default, operating is
 * not.
 */
@Endpoint(id = "supervision", defaultAccess = Access.READ_ONLY)
public class SupervisionEndpoint {

	private final SupervisionKernel kernel;

	private final ComponentDetails components;

	private final Operator operator;

	private final Show showDetails;

	/**
	 * Make the endpoint.
	 * @param kernel the tree
	 * @param components what the kernel does not know
	 * @param closing tells whether the application is shutting down
	 * @param showDetails when messages and stacks are shown
	 */
	public SupervisionEndpoint(SupervisionKernel kernel, ComponentDetails components, BooleanSupplier closing,
			Show showDetails) {
		this.kernel = kernel;
		this.components = components;
		this.operator = new Operator(kernel, closing);
		this.showDetails = showDetails;
	}

	/**
	 * Show the tree: all of it unless it has more than 500 nodes.
	 * @param depth how many levels are shown below the root
	 * @param page which page of the root's children, from 0
	 * @param size children on a page
	 * @return the tree
	 */
	@ReadOperation
	public TreeView tree(@Nullable Integer depth, @Nullable Integer page, @Nullable Integer size) {
		return tree(this.showDetails == Show.ALWAYS, depth, page, size);
	}

	/**
	 * Show one node with its last incidents.
	 * @param path the segments of its path, or its id
	 * @param depth how many levels are shown below it
	 * @param page which page of its children, from 0
	 * @param size children on a page
	 * @return the node, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable NodeView node(@Selector(match = Match.ALL_REMAINING) String[] path, @Nullable Integer depth,
			@Nullable Integer page, @Nullable Integer size) {
		return node(NodeAddress.of(path), this.showDetails == Show.ALWAYS, depth, page, size);
	}

	/**
	 * Carry out an operation on a node. It returns once the operation is accepted.
	 * @param path the segments of its path, or its id
	 * @param operation {@code restart}, {@code stop}, {@code start} or {@code reset}
	 * @param reason why, for the log
	 * @return the node as it is then
	 */
	@WriteOperation
	public NodeView operate(@Selector(match = Match.ALL_REMAINING) String[] path, String operation, String reason) {
		Operator.Answer answer = operate(NodeAddress.of(path), operation, reason, null);
		if (answer.node() == null) {
			throw new InvalidEndpointRequestException(answer.message(), answer.message());
		}
		return node(answer.node(), this.showDetails == Show.ALWAYS);
	}

	TreeView tree(boolean detailed, @Nullable Integer depth, @Nullable Integer page, @Nullable Integer size) {
		TreeSnapshot snapshot = this.kernel.snapshot();
		return new Views(this.components, detailed).tree(snapshot, Excerpt.of(snapshot.root(), depth, page, size));
	}

	@Nullable
	NodeView node(NodeAddress address, boolean detailed, @Nullable Integer depth, @Nullable Integer page,
			@Nullable Integer size) {
		TreeSnapshot.Node node = address.in(this.kernel.snapshot());
		return (node != null) ? new Views(this.components, detailed).node(node, Excerpt.of(node, depth, page, size))
				: null;
	}

	NodeView node(TreeSnapshot.Node node, boolean detailed) {
		return new Views(this.components, detailed).node(node, Excerpt.of(node, null, null, null));
	}

	Operator.Answer operate(NodeAddress address, @Nullable String operation, @Nullable String reason,
			@Nullable String name) {
		return this.operator.operate(address, operation, reason, name);
	}

}
