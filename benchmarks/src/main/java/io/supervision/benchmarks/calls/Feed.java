package io.supervision.benchmarks.calls;

/**
 * What is called: it does next to nothing and writes nothing, so that what is measured is
 * the way to it, by one thread or by several.
 */
public class Feed implements PriceSource {

	private final int price = Integer.getInteger("price", 42);

	@Override
	public int price() {
		return this.price;
	}

}
