package sample.shop.checkout;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.supervision.Generation;
import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Supervised;
import sample.shop.catalog.Catalog;
import sample.shop.faults.FaultBoard;
import sample.shop.faults.Faults;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes orders: out of the stock, into the database, paid for. An order exists for the
 * outside once it is paid for. It is replaced after many calls, in case it holds on to
 * something with each.
 */
@Component
@Supervised(essential = true, callTimeout = "8s", maxCalls = 10_000)
class OrderService {

	private final Catalog catalog;

	private final PaymentGateway payments;

	private final JdbcClient jdbc;

	private final Generation generation;

	private final Faults faults;

	/** The discount of the day in percent, from 0 to 100. */
	private volatile int discount;

	OrderService(Catalog catalog, PaymentGateway payments, JdbcClient jdbc, Generation generation, FaultBoard board) {
		this.catalog = catalog;
		this.payments = payments;
		this.jdbc = jdbc;
		this.generation = generation;
		this.discount = jdbc.sql("select coalesce(max(percent), 0) from discount").query(Integer.class).single();
		this.faults = board.open("orderService").hang().leak().corrupt(() -> this.discount = 110);
	}

	/**
	 * Take an order. Asked again for the same request, it goes on with the order it has
	 * stored for that: it is the same number that is charged, and the payment server
	 * takes the money for it once. Out of the stock is what a call has taken that
	 * returns; one that throws has put it back.
	 * @param request what tells this order from any other
	 * @param sku the article number
	 * @param quantity how many
	 * @return the order, which is paid for
	 */
	@SafeToRepeat
	public Order place(UUID request, String sku, int quantity) {
		this.faults.inCall();
		BigDecimal total = total(sku, quantity);
		this.catalog.take(sku, quantity);
		try {
			Order order = stored(request).orElseGet(() -> store(request, sku, quantity, total));
			this.payments.charge(order.id(), order.total());
			this.jdbc.sql("update orders set paid = true where id = ?").param(order.id()).update();
			return order;
		}
		catch (RuntimeException ex) {
			putBack(sku, quantity, ex);
			throw ex;
		}
	}

	@SafeToRepeat
	public Optional<Order> find(long id) {
		this.faults.inCall();
		return this.jdbc.sql("select id, sku, quantity, total from orders where paid and id = ?")
			.param(id)
			.query(Order.class)
			.optional();
	}

	@SafeToRepeat
	public List<Order> all() {
		this.faults.inCall();
		return this.jdbc.sql("select id, sku, quantity, total from orders where paid order by id")
			.query(Order.class)
			.list();
	}

	private BigDecimal total(String sku, int quantity) {
		int percent = this.discount;
		if (percent < 0 || percent > 100) {
			IllegalStateException wrong = new IllegalStateException("Discount is " + percent + " percent");
			this.generation.fail(wrong);
			throw wrong;
		}
		return this.catalog.priceOf(sku)
			.multiply(BigDecimal.valueOf(quantity))
			.multiply(BigDecimal.valueOf(100 - percent, 2))
			.setScale(2, RoundingMode.HALF_UP);
	}

	private Optional<Order> stored(UUID request) {
		return this.jdbc.sql("select id, sku, quantity, total from orders where request = ?")
			.param(request)
			.query(Order.class)
			.optional();
	}

	private Order store(UUID request, String sku, int quantity, BigDecimal total) {
		long id = this.jdbc
			.sql("select id from final table "
					+ "(insert into orders (request, sku, quantity, total) values (?, ?, ?, ?))")
			.params(request, sku, quantity, total)
			.query(Long.class)
			.single();
		return new Order(id, sku, quantity, total);
	}

	private void putBack(String sku, int quantity, RuntimeException reason) {
		try {
			this.catalog.putBack(sku, quantity);
		}
		catch (RuntimeException ex) {
			reason.addSuppressed(ex);
		}
	}

}
