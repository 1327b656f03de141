package sample.clinic.stock;

/**
 * There is not as much as is wanted.
 */
public class OutOfStockException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	OutOfStockException(String sku) {
		super("There is not enough " + sku);
	}

}
