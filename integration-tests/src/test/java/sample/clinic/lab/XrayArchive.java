package sample.clinic.lab;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

import jakarta.annotation.PreDestroy;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * Works on pictures in a pool of its own, and finishes what it has taken on before it
 * ends.
 */
@Service
public class XrayArchive {

	private final ExecutorService pool = Executors.newFixedThreadPool(2);

	private final JdbcTemplate jdbc;

	XrayArchive(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public void take(String name, String picture) {
		this.pool.execute(() -> store(name, picture));
	}

	@PreDestroy
	void close() throws InterruptedException {
		this.pool.shutdown();
		if (!this.pool.awaitTermination(5, TimeUnit.SECONDS)) {
			this.pool.shutdownNow();
		}
	}

	private void store(String name, String picture) {
		CRC32 sum = new CRC32();
		sum.update(picture.getBytes(StandardCharsets.UTF_8));
		this.jdbc.update("insert into xrays (name, checksum) values (?, ?)", name, sum.getValue());
	}

}
