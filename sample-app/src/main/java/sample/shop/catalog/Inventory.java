package sample.shop.catalog;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.supervision.Generation;
import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Supervised;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sample.shop.faults.FaultBoard;
import sample.shop.faults.Faults;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Knows what is in stock. Every change is made in the database first and in memory then,
 * one at a time, and answers come from memory. A thread of its own warns of what is
 * running out.
 */
@Component
@Supervised(essential = true, order = 1, callTimeout = "2s")
class Inventory {

	private static final Logger logger = LoggerFactory.getLogger(Inventory.class);

	/** When a product begins to run out. */
	private static final int LOW = 5;

	private final BlockingQueue<String> runningOut = new LinkedBlockingQueue<>();

	private final JdbcClient jdbc;

	private final Generation generation;

	private final Faults faults;

	/** Guarded by this. */
	private final SortedMap<String, Integer> stock;

	Inventory(JdbcClient jdbc, Generation generation, FaultBoard board) {
		this.jdbc = jdbc;
		this.generation = generation;
		this.stock = stored();
		this.faults = board.open("inventory")
			.hang()
			.corrupt(this::countEverythingTwice)
			.deadThread(() -> this.runningOut.add("fault"));
		Thread alarm = new Thread(this::warnOfLowStock, "inventory-alarm");
		alarm.setDaemon(true);
		alarm.start();
	}

	@SafeToRepeat
	public synchronized SortedMap<String, Integer> stock() {
		this.faults.inCall();
		return new TreeMap<>(this.stock);
	}

	/**
	 * Take something out of the stock. The database changes only what is still as it was,
	 * and nothing can fail after that, so a call that throws has taken nothing.
	 */
	@SafeToRepeat
	public synchronized void take(String sku, int quantity) {
		this.faults.inCall();
		int left = left(sku);
		if (left < quantity) {
			throw new OutOfStockException(sku, left);
		}
		change(sku, left, left - quantity);
	}

	/** Put back what was taken, or throw and change nothing. */
	@SafeToRepeat
	public synchronized void putBack(String sku, int quantity) {
		this.faults.inCall();
		int left = left(sku);
		change(sku, left, left + quantity);
	}

	/**
	 * Compare memory and database; they never differ, or this generation is wrong.
	 */
	@Scheduled(fixedDelayString = "${sample.inventory.audit-interval}")
	public synchronized void audit() {
		this.faults.inCall();
		Map<String, Integer> stored = stored();
		if (!stored.equals(this.stock)) {
			this.generation.fail(new IllegalStateException("Stock is " + this.stock + ", stored is " + stored));
		}
	}

	private int left(String sku) {
		Integer left = this.stock.get(sku);
		if (left == null) {
			throw new UnknownProductException(sku);
		}
		return left;
	}

	private void change(String sku, int from, int to) {
		int changed = this.jdbc.sql("update product set stock = :to where sku = :sku and stock = :from")
			.param("to", to)
			.param("sku", sku)
			.param("from", from)
			.update();
		if (changed == 0) {
			IllegalStateException wrong = new IllegalStateException("Stock of '" + sku + "' is not " + from);
			this.generation.fail(wrong);
			throw wrong;
		}
		this.stock.put(sku, to);
		if (from >= LOW && to < LOW) {
			this.runningOut.add(sku);
		}
	}

	/** Runs on a thread of its own, as long as this generation does. */
	private void warnOfLowStock() {
		try {
			while (true) {
				String sku = this.runningOut.take();
				this.faults.inThread();
				logger.warn("'{}' is running out", sku);
			}
		}
		catch (InterruptedException ex) {
			logger.debug("No more warnings of low stock");
		}
	}

	private SortedMap<String, Integer> stored() {
		SortedMap<String, Integer> stored = new TreeMap<>();
		this.jdbc.sql("select sku, stock from product").query((row) -> {
			stored.put(row.getString(1), row.getInt(2));
		});
		return stored;
	}

	private synchronized void countEverythingTwice() {
		this.stock.replaceAll((sku, left) -> 2 * left + 1);
	}

}
