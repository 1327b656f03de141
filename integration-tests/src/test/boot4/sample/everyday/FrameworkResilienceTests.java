package sample.everyday;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The framework's own {@code @Retryable} and {@code @ConcurrencyLimit} work inside one
 * supervised call, in each generation.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@ActiveProfiles("plain")
class FrameworkResilienceTests {

	private static final AtomicInteger ATTEMPTS = new AtomicInteger();

	@Autowired
	ApplicationContext context;

	@Autowired
	Remote remote;

	@Autowired
	Strict strict;

	@BeforeEach
	void reset() {
		ATTEMPTS.set(0);
	}

	@Test
	void attemptsAreCountedExactlyInEachGeneration() throws Throwable {
		int incidents = Restarts.component(this.context, "strict").incidents().size();
		Restarts.beforeAndAfterThree(this.context, "strict", () -> {
			reset();
			assertThat(this.strict.succeedsAtThird()).isEqualTo(3);
		});
		assertThat(Restarts.component(this.context, "strict").incidents()).hasSize(incidents);
	}

	@Test
	void onlyWhatComesOutAfterTheLastAttemptIsASuspicion() {
		long generation = Restarts.generation(this.context, "strict");
		assertThatIllegalStateException().isThrownBy(this.strict::fails);
		assertThat(ATTEMPTS).hasValue(3);
		Restarts.awaitGeneration(this.context, "strict", generation + 1);
	}

	@Test
	void concurrencyIsLimitedInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "remote", () -> {
			CountDownLatch in = new CountDownLatch(2);
			CountDownLatch out = new CountDownLatch(1);
			AtomicInteger inside = new AtomicInteger();
			CompletableFuture<?>[] calls = IntStream.range(0, 5)
				.mapToObj((i) -> CompletableFuture.runAsync(() -> this.remote.limited(inside, in, out),
						(task) -> new Thread(task).start()))
				.toArray(CompletableFuture<?>[]::new);
			assertThat(in.await(10, TimeUnit.SECONDS)).isTrue();
			Awaitility.await().until(() -> Restarts.inFlight(this.context, "/remote"), (count) -> count == 5);
			assertThat(inside).hasValue(2);
			out.countDown();
			assertThat(CompletableFuture.allOf(calls)).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(inside).hasValue(5);
		});
	}

	@Test
	void nothingIsTriedWhileDown() throws Throwable {
		Restarts.whileDown(this.context, "strict", () -> {
			assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.strict::fails);
			assertThat(ATTEMPTS).hasValue(0);
		});
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableResilientMethods(proxyTargetClass = true)
	@Import({ Remote.class, Strict.class })
	static class Application {

	}

	/** One exception is a suspicion. */
	@Supervised(failureThreshold = 1)
	@Component("strict")
	static class Strict {

		@Retryable(maxRetries = 2, delay = 1)
		public int succeedsAtThird() {
			int attempt = ATTEMPTS.incrementAndGet();
			if (attempt < 3) {
				throw new IllegalStateException("not yet");
			}
			return attempt;
		}

		@Retryable(maxRetries = 2, delay = 1)
		public void fails() {
			ATTEMPTS.incrementAndGet();
			throw new IllegalStateException("never");
		}

	}

	@Supervised
	@Component("remote")
	static class Remote {

		@ConcurrencyLimit(2)
		public void limited(AtomicInteger inside, CountDownLatch in, CountDownLatch out) {
			inside.incrementAndGet();
			in.countDown();
			try {
				out.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
