package sample.clinic.owners;

import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * A DAO with SQL of its own.
 */
@Repository
public class OwnerSearch {

	private final JdbcTemplate jdbc;

	OwnerSearch(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public List<String> namesIn(String city) {
		return this.jdbc.queryForList("select name from owners where city = ? order by name", String.class, city);
	}

	public long count() {
		return this.jdbc.queryForObject("select count(*) from owners", Long.class);
	}

}
