package sample.shop.checkout;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sample.shop.faults.FaultBoard;
import sample.shop.faults.Faults;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends a receipt for every order, numbered without gaps. The shop can do without it for
 * a while: orders wait in the database for their receipts.
 */
@Component
@Supervised(order = 1)
class ReceiptMailer {

	private static final Logger logger = LoggerFactory.getLogger(ReceiptMailer.class);

	private final JdbcClient jdbc;

	private final Generation generation;

	private final Faults faults;

	private final AtomicLong sent;

	ReceiptMailer(JdbcClient jdbc, Generation generation, FaultBoard board) {
		this.jdbc = jdbc;
		this.generation = generation;
		this.sent = new AtomicLong(stored());
		this.faults = board.open("receiptMailer").corrupt(() -> this.sent.addAndGet(1000));
	}

	@Scheduled(fixedDelayString = "${sample.receipts.interval}")
	public void sendReceipts() {
		this.faults.inCall();
		if (this.sent.get() != stored()) {
			this.generation.fail(new IllegalStateException("Receipts sent: " + this.sent + ", stored: " + stored()));
			return;
		}
		ordersWithoutReceipt().forEach(this::send);
	}

	private void send(long order) {
		long number = this.sent.get() + 1;
		this.jdbc.sql("insert into receipt (number, order_id) values (?, ?)").params(number, order).update();
		this.sent.incrementAndGet();
		logger.info("Receipt {} for order {} sent", number, order);
	}

	private long stored() {
		return this.jdbc.sql("select count(*) from receipt").query(Long.class).single();
	}

	private List<Long> ordersWithoutReceipt() {
		return this.jdbc.sql("""
				select id from orders
				where paid and id not in (select order_id from receipt)
				order by id""").query(Long.class).list();
	}

}
