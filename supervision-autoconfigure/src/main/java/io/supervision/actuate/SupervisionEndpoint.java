package io.supervision.actuate;

import java.util.function.BooleanSupplier;

import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

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
	 * Show the whole tree.
	 * @return the tree
	 */
	@ReadOperation
	public TreeView tree() {
		return tree(this.showDetails == Show.ALWAYS);
	}

	/**
	 * Show one node with its last incidents.
	 * @param path the segments of its path, or its id
	 * @return the node, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable NodeView node(@Selector(match = Match.ALL_REMAINING) String... path) {
		return node(NodeAddress.of(path), this.showDetails == Show.ALWAYS);
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
		return views(this.showDetails == Show.ALWAYS).node(answer.node());
	}

	TreeView tree(boolean detailed) {
		return views(detailed).tree(this.kernel.snapshot());
	}

	@Nullable NodeView node(NodeAddress address, boolean detailed) {
		TreeSnapshot.Node node = address.in(this.kernel.snapshot());
		return (node != null) ? views(detailed).node(node) : null;
	}

	Operator.Answer operate(NodeAddress address, @Nullable String operation, @Nullable String reason,
			@Nullable String name) {
		return this.operator.operate(address, operation, reason, name);
	}

	Views views(boolean detailed) {
		return new Views(this.components, detailed);
	}

}
