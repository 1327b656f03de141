package sample.clinic.billing;

/**
 * A way to pay, by the name of its bean.
 */
interface PaymentMethod {

	void charge(long cents, String reference);

}
