package sample.clinic.stock;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is on the shelves; operators look at it by JMX.
 */
@Service
@ManagedResource(description = "The shelves")
public class StockService {

	private final JdbcTemplate jdbc;

	private final MedicineCatalog catalog;

	StockService(JdbcTemplate jdbc, MedicineCatalog catalog) {
		this.jdbc = jdbc;
		this.catalog = catalog;
	}

	@Transactional
	public void take(long visit, String sku, int quantity) {
		this.catalog.requireQuantity(sku, quantity);
		long cents = this.catalog.find(sku).cents();
		this.jdbc.update("insert into treatments (visit_id, sku, quantity, cents) values (?, ?, ?, ?)", visit, sku,
				quantity, quantity * cents);
		int taken = this.jdbc.update("update medicines set stock = stock - ? where sku = ? and stock >= ?", quantity,
				sku, quantity);
		if (taken == 0) {
			throw new OutOfStockException(sku);
		}
	}

	@Transactional(readOnly = true)
	public long used(long visit) {
		return this.jdbc.queryForObject("select coalesce(sum(cents), 0) from treatments where visit_id = ?", Long.class,
				visit);
	}

	public int stock(String sku) {
		return this.jdbc.queryForObject("select stock from medicines where sku = ?", Integer.class, sku);
	}

	@ManagedAttribute
	public int getKinds() {
		return this.jdbc.queryForObject("select count(*) from medicines", Integer.class);
	}

	@ManagedOperation
	public int onShelf(String sku) {
		return stock(sku);
	}

}
