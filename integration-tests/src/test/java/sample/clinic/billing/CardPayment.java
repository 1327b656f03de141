package sample.clinic.billing;

import org.springframework.stereotype.Component;

@Component("card")
class CardPayment implements PaymentMethod {

	@Override
	public void charge(long cents, String reference) {
		if (reference == null || reference.startsWith("0000")) {
			throw new PaymentDeclinedException("the card is not good");
		}
	}

}
