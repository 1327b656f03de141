package io.supervision.bean.elsewhere;

/**
 * A base class of another package than the bean's, which calls its own kind.
 */
public abstract class Handler {

	public String ask(Handler next, long a, int b) {
		return next.handle(a, b) + next.close();
	}

	protected abstract String handle(long a, int b);

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
