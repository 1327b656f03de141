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
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.retry.annotation.Backoff;
import org.springframework.retry.annotation.EnableRetry;
import org.springframework.retry.annotation.Recover;
import org.springframework.retry.annotation.Retryable;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Spring Retry's attempts happen inside one supervised call.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@ActiveProfiles("plain")
class SpringRetryTests {

	private static final AtomicInteger ATTEMPTS = new AtomicInteger();

	@Autowired
	ApplicationContext context;

	@Autowired
	Remote remote;

	@BeforeEach
	void reset() {
		ATTEMPTS.set(0);
	}

	@Test
	void attemptsAreCountedExactlyInEachGeneration() throws Throwable {
		int incidents = Restarts.component(this.context, "remote").incidents().size();
		Restarts.beforeAndAfterThree(this.context, "remote", () -> {
			reset();
			assertThat(this.remote.succeedsAtThird()).isEqualTo(3);
			reset();
			assertThat(this.remote.recovers()).isEqualTo("recovered");
			assertThat(ATTEMPTS).hasValue(3);
		});
		assertThat(Restarts.component(this.context, "remote").incidents()).hasSize(incidents);
	}

	@Test
	void onlyWhatComesOutAfterTheLastAttemptIsASuspicion() {
		long generation = Restarts.generation(this.context, "remote");
		assertThatIllegalStateException().isThrownBy(this.remote::fails);
		assertThat(ATTEMPTS).hasValue(3);
		Restarts.awaitGeneration(this.context, "remote", generation + 1);
	}

	@Test
	void nothingIsTriedWhileDown() throws Throwable {
		Restarts.whileDown(this.context, "remote", () -> {
			assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.remote::recovers);
			assertThat(ATTEMPTS).hasValue(0);
		});
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableRetry(proxyTargetClass = true)
	@Import(Remote.class)
	static class Application {

	}

	/** One exception is a suspicion. */
	@Supervised(failureThreshold = 1)
	@Component("remote")
	static class Remote {

		@Retryable(maxAttempts = 3, backoff = @Backoff(1))
		public int succeedsAtThird() {
			int attempt = ATTEMPTS.incrementAndGet();
			if (attempt < 3) {
				throw new IllegalStateException("not yet");
			}
			return attempt;
		}

		@Retryable(maxAttempts = 3, backoff = @Backoff(1), recover = "recovered")
		public String recovers() {
			ATTEMPTS.incrementAndGet();
			throw new IllegalArgumentException("never");
		}

		@Recover
		String recovered(IllegalArgumentException ex) {
			return "recovered";
		}

		@Retryable(maxAttempts = 3, backoff = @Backoff(1), notRecoverable = IllegalStateException.class)
		public void fails() {
			ATTEMPTS.incrementAndGet();
			throw new IllegalStateException("never");
		}

	}

}
