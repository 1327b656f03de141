package sample.clinic.reports;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/**
 * How every report is made; what is in it is left to the others.
 */
public abstract class AbstractReport {

	@Autowired
	private JdbcTemplate jdbc;

	@Transactional(readOnly = true)
	public String render() {
		return title() + ": " + this.jdbc.queryForObject(query(), Long.class);
	}

	protected abstract String title();

	protected abstract String query();

}
