package sample.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.tree.SupervisionKernel.Operation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import sample.everyday.Restarts;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A thousand callers of a component whose starts fail again and again, and a thousand who
 * come later. If any attempt began the wait anew none of the first would ever be
 * answered, and if each of the others waited the test would take hours.
 */
@Timeout(180)
class ThousandCallersTests {

	private static final int CALLERS = 1_000;

	private final Queue<Throwable> answers = new ConcurrentLinkedQueue<>();

	private ConfigurableApplicationContext context;

	private Quote quote;

	@BeforeEach
	void open() {
		Quote.broken = false;
		this.context = new SpringApplicationBuilder(Application.class).profiles("plain")
			.web(WebApplicationType.NONE)
			.run("--supervision.root.intensity=1000000", "--supervision.backoff.initial-delay=1ms",
					"--supervision.backoff.max-delay=1ms", "--logging.level.io.supervision=off");
		this.quote = this.context.getBean(Quote.class);
		this.quote.ask();
	}

	@AfterEach
	void close() {
		Quote.broken = false;
		this.context.close();
	}

	static Stream<Named<ThreadFactory>> threads() {
		Stream<Named<ThreadFactory>> platform = Stream.of(Named.of("platform", Executors.defaultThreadFactory()));
		return Stream.concat(platform, Stream.ofNullable(virtual()).map((threads) -> Named.of("virtual", threads)));
	}

	/** Compiled for a Java that has none. */
	private static ThreadFactory virtual() {
		return Arrays.stream(Thread.class.getMethods())
			.filter((method) -> method.getName().equals("ofVirtual"))
			.map((method) -> ReflectionUtils.invokeMethod(method, null))
			.map((builder) -> (ThreadFactory) ReflectionUtils.invokeMethod(ReflectionUtils
				.findMethod(ClassUtils.resolveClassName("java.lang.Thread$Builder", null), "factory"), builder))
			.findFirst()
			.orElse(null);
	}

	@ParameterizedTest
	@MethodSource("threads")
	void threadsAreAnsweredAndGone(ThreadFactory threads) throws Exception {
		breakDown();
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			Thread caller = threads.newThread(() -> {
				try {
					this.answers.add(new AssertionError("answered by " + this.quote.ask()));
				}
				catch (Throwable ex) {
					this.answers.add(ex);
				}
			});
			callers.add(caller);
			caller.start();
		}
		for (Thread caller : callers) {
			caller.join(TimeUnit.SECONDS.toMillis(60));
			assertThat(caller.isAlive()).as("waits for longer than the outage is old").isFalse();
		}
		for (int i = 0; i < CALLERS; i++) {
			assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.quote::ask)
				.satisfies(this.answers::add);
		}
		assertAllUnavailable();
		assertThat(Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream))
			.noneMatch((frame) -> frame.getClassName().equals("io.supervision.bean.WaitingCall"));
	}

	@Test
	void subscribersAreAnsweredWithoutAThread() throws Exception {
		breakDown();
		for (int i = 0; i < CALLERS; i++) {
			subscribe();
		}
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.answers.size() == CALLERS);
		for (int i = 0; i < CALLERS; i++) {
			subscribe();
			assertThat(this.answers).as("answered at once").hasSize(CALLERS + i + 1);
		}
		assertAllUnavailable();
	}

	private void subscribe() {
		this.quote.later()
			.subscribe((answer) -> this.answers.add(new AssertionError("answered by " + answer)), this.answers::add);
	}

	/** Let the next generation fail to start, and the one after it, and so on. */
	private void breakDown() {
		int attempts = Quote.attempts.get();
		Quote.broken = true;
		Restarts.operate(this.context, "quote", Operation.RESTART);
		Awaitility.await().until(() -> Quote.attempts.get() > attempts + 2);
	}

	private void assertAllUnavailable() {
		assertThat(this.answers).hasSize(2 * CALLERS).hasOnlyElementsOfType(ComponentUnavailableException.class);
		int attempts = Quote.attempts.get();
		Awaitility.await().until(() -> Quote.attempts.get() > attempts + 2);
		assertThat(Restarts.component(this.context, "quote").state()).isEqualTo(ChildState.RESTARTING);
		Quote.broken = false;
		Awaitility.await().until(() -> Restarts.component(this.context, "quote").state() == ChildState.RUNNING);
		assertThat(this.quote.ask()).isEqualTo("7");
		assertThat(this.quote.later().block()).isEqualTo("7");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Quote.class)
	static class Application {

	}

	@Supervised
	@Component("quote")
	static class Quote {

		static final AtomicInteger attempts = new AtomicInteger();

		static volatile boolean broken;

		Quote() {
			attempts.incrementAndGet();
			if (broken) {
				throw new IllegalStateException("cannot start");
			}
		}

		String ask() {
			return "7";
		}

		Mono<String> later() {
			return Mono.just("7");
		}

	}

}
