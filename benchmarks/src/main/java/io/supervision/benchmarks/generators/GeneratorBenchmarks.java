package io.supervision.benchmarks.generators;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A call through a proxy of each generator, and one without.
 */
@State(Scope.Benchmark)
public class GeneratorBenchmarks {

	/** The name of the generator. */
	@Param({ "ASM", "CGLIB", "BYTE_BUDDY", "METHOD_HANDLES" })
	@SuppressWarnings("NullAway.Init")
	public String generator;

	@SuppressWarnings("NullAway.Init")
	private Quotes quotes;

	/** Make the proxy. */
	@Setup
	public void proxy() throws ReflectiveOperationException {
		this.quotes = Generator.valueOf(this.generator).proxy(new Way(new QuoteService()));
	}

	/** Call. */
	@Benchmark
	public long call() {
		return this.quotes.price("apple", 2);
	}

}
