package sample.shop.catalog;

import java.math.BigDecimal;
import java.util.List;

import org.springframework.stereotype.Component;

/**
 * What the rest of the shop sees of prices and stock.
 */
@Component
public class Catalog {

	private final PriceFeed prices;

	private final Inventory inventory;

	Catalog(PriceFeed prices, Inventory inventory) {
		this.prices = prices;
		this.inventory = inventory;
	}

	/**
	 * Return everything the shop sells, by article number.
	 * @return the products
	 */
	public List<Product> products() {
		return this.inventory.stock()
			.entrySet()
			.stream()
			.map((entry) -> new Product(entry.getKey(), priceOf(entry.getKey()), entry.getValue()))
			.toList();
	}

	/**
	 * Return what one piece costs right now.
	 * @param sku the article number
	 * @return the price
	 * @throws UnknownProductException if there is no such product
	 */
	public BigDecimal priceOf(String sku) {
		return this.prices.priceOf(sku);
	}

	/**
	 * Take something out of the stock.
	 * @param sku the article number
	 * @param quantity how many
	 * @throws UnknownProductException if there is no such product
	 * @throws OutOfStockException if fewer are left
	 */
	public void take(String sku, int quantity) {
		this.inventory.take(sku, quantity);
	}

	/**
	 * Put back what was {@linkplain #take taken} and not sold.
	 * @param sku the article number
	 * @param quantity how many
	 */
	public void putBack(String sku, int quantity) {
		this.inventory.putBack(sku, quantity);
	}

}
