package io.supervision.benchmarks.calls;

/**
 * Something that knows a price.
 */
public interface PriceSource {

	/**
	 * The price now.
	 * @return the price
	 */
	int price();

}
