package sample.platform;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.supervision.annotation.Supervised;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application shuts down while requests are in flight: they end first, then the
 * components do, and what does not end is left behind in time.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class GracefulShutdownTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context.isActive()) {
			this.context.getBean(Journal.class).go.countDown();
			this.context.close();
		}
	}

	@Test
	void requestsInFlightEndBeforeTheirComponentsDo() throws Exception {
		open("30s");
		Journal journal = this.context.getBean(Journal.class);
		CompletableFuture<HttpResponse<String>> answer = get();
		assertThat(journal.entered.await(30, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.context::close);
		assertThat(journal.closing.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(answer).isNotDone();
		journal.go.countDown();
		assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("sold 3");
		assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
		assertThat(journal.entries).startsWith("till", "stock")
			.containsExactlyInAnyOrder("till", "stock", "end of till", "end of stock");
	}

	@Test
	void whatDoesNotEndIsLeftBehindWhenTheTimeIsUp(CapturedOutput output) throws Exception {
		open("1s");
		Journal journal = this.context.getBean(Journal.class);
		CompletableFuture<HttpResponse<String>> answer = get();
		assertThat(journal.entered.await(30, TimeUnit.SECONDS)).isTrue();
		long before = System.nanoTime();
		this.context.close();
		assertThat(System.nanoTime() - before).as("three phases of a second, and some").isLessThan(20_000_000_000L);
		assertThat(output).containsOnlyOnce("Abandoned, because they did not stop in time: [/till, /stock]");
		Awaitility.await().until(() -> journal.entries.containsAll(List.of("end of till", "end of stock")));
		assertThat(journal.entries).doesNotContain("till", "stock");
		journal.go.countDown();
		answer.handle((response, failure) -> null).get(30, TimeUnit.SECONDS);
	}

	private void open(String timeout) {
		this.context = new SpringApplicationBuilder(Application.class).profiles("plain")
			.run("--server.shutdown=graceful", "--spring.lifecycle.timeout-per-shutdown-phase=" + timeout);
	}

	private CompletableFuture<HttpResponse<String>> get() {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return this.http.sendAsync(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/sell")).build(),
				BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Journal.class, Till.class, Stock.class, Sales.class })
	static class Application {

		@Bean
		static ApplicationListener<ContextClosedEvent> closing(Journal journal) {
			return (event) -> journal.closing.countDown();
		}

	}

	static class Journal {

		final Queue<String> entries = new ConcurrentLinkedQueue<>();

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch closing = new CountDownLatch(1);

		final CountDownLatch go = new CountDownLatch(1);

	}

	@Supervised
	@Component("till")
	static class Till {

		private final Journal journal;

		private final Stock stock;

		Till(Journal journal, Stock stock) {
			this.journal = journal;
			this.stock = stock;
		}

		String sell() {
			this.journal.entered.countDown();
			boolean go = false;
			while (!go) {
				try {
					this.journal.go.await();
					go = true;
				}
				catch (InterruptedException ex) {
					// It ignores them on purpose.
				}
			}
			this.journal.entries.add("till");
			return "sold " + this.stock.take();
		}

		@PreDestroy
		void end() {
			this.journal.entries.add("end of till");
		}

	}

	/** Called for the first time while the application shuts down. */
	@Supervised
	@Component("stock")
	static class Stock {

		private final Journal journal;

		Stock(Journal journal) {
			this.journal = journal;
		}

		int take() {
			this.journal.entries.add("stock");
			return 3;
		}

		@PreDestroy
		void end() {
			this.journal.entries.add("end of stock");
		}

	}

	@RestController
	static class Sales {

		private final Till till;

		Sales(Till till) {
			this.till = till;
		}

		@GetMapping("/sell")
		String sell() {
			return this.till.sell();
		}

	}

}
