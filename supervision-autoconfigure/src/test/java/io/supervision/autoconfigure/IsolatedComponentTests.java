package io.supervision.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.supervision.ComponentUnavailableException;
import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An isolated component in a real application: what callers, the endpoint, health and the
 * scheduler see of it.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class IsolatedComponentTests {

	private static final BlockingQueue<Runnable> WORK = new LinkedBlockingQueue<>();

	private static final AtomicInteger TICKS = new AtomicInteger();

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	private Feed feed;

	@BeforeEach
	void start() {
		WORK.clear();
		this.context = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "management.endpoints.web.exposure.include=supervision,health",
					"management.endpoint.supervision.access=unrestricted",
					"management.endpoint.supervision.show-details=always",
					"management.endpoint.health.show-components=always", "spring.main.banner-mode=off",
					"supervision.backoff.initial-delay=1ms", "supervision.backoff.max-delay=1ms")
			.run();
		this.feed = this.context.getBean(Feed.class);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void componentWithADeadWorkerAnswersCallsAndIsNotSetGoing(CapturedOutput output) throws Exception {
		Awaitility.await().until(() -> TICKS.get() > 2);
		while (!node().get("serving").booleanValue()) {
			WORK.add(() -> {
				throw new IllegalStateException("the worker is dead");
			});
		}
		JsonNode isolated = node();
		assertThat(isolated.get("state").textValue()).isEqualTo("ISOLATED");
		assertThat(isolated.has("nextAttemptAt")).isTrue();
		assertThat(this.feed.price()).isEqualTo(isolated.get("generation").intValue());
		assertThat(health()).isEqualTo("ISOLATED");
		Awaitility.await().until(() -> output.toString().contains("are skipped until it is back"));
		int ticks = TICKS.get();
		WORK.clear();
		WORK.add(() -> {
			throw new IllegalStateException("once more");
		});
		Awaitility.await().until(() -> decision(node()).contains("it is isolated and serves as it is"));
		assertThat(TICKS).as("ticks while it is isolated").hasValue(ticks);
		assertThat(this.feed.price()).as("nothing was done about it").isEqualTo(isolated.get("generation").intValue());
		operate("restart");
		Awaitility.await().until(() -> TICKS.get() > ticks + 2);
		assertThat(node().get("state").textValue()).isEqualTo("RUNNING");
		assertThat(node().get("serving").booleanValue()).isFalse();
		assertThat(this.feed.price()).isGreaterThan(isolated.get("generation").intValue());
	}

	@Test
	void componentThatGaveUpOnItselfIsDown() throws Exception {
		while (!node().get("state").textValue().equals("ISOLATED")) {
			try {
				this.feed.fail();
			}
			catch (ComponentUnavailableException ex) {
				// Between two generations.
			}
		}
		assertThat(node().get("serving").booleanValue()).isFalse();
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(this.feed::price);
		JsonNode incidents = node().get("incidents");
		JsonNode last = incidents.get(incidents.size() - 1);
		assertThat(last.get("detector").textValue()).isEqualTo("SELF");
		assertThat(last.get("decision").textValue()).startsWith("isolated: ");
		assertThat(last.at("/budgetLeft/restarts").intValue()).isZero();
		assertThat(incidents.at("/0/restarted/0/action").textValue()).isEqualTo("STOP");
		assertThat(incidents.at("/0/restarted/1/action").textValue()).isEqualTo("START");
	}

	private static String decision(JsonNode node) {
		JsonNode incidents = node.get("incidents");
		return incidents.isEmpty() ? "" : incidents.get(incidents.size() - 1).get("decision").textValue();
	}

	private JsonNode node() throws Exception {
		return json("supervision/feed");
	}

	private String health() throws Exception {
		return json("health").at("/components/supervision/components/feed/status").textValue();
	}

	private JsonNode json(String path) throws Exception {
		HttpResponse<String> response = this.client.send(HttpRequest.newBuilder(uri(path)).build(),
				HttpResponse.BodyHandlers.ofString());
		return new ObjectMapper().readTree(response.body());
	}

	private void operate(String operation) throws Exception {
		HttpResponse<String> response = this.client.send(HttpRequest.newBuilder(uri("supervision/feed"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"operation\":\"" + operation + "\",\"reason\":\"a test\"}"))
			.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.context.getEnvironment().getProperty("local.server.port")
				+ "/actuator/" + path);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		@Bean
		@Supervised
		Feed feed(Generation generation) {
			return new Feed(generation);
		}

		@Bean
		@Supervised
		Other other() {
			return new Other();
		}

	}

	/** A component that has nothing to do with it. */
	static class Other {

		void nothing() {
		}

	}

	/** A component with a worker, a schedule and callers. */
	static class Feed {

		private final Generation generation;

		Feed(Generation generation) {
			this.generation = generation;
		}

		int price() {
			return (int) this.generation.number();
		}

		void fail() {
			this.generation.fail(new IllegalStateException("wrong prices"));
		}

		@Worker
		void work() throws InterruptedException {
			while (true) {
				WORK.take().run();
			}
		}

		@Scheduled(fixedRate = 10)
		void tick() {
			TICKS.incrementAndGet();
		}

	}

}
