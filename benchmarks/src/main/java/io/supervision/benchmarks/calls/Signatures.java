package io.supervision.benchmarks.calls;

import java.util.List;

import io.supervision.annotation.Supervised;

/**
 * A component with a method of each kind there is.
 */
@Supervised
class Signatures implements Shop<String> {

	private final RuntimeException prepared = new IllegalStateException("prepared");

	public long primitive(int a, long b, double c, byte d, char e, boolean f, float g, short h) {
		return (long) (a + b + c + d + e + g + h) + (f ? 1 : 0);
	}

	public Object object(String a, List<String> b, Object c) {
		return (b.size() > a.length()) ? b : c;
	}

	public int varargs(Object... all) {
		return all.length;
	}

	@Override
	public String generic(String wanted) {
		return wanted;
	}

	int packagePrivate(int a) {
		return a;
	}

	public int throwing(int a) {
		if (a > 0) {
			throw this.prepared;
		}
		return a;
	}

}
