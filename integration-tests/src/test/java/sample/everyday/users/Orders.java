package sample.everyday.users;

import io.supervision.annotation.Supervised;

import org.springframework.stereotype.Service;

/**
 * A component that calls another.
 */
@Service
@Supervised
class Orders {

	private final PriceFeed feed;

	Orders(PriceFeed feed) {
		this.feed = feed;
	}

	int total(String sku, int quantity) {
		return this.feed.price(sku) * quantity;
	}

}
