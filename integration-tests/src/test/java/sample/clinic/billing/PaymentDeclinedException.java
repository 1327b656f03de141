package sample.clinic.billing;

/**
 * The money is not taken.
 */
public class PaymentDeclinedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PaymentDeclinedException(String reason) {
		super(reason);
	}

}
