package io.supervision.benchmarks.calls;

import java.util.List;

import org.openjdk.jmh.annotations.Benchmark;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * A call of each kind of method. What is measured is how many bytes it allocates; the
 * arguments are there already, an array for varargs too.
 */
public class MethodBenchmarks {

	/** All primitive types. */
	@Benchmark
	public long primitive(Called state) {
		int a = state.number;
		return state.signatures.primitive(a, a, a, (byte) a, (char) a, a > 0, a, (short) a);
	}

	/** Objects only. */
	@Benchmark
	public Object object(Called state) {
		return state.signatures.object(state.text, state.list, state);
	}

	/** Any number of objects. */
	@Benchmark
	public int varargs(Called state) {
		return state.signatures.varargs(state.array);
	}

	/** A method with a type variable, through its bridge. */
	@Benchmark
	public Object generic(Called state) {
		return state.shop.generic(state.text);
	}

	/** A method that is written in the interface. */
	@Benchmark
	public int inInterface(Called state) {
		return state.shop.inInterface(state.number);
	}

	/** A method that only its package sees. */
	@Benchmark
	public int packagePrivate(Called state) {
		return state.signatures.packagePrivate(state.number);
	}

	/**
	 * A call that throws an exception made before, and one that does not: three that
	 * throw in a row would have the component restarted.
	 */
	@Benchmark
	public int throwing(Called state) {
		int caught = 0;
		try {
			state.signatures.throwing(state.number);
		}
		catch (IllegalStateException ex) {
			caught++;
		}
		return caught + state.signatures.throwing(-state.number);
	}

	/** The component and what it is called with. */
	public static class Called extends InApplication {

		final int number = Integer.getInteger("number", 42);

		final String text = "text";

		final List<String> list = List.of("a", "b");

		final Object[] array = { "a", "b", "c" };

		final Signatures signatures = this.application.getBean(Signatures.class);

		final Shop<String> shop = this.signatures;

		/** Start the application. */
		public Called() {
			super(Components.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Signatures.class)
	static class Components {

	}

}
