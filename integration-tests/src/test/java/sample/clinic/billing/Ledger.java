package sample.clinic.billing;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The books: what one account gets, another one gives. Only within a transaction.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class Ledger {

	private final JdbcTemplate jdbc;

	Ledger(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public void transfer(String from, String to, long cents, long invoice) {
		enter(from, -cents, invoice);
		enter(to, cents, invoice);
	}

	private void enter(String account, long cents, long invoice) {
		this.jdbc.update("insert into ledger (account, cents, invoice) values (?, ?, ?)", account, cents, invoice);
	}

}
