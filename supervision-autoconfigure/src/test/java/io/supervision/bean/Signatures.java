package io.supervision.bean;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A bean with every shape of method a proxy has to pass on. It is package-private, has no
 * default constructor, and its answers depend on all its arguments and on its state.
 */
class Signatures extends SignaturesBase.Generic<String>
		implements SignaturesBase.Named, Comparable<Signatures>, Supplier<Integer> {

	private final String state;

	Signatures(String state) {
		this.state = Objects.requireNonNull(state);
	}

	public void nothing() {
		if (this.state.isEmpty()) {
			throw new IllegalStateException("empty");
		}
	}

	public boolean flag(boolean a, boolean b) {
		return a ^ b;
	}

	public byte small(byte a, long b, byte c) {
		return (byte) (a + b + c);
	}

	public short brief(short a, double b, short c) {
		return (short) (a + b + c);
	}

	public char letter(char a, float b, char c) {
		return (char) (a + b + c);
	}

	public int sum(int a, long b, int c, double d, int e, float f, short g, byte h, char i, boolean j) {
		return (int) (a + 3 * b + 5L * c + 7 * d + 11 * e + 13 * f + 17 * g + 19 * h + 23 * i) + (j ? 1 : 0);
	}

	public long wide(long a, long b) {
		return a - b + this.state.length();
	}

	public float real(float a, int b) {
		return a / b;
	}

	public double precise(double a, Object b, double c) {
		return a / c + b.hashCode();
	}

	public String text(String a, Object b, List<? extends Number> c) {
		return this.state + a + b + c;
	}

	public int[] numbers(int[] a, long[][] b) {
		return new int[] { a.length, b.length, a[0] };
	}

	public String[][] texts(String[] a) {
		return new String[][] { a, { this.state } };
	}

	public String join(String separator, Object... parts) {
		return this.state + separator + Arrays.toString(parts);
	}

	public <T extends Comparable<T>> T larger(T a, T b) {
		return (a.compareTo(b) > 0) ? a : b;
	}

	public Object nullable(Object a) {
		return null;
	}

	public int failsChecked(int a) throws IOException {
		throw new IOException(this.state + a);
	}

	public long failsUnchecked(long a) {
		throw new IllegalArgumentException(this.state + a);
	}

	public void failsWithError() {
		throw new AssertionError(this.state);
	}

	public double failsUndeclared(double a) {
		throw Signatures.<RuntimeException>sneaky(new IOException(this.state + a));
	}

	protected String guarded(int a) {
		return this.state + a;
	}

	String hidden(long a) {
		return this.state + a;
	}

	@Override
	public int compareTo(Signatures other) {
		return this.state.compareTo(other.state);
	}

	@Override
	public Integer get() {
		return this.state.length();
	}

	@Override
	String covariant(String value) {
		return this.state + value;
	}

	@Override
	public String state() {
		return this.state;
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
		throw (E) thrown;
	}

}
