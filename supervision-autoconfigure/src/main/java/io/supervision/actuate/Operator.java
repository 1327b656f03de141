package io.supervision.actuate;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.supervision.spec.ChildState;
import io.supervision.tree.Reply;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.SupervisionKernel.Operation;
import io.supervision.tree.TreeSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes what a person asks for on to the tree, and logs it with its reason.
 */
final class Operator {

	private static final Logger logger = LoggerFactory.getLogger(Operator.class);

	/** A request is answered once it is accepted, which takes no time. */
	private static final long ANSWER_SECONDS = 10;

	private final SupervisionKernel kernel;

	private final BooleanSupplier closing;

	Operator(SupervisionKernel kernel, BooleanSupplier closing) {
		this.kernel = kernel;
		this.closing = closing;
	}

	/**
	 * Carry out an operation.
	 * @param address the node
	 * @param operation what to do, as it was asked for
	 * @param reason why, as it was given
	 * @param name who asks, or {@code null} if that is not known
	 * @return what became of it
	 */
	Answer operate(NodeAddress address, @Nullable String operation, @Nullable String reason, @Nullable String name) {
		Operation parsed = parse(operation);
		String why = SafeText.of(reason);
		Answer answer = (parsed == null) ? Answer.refused(400, unknown(operation)) : why.isBlank()
				? Answer.refused(400, "'reason' must not be blank: say why, it is logged") : operate(address, parsed);
		logger.info("Operator{} asked for '{}' of '{}': {} (reason: {})",
				(name != null) ? " '" + SafeText.of(name) + "'" : "", SafeText.of(operation),
				SafeText.of(address.toString()), answer, why);
		return answer;
	}

	private Answer operate(NodeAddress address, Operation operation) {
		TreeSnapshot.Node node = address.in(this.kernel.snapshot());
		if (node == null) {
			return notFound(address);
		}
		if (this.closing.getAsBoolean()) {
			return Answer.refused(409, "The application is shutting down");
		}
		Reply reply = ask(node.path(), operation);
		if (reply == null) {
			return Answer.refused(503, "The tree has not answered within " + ANSWER_SECONDS + " s");
		}
		return switch (reply.outcome()) {
			case OK -> accepted(node);
			case NOT_FOUND -> notFound(address);
			case NO_SUPERVISOR -> Answer.refused(409, "The tree is not running");
			default -> Answer.refused(409, "'" + operation.name().toLowerCase(Locale.ROOT) + "' is not possible for '"
					+ node.path() + "' in state " + state(node) + blocked(node));
		};
	}

	private @Nullable Reply ask(String path, Operation operation) {
		CompletableFuture<Reply> reply = this.kernel.operate(path, operation).toCompletableFuture();
		try {
			return reply.get(ANSWER_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (TimeoutException ex) {
			return null;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("'" + path + "' could not be asked for " + operation, ex.getCause());
		}
	}

	private Answer accepted(TreeSnapshot.Node before) {
		TreeSnapshot.Node now = this.kernel.snapshot().find(before.path());
		return new Answer(200, "accepted", (now != null) ? now : before);
	}

	private String state(TreeSnapshot.Node before) {
		TreeSnapshot.Node now = this.kernel.snapshot().find(before.path());
		return ((now != null) ? now : before).state().name();
	}

	/** Nothing is started below a supervisor that does not run. */
	private String blocked(TreeSnapshot.Node node) {
		return this.kernel.snapshot()
			.nodes()
			.filter((above) -> above instanceof TreeSnapshot.Supervisor && above.state() != ChildState.RUNNING
					&& node.path().startsWith(above.path() + "/"))
			.findFirst()
			.map((above) -> ": '" + above.path() + "' above it is " + above.state().name())
			.orElse("");
	}

	private static Answer notFound(NodeAddress address) {
		return Answer.refused(404, "There is no '" + SafeText.of(address.toString()) + "' in the tree");
	}

	private static String unknown(@Nullable String operation) {
		return "'operation' must be 'restart', 'stop', 'start' or 'reset': '" + SafeText.of(operation) + "'";
	}

	private static @Nullable Operation parse(@Nullable String operation) {
		for (Operation candidate : Operation.values()) {
			if (candidate.name().toLowerCase(Locale.ROOT).equals(operation)) {
				return candidate;
			}
		}
		return null;
	}

	/**
	 * What became of a request.
	 *
	 * @param status the HTTP status code
	 * @param message what to say
	 * @param node the node as it is now, or {@code null} if the request was refused
	 */
	record Answer(int status, String message, TreeSnapshot.@Nullable Node node) {

		static Answer refused(int status, String message) {
			return new Answer(status, message, null);
		}

		@Override
		public String toString() {
			return (this.node != null) ? this.message : "refused, " + this.message;
		}

	}

}
