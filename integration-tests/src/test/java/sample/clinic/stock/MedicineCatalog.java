package sample.clinic.stock;

import java.util.NoSuchElementException;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.validation.annotation.Validated;

/**
 * The medicines there are. Says no to nonsense, and remembers what it has looked up.
 */
@Service
@Validated
public class MedicineCatalog {

	private final JdbcTemplate jdbc;

	MedicineCatalog(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Cacheable("medicines")
	public Medicine find(@NotBlank String sku) {
		return this.jdbc
			.query("select sku, cents from medicines where sku = ?",
					(row, number) -> new Medicine(row.getString("sku"), row.getLong("cents")), sku)
			.stream()
			.findFirst()
			.orElseThrow(() -> new NoSuchElementException("medicine " + sku));
	}

	@CacheEvict(cacheNames = "medicines", key = "#sku")
	public void add(@NotBlank String sku, @Min(1) int quantity, @Min(1) long cents) {
		this.jdbc.update("insert into medicines (sku, stock, cents) values (?, ?, ?) "
				+ "on conflict (sku) do update set stock = medicines.stock + excluded.stock, cents = excluded.cents",
				sku, quantity, cents);
	}

	public void requireQuantity(@NotBlank String sku, @Min(1) int quantity) {
		find(sku);
	}

}
