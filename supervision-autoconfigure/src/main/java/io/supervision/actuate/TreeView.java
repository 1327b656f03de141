package io.supervision.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The whole tree as the endpoint answers it.
 *
 * @param status {@code UP}, {@code DEGRADED} or {@code DOWN}
 * @param root the root supervisor
 */
public record TreeView(String status, NodeView root) implements OperationResponseBody {
}
