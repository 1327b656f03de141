package sample.shop.checkout;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Thrown when the payment server does not answer, or is not asked.
 */
class PaymentUnavailableException extends ErrorResponseException {

	private static final long serialVersionUID = 1L;

	PaymentUnavailableException(Exception cause) {
		super(HttpStatus.SERVICE_UNAVAILABLE,
				ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "No payments at the moment"), cause);
	}

}
