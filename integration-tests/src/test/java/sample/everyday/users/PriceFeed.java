package sample.everyday.users;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.annotation.Supervised;
import jakarta.annotation.PreDestroy;

import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Service;

/**
 * A component that tests replace, and that tells how often it was really made.
 */
@Service
@Supervised
class PriceFeed {

	/** Per application context, since several may be there at once. */
	private static final Map<ApplicationContext, AtomicInteger> MADE = new ConcurrentHashMap<>();

	private static final AtomicInteger ENDED = new AtomicInteger();

	private int price = 10;

	PriceFeed(ApplicationContext context) {
		if (context != null) {
			MADE.computeIfAbsent(context, (any) -> new AtomicInteger()).incrementAndGet();
		}
	}

	static int made(ApplicationContext context) {
		return MADE.getOrDefault(context, new AtomicInteger()).get();
	}

	static int ended() {
		return ENDED.get();
	}

	int price(String sku) {
		return lookUp(sku);
	}

	int lookUp(String sku) {
		return this.price++;
	}

	@PreDestroy
	void end() {
		ENDED.incrementAndGet();
	}

}
