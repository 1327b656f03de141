package sample.clinic.billing;

import org.springframework.stereotype.Component;

@Component("cash")
class CashPayment implements PaymentMethod {

	@Override
	public void charge(long cents, String reference) {
		// it is in the drawer
	}

}
