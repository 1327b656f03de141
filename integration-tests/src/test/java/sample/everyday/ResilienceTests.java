package sample.everyday;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import io.supervision.event.SupervisionEvent.Degradation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
 * Resilience4j's annotations work inside the supervised call, in each generation: the
 * supervisor sees what comes out after all of them.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "resilience4j.retry.instances.r.max-attempts=3",
				"resilience4j.retry.instances.r.wait-duration=1ms",
				"resilience4j.circuitbreaker.instances.c.sliding-window-size=4",
				"resilience4j.circuitbreaker.instances.c.minimum-number-of-calls=4",
				"resilience4j.circuitbreaker.instances.c.wait-duration-in-open-state=1h",
				"resilience4j.ratelimiter.instances.l.limit-for-period=2",
				"resilience4j.ratelimiter.instances.l.limit-refresh-period=1h",
				"resilience4j.ratelimiter.instances.l.timeout-duration=0",
				"resilience4j.bulkhead.instances.b.max-concurrent-calls=1",
				"resilience4j.bulkhead.instances.b.max-wait-duration=0",
				"resilience4j.timelimiter.instances.t.timeout-duration=100ms" })
@ActiveProfiles("plain")
@Timeout(60)
class ResilienceTests {

	@Autowired
	ApplicationContext context;

	@Autowired
	CircuitBreakerRegistry breakers;

	@Autowired
	Remote remote;

	@BeforeEach
	void reset() {
		this.breakers.circuitBreaker("c").reset();
		Remote.ATTEMPTS.set(0);
	}

	@Test
	void attemptsHappenInsideOneCall() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "remote", () -> {
			reset();
			assertThatIllegalStateException().isThrownBy(this.remote::retried);
			assertThat(Remote.ATTEMPTS).hasValue(3);
			Remote.ATTEMPTS.set(0);
			assertThat(this.remote.retriedWithFallback("x")).isEqualTo("instead of x");
			assertThat(Remote.ATTEMPTS).hasValue(3);
			Remote.ATTEMPTS.set(0);
			assertThat(this.remote.succeedsAtThird()).isEqualTo(3);
		});
	}

	@Test
	void onlyTheLastAttemptCounts() {
		Strict strict = this.context.getBean(Strict.class);
		long generation = Restarts.generation(this.context, "strict");
		for (int i = 0; i < 5; i++) {
			Remote.ATTEMPTS.set(0);
			assertThat(strict.succeedsAtThird()).isEqualTo(3);
		}
		assertThat(Restarts.generation(this.context, "strict")).isEqualTo(generation);
		assertThat(Restarts.component(this.context, "strict").incidents()).isEmpty();
		Remote.ATTEMPTS.set(0);
		assertThatIllegalStateException().isThrownBy(strict::retried);
		assertThat(Remote.ATTEMPTS).hasValue(3);
		Restarts.awaitGeneration(this.context, "strict", generation + 1);
		assertThat(Restarts.component(this.context, "strict").incidents()).singleElement()
			.satisfies((incident) -> assertThat(incident.count()).isOne());
	}

	@Test
	void aBreakerOpensAndFallsBackAcrossGenerations() {
		for (int i = 0; i < 4; i++) {
			assertThat(this.remote.broken()).isEqualTo("fallback IllegalStateException");
		}
		assertThat(Remote.ATTEMPTS).hasValue(4);
		assertThat(this.remote.broken()).isEqualTo("fallback CallNotPermittedException");
		Restarts.restart(this.context, "remote", 3);
		assertThat(this.remote.broken()).isEqualTo("fallback CallNotPermittedException");
		assertThat(Remote.ATTEMPTS).hasValue(4);
		long generation = Restarts.generation(this.context, "remote");
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(this.remote::brokenForAll);
		}
		assertThat(Restarts.generation(this.context, "remote")).isEqualTo(generation);
		Awaitility.await()
			.untilAsserted(() -> assertThat(Restarts.component(this.context, "remote").degradedBy())
				.isEqualTo(Degradation.DEPENDENCY));
	}

	@Test
	void aRateIsLimitedAcrossGenerations() {
		assertThat(this.remote.limited()).isEqualTo(1);
		Restarts.restart(this.context, "remote");
		assertThat(this.remote.limited()).isEqualTo(2);
		long generation = Restarts.generation(this.context, "remote");
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(RequestNotPermitted.class).isThrownBy(this.remote::limited);
		}
		assertThat(Restarts.generation(this.context, "remote")).isEqualTo(generation);
		assertThat(Remote.ATTEMPTS).hasValue(2);
	}

	@Test
	void aBulkheadLetsInOneAtATime() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "remote", () -> {
			CountDownLatch in = new CountDownLatch(1);
			CountDownLatch out = new CountDownLatch(1);
			CompletableFuture<Void> first = CompletableFuture.runAsync(() -> this.remote.alone(in, out));
			assertThat(in.await(10, TimeUnit.SECONDS)).isTrue();
			assertThatExceptionOfType(BulkheadFullException.class).isThrownBy(() -> this.remote.alone(in, out));
			out.countDown();
			assertThat(first).succeedsWithin(Duration.ofSeconds(10));
			this.remote.alone(in, out);
		});
	}

	@Test
	void timeIsLimited() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "remote", () -> {
			assertThat(this.remote.slow(false).toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
			assertThat(this.remote.slow(true).toCompletableFuture()).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withRootCauseInstanceOf(TimeoutException.class);
			assertThat(this.remote.slowWithFallback().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10))
				.isEqualTo("too slow");
		});
	}

	@Test
	void nothingIsTriedWhileDown() throws Throwable {
		Restarts.whileDown(this.context, "remote", () -> {
			assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.remote::retried);
			assertThatExceptionOfType(ComponentUnavailableException.class)
				.isThrownBy(() -> this.remote.retriedWithFallback("x"));
			assertThat(Remote.ATTEMPTS).hasValue(0);
			assertThat(this.breakers.circuitBreaker("c").getMetrics().getNumberOfFailedCalls()).isZero();
		});
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Remote.class, Strict.class })
	static class Application {

	}

	/** One exception is a suspicion. */
	@Supervised(failureThreshold = 1)
	@Component("strict")
	static class Strict {

		@Retry(name = "r")
		public void retried() {
			Remote.fail();
		}

		@Retry(name = "r")
		public int succeedsAtThird() {
			return Remote.succeedAtThird();
		}

	}

	@Supervised(failureThreshold = 100)
	@Component("remote")
	static class Remote {

		static final AtomicInteger ATTEMPTS = new AtomicInteger();

		static void fail() {
			ATTEMPTS.incrementAndGet();
			throw new IllegalStateException("no");
		}

		static int succeedAtThird() {
			int attempt = ATTEMPTS.incrementAndGet();
			if (attempt < 3) {
				throw new IllegalStateException("not yet");
			}
			return attempt;
		}

		@Retry(name = "r")
		public void retried() {
			fail();
		}

		@Retry(name = "r")
		public int succeedsAtThird() {
			return succeedAtThird();
		}

		@Retry(name = "r", fallbackMethod = "instead")
		public String retriedWithFallback(String text) {
			fail();
			return text;
		}

		private String instead(String text, Exception ex) {
			return "instead of " + text;
		}

		@CircuitBreaker(name = "c", fallbackMethod = "fallback")
		public String broken() {
			fail();
			return "never";
		}

		@CircuitBreaker(name = "c")
		public void brokenForAll() {
			fail();
		}

		private String fallback(Exception ex) {
			return "fallback " + ex.getClass().getSimpleName();
		}

		@RateLimiter(name = "l")
		public int limited() {
			return ATTEMPTS.incrementAndGet();
		}

		@Bulkhead(name = "b")
		public void alone(CountDownLatch in, CountDownLatch out) {
			in.countDown();
			try {
				out.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@TimeLimiter(name = "t")
		public CompletionStage<String> slow(boolean never) {
			return never ? new CompletableFuture<>() : CompletableFuture.completedFuture("fast");
		}

		@TimeLimiter(name = "t", fallbackMethod = "tooSlow")
		public CompletionStage<String> slowWithFallback() {
			return new CompletableFuture<>();
		}

		private CompletionStage<String> tooSlow(TimeoutException ex) {
			return CompletableFuture.completedFuture("too slow");
		}

	}

}
