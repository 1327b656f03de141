package sample.clinic.reports;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(2)
class RevenueReport extends AbstractReport {

	@Override
	protected String title() {
		return "revenue";
	}

	@Override
	protected String query() {
		return "select coalesce(sum(total), 0) from invoices";
	}

}
