package sample.shop.catalog;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.supervision.Generation;
import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import sample.shop.faults.FaultBoard;
import sample.shop.faults.Faults;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps the prices moving with the wholesale market.
 */
@Component
@Supervised(essential = true, callTimeout = "1s")
class PriceFeed {

	private final Map<String, Listing> listings = new ConcurrentHashMap<>();

	private final Market market;

	private final Duration interval;

	private final Generation generation;

	private final Faults faults;

	private volatile BigDecimal index = BigDecimal.ONE;

	PriceFeed(JdbcClient jdbc, Market market, @Value("${sample.prices.interval}") Duration interval,
			Generation generation, FaultBoard board) {
		jdbc.sql("select sku, list_price, floor_price from product").query((row) -> {
			this.listings.put(row.getString(1), new Listing(row.getBigDecimal(2), row.getBigDecimal(3)));
		});
		this.market = market;
		this.interval = interval;
		this.generation = generation;
		this.faults = board.open("priceFeed").worker().hang().corrupt(this::loseTheDecimalPoint);
	}

	/**
	 * Return what one piece costs right now.
	 * @param sku the article number
	 * @return the price
	 * @throws UnknownProductException if there is no such product
	 */
	@SafeToRepeat
	public BigDecimal priceOf(String sku) {
		this.faults.inCall();
		Listing listing = this.listings.get(sku);
		if (listing == null) {
			throw new UnknownProductException(sku);
		}
		return listing.priceAt(this.index);
	}

	/**
	 * Follow the market until interrupted. A market that does not answer ends this method
	 * too, and the supervisor runs it again.
	 * @throws IOException if the market does not answer
	 * @throws InterruptedException when the feed is stopped
	 */
	@Worker
	public void followMarket() throws IOException, InterruptedException {
		while (true) {
			this.faults.inWorker();
			this.index = this.market.index();
			checkFloors();
			Thread.sleep(this.interval.toMillis());
		}
	}

	/**
	 * The market never takes a price below its floor, so one that is there says that the
	 * listings are wrong.
	 */
	private void checkFloors() {
		this.listings.values()
			.stream()
			.filter((listing) -> listing.priceAt(this.index).compareTo(listing.floor()) < 0)
			.findAny()
			.ifPresent(
					(listing) -> this.generation.fail(new IllegalStateException("Price below the floor: " + listing)));
	}

	private void loseTheDecimalPoint() {
		this.listings.replaceAll((sku, listing) -> new Listing(listing.price().movePointLeft(2), listing.floor()));
	}

	private record Listing(BigDecimal price, BigDecimal floor) {

		BigDecimal priceAt(BigDecimal index) {
			return this.price.multiply(index).setScale(2, RoundingMode.HALF_UP);
		}

	}

}
