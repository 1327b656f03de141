package sample.clinic.billing;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.NoSuchElementException;

import io.micrometer.core.annotation.Timed;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import sample.clinic.owners.Pet;
import sample.clinic.stock.StockService;

/**
 * Behind an interface, and so behind a JDK proxy where the application asks for those.
 */
@Service
@Transactional
class BillingService implements Billing {

	private final InvoiceRepository invoices;

	private final InvoiceNumbers numbers;

	private final Prices prices;

	private final StockService stock;

	private final Ledger ledger;

	BillingService(InvoiceRepository invoices, InvoiceNumbers numbers, Prices prices, StockService stock,
			Ledger ledger) {
		this.invoices = invoices;
		this.numbers = numbers;
		this.prices = prices;
		this.stock = stock;
		this.ledger = ledger;
	}

	@Override
	@Timed("clinic.invoices")
	public long invoice(long visit, Pet pet, DayOfWeek day) {
		int age = (int) ChronoUnit.YEARS.between(pet.getBorn(), LocalDate.now(Clock.systemUTC()));
		long total = this.prices.cents("consultation", age, day) + this.stock.used(visit);
		long number = this.numbers.next();
		this.invoices.saveAndFlush(new Invoice(number, visit, total));
		this.ledger.transfer("revenue", "receivable", total, number);
		return number;
	}

	@Override
	@Transactional(readOnly = true)
	public InvoiceView find(long number) {
		return this.invoices.findById(number)
			.map(Invoice::view)
			.orElseThrow(() -> new NoSuchElementException("invoice " + number));
	}

}
