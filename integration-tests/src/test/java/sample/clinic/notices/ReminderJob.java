package sample.clinic.notices;

import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Reminds owners of what is due. Takes what is due out of the database first, so that
 * nobody is reminded twice.
 */
@Component
class ReminderJob {

	private final JdbcTemplate jdbc;

	private final Mailer mailer;

	ReminderJob(JdbcTemplate jdbc, Mailer mailer) {
		this.jdbc = jdbc;
		this.mailer = mailer;
	}

	@Scheduled(fixedDelayString = "${clinic.reminders.every}")
	public void remind() {
		List<Map<String, Object>> due = this.jdbc.queryForList("update reminders set sent = true where id in "
				+ "(select id from reminders where not sent order by id limit 10 for update skip locked) "
				+ "returning recipient, text");
		due.forEach((reminder) -> this.mailer.send((String) reminder.get("recipient"), (String) reminder.get("text")));
	}

}
