package sample.shop.catalog;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Thrown when somebody asks for a product that the shop does not sell: the customer's
 * mistake, not the shop's.
 */
public class UnknownProductException extends ErrorResponseException {

	private static final long serialVersionUID = 1L;

	UnknownProductException(String sku) {
		super(HttpStatus.NOT_FOUND, ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "No product '" + sku + "'"),
				null);
	}

}
