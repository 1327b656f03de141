package sample.clinic.lab;

import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks for samples to be analysed, on a thread of its own.
 */
@Component
class LabPoller implements SmartLifecycle, Runnable {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Laboratory laboratory;

	private volatile boolean running;

	private Thread thread;

	LabPoller(JdbcTemplate jdbc, PlatformTransactionManager transactions, Laboratory laboratory) {
		this.jdbc = jdbc;
		this.transaction = new TransactionTemplate(transactions);
		this.laboratory = laboratory;
	}

	@Override
	public void start() {
		this.running = true;
		this.thread = new Thread(this, "lab poller");
		this.thread.start();
	}

	@Override
	public void stop() {
		this.running = false;
		synchronized (this) {
			notifyAll();
		}
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public void run() {
		while (this.running) {
			this.transaction.executeWithoutResult((status) -> analyseOne());
			synchronized (this) {
				try {
					wait(20);
				}
				catch (InterruptedException ex) {
					return;
				}
			}
		}
	}

	private void analyseOne() {
		this.jdbc
			.queryForList("select id from samples where result is null order by id limit 1 for update skip locked",
					Long.class)
			.forEach((id) -> this.jdbc.update("update samples set result = ?, analysed = analysed + 1 where id = ?",
					this.laboratory.analyse(id), id));
	}

}
