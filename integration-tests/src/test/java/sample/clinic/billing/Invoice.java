package sample.clinic.billing;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

@Entity
@Table(name = "invoices")
class Invoice {

	@Id
	private Long number;

	private long visitId;

	private long total;

	private long paid;

	@Version
	private Integer version;

	protected Invoice() {
	}

	Invoice(long number, long visitId, long total) {
		this.number = number;
		this.visitId = visitId;
		this.total = total;
	}

	void pay(long cents) {
		if (cents > this.total - this.paid) {
			throw new PaymentDeclinedException("only " + (this.total - this.paid) + " is open");
		}
		this.paid += cents;
	}

	InvoiceView view() {
		return new InvoiceView(this.number, this.total, this.paid);
	}

}
