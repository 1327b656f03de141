package io.supervision.actuate;

import java.security.Principal;
import java.util.Set;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.lang.Nullable;

/**
 * The supervision tree over HTTP: who asks decides what is shown, and each refusal has a
 * status code of its own. (Boot 3.5 takes a parameter for optional by Spring's own
 * annotation only, so it is used here.)
 */
@EndpointWebExtension(endpoint = SupervisionEndpoint.class)
public class SupervisionEndpointWebExtension {

	private final SupervisionEndpoint endpoint;

	private final Show showDetails;

	private final Set<String> roles;

	/**
	 * Make the extension.
	 * @param endpoint the endpoint it extends
	 * @param showDetails when messages and stacks are shown
	 * @param roles who they are shown to, empty for everybody who is authenticated
	 */
	public SupervisionEndpointWebExtension(SupervisionEndpoint endpoint, Show showDetails, Set<String> roles) {
		this.endpoint = endpoint;
		this.showDetails = showDetails;
		this.roles = Set.copyOf(roles);
	}

	/**
	 * Show the tree: all of it unless it has more than 500 nodes.
	 * @param user who asks
	 * @param depth how many levels are shown below the root
	 * @param page which page of the root's children, from 0
	 * @param size children on a page
	 * @return the tree
	 */
	@ReadOperation
	public TreeView tree(SecurityContext user, @Nullable Integer depth, @Nullable Integer page,
			@Nullable Integer size) {
		return this.endpoint.tree(detailed(user), depth, page, size);
	}

	/**
	 * Show one node with its last incidents.
	 * @param user who asks
	 * @param path the segments of its path, or its id
	 * @param depth how many levels are shown below it
	 * @param page which page of its children, from 0
	 * @param size children on a page
	 * @return the node, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable NodeView node(SecurityContext user, @Selector(match = Match.ALL_REMAINING) String[] path,
			@Nullable Integer depth, @Nullable Integer page, @Nullable Integer size) {
		return this.endpoint.node(NodeAddress.of(path), detailed(user), depth, page, size);
	}

	/**
	 * Carry out an operation on a node. It answers once the operation is accepted.
	 * @param user who asks
	 * @param path the segments of its path, or its id
	 * @param operation {@code restart}, {@code stop}, {@code start} or {@code reset}
	 * @param reason why, for the log
	 * @return 200 with the node as it is then, else the status code of the refusal
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> operate(SecurityContext user,
			@Selector(match = Match.ALL_REMAINING) String[] path, @Nullable String operation, @Nullable String reason) {
		Principal principal = user.getPrincipal();
		Operator.Answer answer = this.endpoint.operate(NodeAddress.of(path), operation, reason,
				(principal != null) ? principal.getName() : null);
		OperationResponseBody body = (answer.node() != null) ? this.endpoint.node(answer.node(), detailed(user))
				: new Refusal(answer.message());
		return new WebEndpointResponse<>(body, answer.status());
	}

	private boolean detailed(SecurityContext user) {
		return this.showDetails.isShown(user, this.roles);
	}

	/**
	 * Why a request was refused.
	 *
	 * @param message what is wrong, and what would be right
	 */
	public record Refusal(String message) implements OperationResponseBody {
	}

}
