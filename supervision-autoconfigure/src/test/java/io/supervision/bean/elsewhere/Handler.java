package io.supervision.bean.elsewhere;

import java.util.concurrent.CompletableFuture;

/**
 * A base class of another package than the bean's, which calls its own kind.
 */
public abstract class Handler {

	public String ask(Handler next, long a, int b) {
		return next.handle(a, b) + next.close();
	}

	protected abstract String handle(long a, int b);

	public CompletableFuture<String> askLater(Handler next, long a, int b) {
		return next.handleLater(a, b);
	}

	protected CompletableFuture<String> handleLater(long a, int b) {
		return new CompletableFuture<>();
	}

	protected String close() {
		return "open";
	}

	protected void fail(Handler next) throws Exception {
		next.handle(0, 0);
	}

	String unseen() {
		return "unseen";
	}

}
