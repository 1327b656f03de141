package sample.clinic.billing;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Numbers in memory, taken from the database in blocks. Never the same twice; what is
 * left of a block when it ends is lost.
 */
@Component
public class InvoiceNumbers {

	private static final int BLOCK = 20;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate apart;

	private long next;

	private long end;

	InvoiceNumbers(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
		this.jdbc = jdbc;
		this.apart = new TransactionTemplate(transactions);
		this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
	}

	public synchronized long next() {
		if (this.next == this.end) {
			this.end = this.apart.execute((status) -> this.jdbc.queryForObject(
					"update number_blocks set next = next + ? where name = 'invoice' returning next", Long.class,
					BLOCK));
			this.next = this.end - BLOCK;
		}
		return this.next++;
	}

}
