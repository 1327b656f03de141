package sample.clinic.stock;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Puts something on the shelves when the application has started.
 */
@Component
class DemoData implements ApplicationRunner {

	private final MedicineCatalog catalog;

	private final JdbcTemplate jdbc;

	DemoData(MedicineCatalog catalog, JdbcTemplate jdbc) {
		this.catalog = catalog;
		this.jdbc = jdbc;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		this.catalog.add("aspirin", 100_000, 150);
		this.catalog.add("bandage", 100_000, 300);
		this.jdbc.update("insert into job_runs (name, runs) values ('demo data', 1) "
				+ "on conflict (name) do update set runs = job_runs.runs + 1");
	}

}
