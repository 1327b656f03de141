package sample.clinic.billing;

import java.util.NoSuchElementException;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * The tariffs, cached in the application's cache.
 */
@Repository
public class TariffTable {

	private final JdbcTemplate jdbc;

	TariffTable(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Cacheable("tariffs")
	public long cents(String code) {
		return this.jdbc.queryForList("select cents from tariffs where code = ?", Long.class, code)
			.stream()
			.findFirst()
			.orElseThrow(() -> new NoSuchElementException("tariff " + code));
	}

	@CacheEvict(cacheNames = "tariffs", key = "#code")
	public void change(String code, long cents) {
		this.jdbc.update("update tariffs set cents = ? where code = ?", cents, code);
	}

}
