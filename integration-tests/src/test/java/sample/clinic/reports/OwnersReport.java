package sample.clinic.reports;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(1)
class OwnersReport extends AbstractReport {

	@Override
	protected String title() {
		return "owners";
	}

	@Override
	protected String query() {
		return "select count(*) from owners";
	}

}
