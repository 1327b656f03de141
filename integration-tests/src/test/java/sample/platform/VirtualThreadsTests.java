package sample.platform;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import sample.everyday.Restarts;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on virtual threads: requests, asynchronous calls and schedules reach the
 * component through all its restarts.
 */
@Timeout(120)
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Java 17 has no virtual threads")
class VirtualThreadsTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	private Seen seen;

	@BeforeEach
	void open() {
		this.context = new SpringApplicationBuilder(Application.class).profiles("plain")
			.run("--spring.threads.virtual.enabled=true");
		this.seen = this.context.getBean(Seen.class);
	}

	@AfterEach
	void close() {
		this.context.close();
		assertThat(this.seen.alive).as("alive after the end").hasValue(0);
	}

	@Test
	void whatCallsInRunsOnVirtualThreadsBeforeAndAfterThreeRestarts() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "desk", () -> {
			this.seen.threads.clear();
			assertThat(get().get(30, TimeUnit.SECONDS).body()).isEqualTo("request");
			assertThat(this.context.getBean(Desk.class).async().get(30, TimeUnit.SECONDS)).isEqualTo("async");
			assertThat(this.context.getBean(Desk.class).own().get(30, TimeUnit.SECONDS)).isEqualTo("executor");
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(this.seen.threads).contains("request virtual", "executor virtual")
					.anyMatch((entry) -> entry.startsWith("schedule "))
					.anyMatch((entry) -> entry.startsWith("async ")));
			assertThat(this.seen.alive).hasValue(1);
		});
	}

	@Test
	void manyCallersGetThroughRestarts() throws Exception {
		CompletableFuture<Void> restarts = CompletableFuture.runAsync(() -> Restarts.restart(this.context, "desk", 20));
		Set<Integer> statuses = ConcurrentHashMap.newKeySet();
		while (!restarts.isDone()) {
			List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(this::get).limit(40).toList();
			for (CompletableFuture<HttpResponse<String>> answer : answers) {
				statuses.add(answer.get(30, TimeUnit.SECONDS).statusCode());
			}
		}
		assertThat(restarts).succeedsWithin(Duration.ofSeconds(30));
		assertThat(statuses).contains(200).isSubsetOf(200, 503);
		assertThat(this.seen.alive).hasValue(1);
		assertThat(Restarts.component(this.context, "desk").abandoned()).isZero();
	}

	private CompletableFuture<HttpResponse<String>> get() {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return this.http.sendAsync(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/desk")).build(),
				BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	@EnableScheduling
	@Import({ Seen.class, Desk.class, Web.class })
	static class Application {

	}

	static class Seen {

		final Set<String> threads = ConcurrentHashMap.newKeySet();

		final AtomicInteger alive = new AtomicInteger();

		String note(String what) {
			// Compiled for a Java that has none.
			Object virtual = ReflectionUtils.invokeMethod(ReflectionUtils.findMethod(Thread.class, "isVirtual"),
					Thread.currentThread());
			this.threads.add(what + (Boolean.TRUE.equals(virtual) ? " virtual" : " platform"));
			return what;
		}

		@Override
		public String toString() {
			return this.threads.stream().sorted().collect(Collectors.joining(", "));
		}

	}

	@Supervised
	@Component("desk")
	static class Desk {

		private final Seen seen;

		private final Generation generation;

		Desk(Seen seen, Generation generation) {
			this.seen = seen;
			this.generation = generation;
		}

		@PostConstruct
		void begin() {
			this.seen.alive.incrementAndGet();
		}

		@PreDestroy
		void end() {
			this.seen.alive.decrementAndGet();
		}

		String request() {
			return this.seen.note("request");
		}

		@Async
		CompletableFuture<String> async() {
			return CompletableFuture.completedFuture(this.seen.note("async"));
		}

		Future<String> own() {
			return this.generation.executor().submit(() -> this.seen.note("executor"));
		}

		@Scheduled(fixedRate = 20)
		void tick() {
			this.seen.note("schedule");
		}

	}

	@RestController
	static class Web {

		private final Desk desk;

		Web(Desk desk) {
			this.desk = desk;
		}

		@GetMapping("/desk")
		String desk() {
			return this.desk.request();
		}

	}

}
