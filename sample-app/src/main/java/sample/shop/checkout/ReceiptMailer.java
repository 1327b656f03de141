package sample.shop.checkout;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.supervision.Generation;
import io.supervision.annotation.Probe;
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
 * a while: orders wait in the database for their receipts. A run is short, since a
 * restart waits for its end.
 */
@Component
@Supervised(order = 1, callTimeout = "2s")
class ReceiptMailer {

	private static final Logger logger = LoggerFactory.getLogger(ReceiptMailer.class);

	private static final int MOST_IN_A_RUN = 50;

	private final JdbcClient jdbc;

	private final Generation generation;

	private final Faults faults;

	private final AtomicLong sent;

	ReceiptMailer(JdbcClient jdbc, Generation generation, FaultBoard board) {
		this.jdbc = jdbc;
		this.generation = generation;
		this.sent = new AtomicLong(stored());
		this.faults = board.open("receiptMailer").hang().probe().corrupt(() -> this.sent.addAndGet(1000));
	}

	@Scheduled(fixedDelayString = "${sample.receipts.interval}")
	public void sendReceipts() {
		this.faults.inCall();
		for (long order : ordersWithoutReceipt()) {
			if (!send(order)) {
				return;
			}
		}
		markDone();
		if (this.sent.get() != stored()) {
			lostCount();
		}
	}

	/**
	 * Tell whether the count can be right: receipts are numbered from 1 on.
	 * @return whether this generation is well
	 */
	@Probe(interval = "${sample.receipts.probe-interval}")
	public boolean isPlausible() {
		return this.faults.inProbe() && this.sent.get() >= 0;
	}

	/**
	 * Send one receipt. The database takes no number but the next, so that a wrong count
	 * stays in this generation.
	 */
	private boolean send(long order) {
		long number = this.sent.get() + 1;
		int stored = this.jdbc
			.sql("insert into receipt (number, order_id) select :number, :order where "
					+ "(select count(*) from receipt) = :number - 1")
			.param("number", number)
			.param("order", order)
			.update();
		if (stored == 0) {
			lostCount();
			return false;
		}
		this.sent.incrementAndGet();
		logger.info("Receipt {} for order {} sent", number, order);
		return true;
	}

	private void lostCount() {
		this.generation.fail(new IllegalStateException("Receipts sent: " + this.sent + ", stored: " + stored()));
	}

	private long stored() {
		return this.jdbc.sql("select count(*) from receipt").query(Long.class).single();
	}

	private List<Long> ordersWithoutReceipt() {
		return this.jdbc.sql("""
				select id from orders
				where not done and paid and not exists (select 1 from receipt where order_id = orders.id)
				order by id limit :most""").param("most", MOST_IN_A_RUN).query(Long.class).list();
	}

	/**
	 * Whoever was ended between a receipt and its mark leaves the mark to the next run.
	 */
	private void markDone() {
		this.jdbc.sql("""
				update orders set done = true
				where not done and paid and exists (select 1 from receipt where order_id = orders.id)""").update();
	}

}
