package sample.clinic.billing;

import java.util.Map;
import java.util.NoSuchElementException;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Payments: booked first and then charged, so that a charge that fails has to take the
 * bookings back with it.
 */
@Service
public class PaymentService {

	private final InvoiceRepository invoices;

	private final Ledger ledger;

	private final Map<String, PaymentMethod> methods;

	PaymentService(InvoiceRepository invoices, Ledger ledger, Map<String, PaymentMethod> methods) {
		this.invoices = invoices;
		this.ledger = ledger;
		this.methods = methods;
	}

	@Transactional
	public void pay(long number, String method, long cents, String reference) {
		PaymentMethod chosen = this.methods.get(method);
		if (chosen == null) {
			throw new NoSuchElementException("method " + method);
		}
		this.invoices.lock(number).orElseThrow(() -> new NoSuchElementException("invoice " + number)).pay(cents);
		this.ledger.transfer("receivable", method, cents, number);
		chosen.charge(cents, reference);
	}

}
