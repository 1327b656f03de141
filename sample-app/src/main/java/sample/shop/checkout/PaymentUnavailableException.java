package sample.shop.checkout;

import java.io.IOException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Thrown when the payment server does not answer.
 */
class PaymentUnavailableException extends ErrorResponseException {

	private static final long serialVersionUID = 1L;

	PaymentUnavailableException(IOException cause) {
		super(HttpStatus.SERVICE_UNAVAILABLE,
				ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "No payments at the moment"), cause);
	}

}
