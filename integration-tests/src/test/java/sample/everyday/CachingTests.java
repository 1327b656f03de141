package sample.everyday;

import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Caches belong to the application: what one generation has put there the next one finds.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@ActiveProfiles("plain")
class CachingTests {

	private static final AtomicInteger CALCULATIONS = new AtomicInteger();

	@Autowired
	ApplicationContext context;

	@Autowired
	CacheManager caches;

	@Autowired
	Prices prices;

	@BeforeEach
	void clear() {
		this.caches.getCacheNames().forEach((name) -> this.caches.getCache(name).clear());
		CALCULATIONS.set(0);
	}

	@Test
	void eachAnnotationWorksInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "prices", () -> {
			clear();
			assertThat(this.prices.of("apple")).isEqualTo("apple 1");
			assertThat(this.prices.of("apple")).isEqualTo("apple 1");
			this.prices.forget("apple");
			assertThat(this.prices.of("apple")).isEqualTo("apple 2");
			assertThat(this.prices.set("apple", "9")).isEqualTo("apple 9");
			assertThat(this.prices.of("apple")).isEqualTo("apple 9");
			assertThat(this.prices.ofSynchronously("pear")).isEqualTo("pear 3");
			assertThat(this.prices.ofSynchronously("pear")).isEqualTo("pear 3");
			assertThat(this.prices.of("short")).isEqualTo("short 4");
			assertThat(this.prices.of("short")).isEqualTo("short 4");
			this.prices.forgetAll();
			assertThat(this.prices.of("apple")).isEqualTo("apple 5");
			assertThat(CALCULATIONS).hasValue(5);
		});
	}

	@Test
	void generationsShareTheCache() {
		assertThat(this.prices.of("apple")).isEqualTo("apple 1");
		Restarts.restart(this.context, "prices", 3);
		assertThat(this.prices.of("apple")).isEqualTo("apple 1");
		assertThat(CALCULATIONS).hasValue(1);
	}

	@Test
	void aFailureIsNotCached() {
		assertThatIllegalStateException().isThrownBy(() -> this.prices.of("broken"));
		assertThatIllegalStateException().isThrownBy(() -> this.prices.of("broken"));
		assertThat(CALCULATIONS).hasValue(2);
		assertThat(this.prices.of("apple")).isEqualTo("apple 3");
	}

	@Test
	void theCacheDoesNotAnswerForAComponentThatIsDown() throws Throwable {
		assertThat(this.prices.of("apple")).isEqualTo("apple 1");
		Restarts.whileDown(this.context, "prices", () -> {
			assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(() -> this.prices.of("apple"));
			assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(() -> this.prices.forgetAll());
			assertThat(this.caches.getCache("prices").get("apple").get()).isEqualTo("apple 1");
		});
		assertThat(this.prices.of("apple")).isEqualTo("apple 1");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableCaching
	@Import(Prices.class)
	static class Application {

	}

	@Supervised
	@Component("prices")
	@CacheConfig(cacheNames = "prices")
	static class Prices {

		@Cacheable
		public String of(String product) {
			return calculate(product);
		}

		@Cacheable(cacheNames = "synchronous", sync = true)
		public String ofSynchronously(String product) {
			return calculate(product);
		}

		@CachePut(key = "#product")
		public String set(String product, String price) {
			return product + " " + price;
		}

		@CacheEvict
		public void forget(String product) {
		}

		@CacheEvict(allEntries = true)
		public void forgetAll() {
		}

		private String calculate(String product) {
			int number = CALCULATIONS.incrementAndGet();
			if (product.equals("broken")) {
				throw new IllegalStateException("no price");
			}
			return product + " " + number;
		}

	}

}
