package sample.everyday;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.annotation.Counted;
import io.micrometer.core.annotation.Timed;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.annotation.Observed;
import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Each call is metered once, by meters that outlive the generations.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "management.observations.annotations.enabled=true")
@ActiveProfiles("plain")
class MeteringTests {

	@Autowired
	ApplicationContext context;

	@Autowired
	MeterRegistry meters;

	@Autowired
	Mill mill;

	@BeforeEach
	void clear() {
		this.meters.clear();
	}

	@Test
	void eachCallIsMeteredOnceInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "mill", () -> {
			this.meters.clear();
			for (int i = 0; i < 5; i++) {
				this.mill.timed();
				this.mill.counted();
				this.mill.observed();
			}
			assertThat(this.meters.get("mill.timed").timer().count()).isEqualTo(5);
			assertThat(this.meters.get("mill.counted").counter().count()).isEqualTo(5);
			assertThat(this.meters.get("mill.observed").timer().count()).isEqualTo(5);
			assertThatIllegalStateException().isThrownBy(this.mill::fail);
			assertThat(this.meters.get("mill.fail").tag("exception", "IllegalStateException").timer().count()).isOne();
		});
	}

	@Test
	void metersContinueWithTheNextGeneration() {
		this.mill.timed();
		this.mill.counted();
		this.mill.observed();
		long meters = ours();
		Restarts.restart(this.context, "mill", 3);
		this.mill.timed();
		this.mill.counted();
		this.mill.observed();
		assertThat(this.meters.get("mill.timed").timer().count()).isEqualTo(2);
		assertThat(this.meters.get("mill.counted").counter().count()).isEqualTo(2);
		assertThat(this.meters.get("mill.observed").timer().count()).isEqualTo(2);
		assertThat(ours()).isEqualTo(meters);
	}

	@Test
	void aCallOutlivedByItsGenerationIsMeteredAtItsEnd() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		long generation = Restarts.generation(this.context, "stubborn");
		Stubborn stubborn = this.context.getBean(Stubborn.class);
		CompletableFuture<Void> call = CompletableFuture.runAsync(() -> stubborn.hang(begun, end));
		assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
		Restarts.awaitGeneration(this.context, "stubborn", generation + 1);
		assertThat(this.meters.find("stubborn").timer()).isNull();
		end.countDown();
		assertThat(call).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(this.meters.get("stubborn").timer().count()).isOne();
	}

	@Test
	void callsThatNeverReachTheComponentAreNotMetered() throws Throwable {
		Restarts.whileDown(this.context, "mill", () -> {
			assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.mill::timed);
			assertThat(this.meters.find("mill.timed").timer()).isNull();
		});
	}

	private long ours() {
		return this.meters.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("mill."))
			.count();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Mill.class, Stubborn.class })
	static class Application {

	}

	@Supervised
	@Component("mill")
	static class Mill {

		@Timed("mill.timed")
		public void timed() {
		}

		@Counted("mill.counted")
		public void counted() {
		}

		@Observed(name = "mill.observed")
		public void observed() {
		}

		@Timed("mill.fail")
		public void fail() {
			throw new IllegalStateException("no");
		}

	}

	@Supervised(callTimeout = "200ms", shutdownTimeout = "100ms")
	@Component("stubborn")
	static class Stubborn {

		@Timed("stubborn")
		public void hang(CountDownLatch begun, CountDownLatch end) {
			begun.countDown();
			boolean ended = false;
			while (!ended) {
				try {
					end.await();
					ended = true;
				}
				catch (InterruptedException ex) {
					// goes on
				}
			}
		}

	}

}
