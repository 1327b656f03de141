package sample.clinic.web;

import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import sample.clinic.billing.Billing;
import sample.clinic.billing.InsuranceClient;
import sample.clinic.billing.InvoiceView;
import sample.clinic.billing.PaymentService;

@RestController
class InvoiceController {

	private final Billing billing;

	private final PaymentService payments;

	private final InsuranceClient insurance;

	InvoiceController(Billing billing, PaymentService payments, InsuranceClient insurance) {
		this.billing = billing;
		this.payments = payments;
		this.insurance = insurance;
	}

	@GetMapping("/invoices/{number}")
	InvoiceView invoice(@PathVariable long number) {
		return this.billing.find(number);
	}

	@PostMapping("/invoices/{number}/payments")
	InvoiceView pay(@PathVariable long number, @Valid @RequestBody Payment payment) {
		this.payments.pay(number, payment.method(), payment.cents(), payment.reference());
		return this.billing.find(number);
	}

	@PostMapping("/invoices/{number}/claim")
	Map<String, String> claim(@PathVariable long number) {
		return Map.of("claim", this.insurance.claim(number));
	}

	record Payment(@NotNull String method, @Positive long cents, String reference) {
	}

}
