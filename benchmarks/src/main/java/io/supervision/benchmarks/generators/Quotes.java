package io.supervision.benchmarks.generators;

/**
 * What a proxy can be asked for; a generator that knows interfaces only can make this.
 */
public interface Quotes {

	/**
	 * A price.
	 * @return the price
	 */
	int price();

	/**
	 * A price of something.
	 * @param item what
	 * @param pieces how much of it
	 * @return the price of all pieces
	 * @throws IllegalArgumentException if there is no such thing
	 */
	long price(String item, long pieces);

	/**
	 * A name.
	 * @param text some text
	 * @param others more of it
	 * @return the same text
	 */
	Object name(Object text, Object... others);

}
