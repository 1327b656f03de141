package sample.clinic.notices;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes from a queue, on a thread made by hand. What is in the queue when it ends is
 * written before it ends.
 */
@Component
class AuditWriter {

	private static final String END = "";

	private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

	private final Thread worker = new Thread(this::work, "audit writer");

	private final JdbcTemplate jdbc;

	AuditWriter(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@PostConstruct
	void start() {
		this.worker.start();
	}

	void write(String what) {
		this.queue.add(what);
	}

	@PreDestroy
	void stop() throws InterruptedException {
		this.queue.add(END);
		this.worker.join();
	}

	private void work() {
		try {
			for (String what = this.queue.take(); !what.equals(END); what = this.queue.take()) {
				this.jdbc.update("insert into audit (what) values (?)", what);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
