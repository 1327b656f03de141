package io.supervision.benchmarks.generators;

/**
 * What is called: it does next to nothing.
 */
public class QuoteService implements Quotes {

	private final int price = Integer.getInteger("price", 42);

	@Override
	public int price() {
		return this.price;
	}

	@Override
	public long price(String item, long pieces) {
		if (item.isEmpty()) {
			throw new IllegalArgumentException("no item");
		}
		return this.price * pieces;
	}

	@Override
	public Object name(Object text, Object... others) {
		return text;
	}

}
