package sample.clinic.notices;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What has to be done now and then, in all the ways it can be said. The notes are what
 * the tests count.
 */
@Component
class HouseKeeping {

	private final JdbcTemplate jdbc;

	HouseKeeping(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Scheduled(fixedRate = 100)
	public void sweep() {
		note("fixed rate");
	}

	@Scheduled(cron = "${clinic.house-keeping.cron}", zone = "UTC")
	public void dust() {
		note("cron");
	}

	@Scheduled(initialDelay = 200)
	public void unlock() {
		note("once");
	}

	@Scheduled(fixedDelay = 250, initialDelay = 50)
	@Scheduled(fixedDelay = 150, initialDelay = 20, scheduler = "kitchenScheduler")
	void air() {
		note("repeated");
	}

	private void note(String job) {
		this.jdbc.update("insert into job_runs (name, runs) values (?, 1) "
				+ "on conflict (name) do update set runs = job_runs.runs + 1", job);
	}

}
