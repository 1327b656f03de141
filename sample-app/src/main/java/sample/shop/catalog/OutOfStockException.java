package sample.shop.catalog;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Thrown when somebody wants more of a product than there is.
 */
public class OutOfStockException extends ErrorResponseException {

	private static final long serialVersionUID = 1L;

	OutOfStockException(String sku, int left) {
		super(HttpStatus.CONFLICT,
				ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "Only " + left + " of '" + sku + "' left"), null);
	}

}
