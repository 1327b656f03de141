package sample.reactive;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.tree.SupervisionKernel.Operation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import sample.everyday.Restarts;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A reactive application on one event loop. While a component is down nobody waits on it:
 * calls that would block it fail at once, others wait without a thread, and requests that
 * do not need the component are answered meanwhile.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=reactive", "spring.jmx.enabled=false",
				"management.endpoints.web.exposure.include=supervision" })
@ActiveProfiles("plain")
@Timeout(120)
class WebFluxTests {

	@Autowired
	ApplicationContext context;

	final HttpClient client = HttpClient.newHttpClient();

	@BeforeEach
	@AfterEach
	void endTheOutage() {
		Part.next.countDown();
		for (String id : List.of("desk", "till")) {
			Awaitility.await().until(() -> Restarts.component(this.context, id).state() == ChildState.RUNNING);
		}
	}

	@Test
	void requestsReachEachGeneration() throws Throwable {
		for (String id : List.of("desk", "items", "stamp")) {
			Restarts.beforeAndAfterThree(this.context, id, () -> {
				for (String path : List.of("/desk/block", "/desk/mono", "/desk/flux", "/desk/future", "/routed/block",
						"/routed/mono", "/filtered")) {
					assertAnswer(path, 200, "desk");
				}
				assertAnswer("/items/7", 200, "item 7");
				assertAnswer("/items/later/7", 200, "item 7");
				assertAnswer("/items/fails", 409, "handled by items");
			});
		}
		assertThat(get("/desk/thread").body()).startsWith(OneLoop.NAME);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/desk/block", "/catching/block", "/routed/block", "/filtered" })
	void callThatWouldBlockTheEventLoopFailsAtOnce(String path) {
		outage("desk");
		// It would wait for ten minutes.
		HttpResponse<String> answer = get(path);
		assertUnavailable(answer);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(answer.body()).contains("503").contains(path).doesNotContain("desk is").doesNotContain("Exception");
		assertUnavailable(send(request(path).header("Accept", "text/html").GET()).join());
		if (!path.startsWith("/routed")) {
			assertUnavailable(send(request(path).method("HEAD", BodyPublishers.noBody())).join());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/desk/mono", "/desk/flux", "/desk/future", "/routed/mono" })
	void callThatEndsLaterWaitsWhileOthersAreAnswered(String path) {
		outage("desk");
		CompletableFuture<HttpResponse<String>> waiting = send(request(path).GET());
		Awaitility.await().until(() -> Part.asked.contains(path));
		assertAnswer("/other", 200, "other");
		assertUnavailable(get("/desk/block"));
		assertThat(waiting).isNotDone();
		Part.next.countDown();
		assertThat(waiting.join().body()).isEqualTo("desk");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/till/mono", "/till/flux", "/till/future" })
	void callThatEndsLaterIsAnsweredWhenTheOutageIsTooOld(String path) {
		long before = System.nanoTime();
		outage("till");
		CompletableFuture<HttpResponse<String>> waiting = send(request(path).GET());
		assertAnswer("/other", 200, "other");
		assertUnavailable(waiting.join());
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
		assertUnavailable(get(path));
		assertThat(Restarts.component(this.context, "till").state()).isEqualTo(ChildState.RESTARTING);
	}

	@Test
	void manyRequestsDuringAnOutageHoldUpNobody() {
		outage("till");
		List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			waiting.add(send(request("/till/mono").GET()));
		}
		assertAnswer("/other", 200, "other");
		waiting.forEach((request) -> assertUnavailable(request.join()));
		Part.next.countDown();
		Awaitility.await().until(() -> get("/till/mono").statusCode() == 200);
	}

	@Test
	void whatIsSupervisedAndCallsInIsUnavailableWhileDown() throws Throwable {
		Restarts.whileDown(this.context, "items", () -> {
			assertUnavailable(get("/items/7"));
			assertUnavailable(get("/items/later/7"));
			assertUnavailable(get("/items/fails"));
			assertAnswer("/other", 200, "other");
		});
		Restarts.whileDown(this.context, "stamp", () -> assertUnavailable(get("/other")));
		assertAnswer("/items/7", 200, "item 7");
	}

	@Test
	void otherErrorsAreTheApplicationsOwn() {
		assertAnswer("/other/fails", 418, "caught by advice");
		assertAnswer("/routed/fails", 418, "caught by advice");
		assertAnswer("/catching/fails", 418, "caught by controller");
	}

	@Test
	void answerThatHasBegunIsBrokenOff() throws Throwable {
		Restarts.whileDown(this.context, "desk", () -> {
			CompletableFuture<HttpResponse<String>> answer = send(request("/desk/after-one").GET());
			assertThat(answer).failsWithin(Duration.ofSeconds(60));
		});
	}

	@Test
	void treeIsShown() {
		HttpResponse<String> answer = get("/actuator/supervision");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("\"desk\"");
	}

	/** Stop a component; its next generation starts when the test says so. */
	private void outage(String id) {
		Part.asked.clear();
		Part.next = new CountDownLatch(1);
		Restarts.operate(this.context, id, Operation.RESTART);
		Awaitility.await().until(() -> Restarts.component(this.context, id).state() == ChildState.RESTARTING);
	}

	private HttpResponse<String> get(String path) {
		return send(request(path).GET()).join();
	}

	private HttpRequest.Builder request(String path) {
		int port = this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).timeout(Duration.ofSeconds(60));
	}

	private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
		return this.client.sendAsync(request.build(), BodyHandlers.ofString());
	}

	private void assertAnswer(String path, int status, String body) {
		HttpResponse<String> answer = get(path);
		assertThat(answer.body()).as(path).isEqualTo(body);
		assertThat(answer.statusCode()).as(path).isEqualTo(status);
	}

	private static void assertUnavailable(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.toString()).isEqualTo(503);
		assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ OneLoop.class, Desk.class, Till.class, Items.class, Web.class, CatchingWeb.class, CatchAll.class,
			Asked.class })
	static class Application {

		@Bean
		@Supervised
		Stamp stamp(Generation generation) {
			return new Stamp(generation);
		}

		@Bean
		RouterFunction<ServerResponse> routes(Desk desk) {
			return RouterFunctions.route()
				.GET("/routed/block", (request) -> ServerResponse.ok().bodyValue(desk.block()))
				.GET("/routed/mono", (request) -> ServerResponse.ok().body(desk.mono(), String.class))
				.GET("/routed/fails", (request) -> Mono.error(new IllegalStateException("fails")))
				.build();
		}

	}

	/** What a component can be asked for. */
	static class Part {

		/** Lets the next generation start. */
		static volatile CountDownLatch next = new CountDownLatch(0);

		/** The requests that have come in. */
		static final List<String> asked = new CopyOnWriteArrayList<>();

		private final String name;

		Part(String name) {
			this.name = name;
			try {
				next.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		String block() {
			return this.name;
		}

		Mono<String> mono() {
			return Mono.just(this.name);
		}

		Flux<String> flux() {
			return Flux.just(this.name);
		}

		CompletableFuture<String> future() {
			return CompletableFuture.completedFuture(this.name);
		}

	}

	@Supervised(waitTimeout = "10m", startTimeout = "10m")
	@Component("desk")
	static class Desk extends Part {

		Desk() {
			super("desk");
		}

	}

	@Supervised(waitTimeout = "400ms", startTimeout = "10m")
	@Component("till")
	static class Till extends Part {

		Till() {
			super("till");
		}

	}

	@Supervised(failureThreshold = 100)
	@RestController("items")
	@RequestMapping("/items")
	static class Items {

		@GetMapping("/{id}")
		String item(@PathVariable int id) {
			return "item " + id;
		}

		@GetMapping("/later/{id}")
		Mono<String> later(@PathVariable int id) {
			return Mono.just("item " + id);
		}

		@GetMapping("/fails")
		String fails() {
			throw new IllegalArgumentException("fails");
		}

		@ExceptionHandler
		ResponseEntity<String> handle(IllegalArgumentException ex) {
			return ResponseEntity.status(409).body("handled by items");
		}

	}

	@RestController
	static class Web {

		private final Desk desk;

		private final Till till;

		Web(Desk desk, Till till) {
			this.desk = desk;
			this.till = till;
		}

		@GetMapping("/{part}/block")
		String block(@PathVariable String part) {
			return part(part).block();
		}

		@GetMapping("/{part}/mono")
		Mono<String> mono(@PathVariable String part) {
			return part(part).mono();
		}

		@GetMapping("/{part}/flux")
		Flux<String> flux(@PathVariable String part) {
			return part(part).flux();
		}

		@GetMapping("/{part}/future")
		CompletableFuture<String> future(@PathVariable String part) {
			return part(part).future();
		}

		@GetMapping(path = "/desk/after-one", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> afterOne() {
			return Flux.just("one").concatWith(this.desk.mono());
		}

		@GetMapping("/desk/thread")
		String thread() {
			return Thread.currentThread().getName();
		}

		@GetMapping("/other")
		String other() {
			return "other";
		}

		@GetMapping("/other/fails")
		String fails() {
			throw new IllegalStateException("fails");
		}

		private Part part(String name) {
			return name.equals("desk") ? this.desk : this.till;
		}

	}

	@RestController
	static class CatchingWeb {

		private final Desk desk;

		CatchingWeb(Desk desk) {
			this.desk = desk;
		}

		@GetMapping("/catching/block")
		String block() {
			return this.desk.block();
		}

		@GetMapping("/catching/fails")
		String fails() {
			throw new IllegalStateException("fails");
		}

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> all() {
			return ResponseEntity.status(418).body("caught by controller");
		}

	}

	@RestControllerAdvice
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class CatchAll {

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> all() {
			return ResponseEntity.status(418).body("caught by advice");
		}

	}

	/** Knows what has come in, and asks a component itself. */
	static class Asked implements WebFilter {

		private final Desk desk;

		Asked(Desk desk) {
			this.desk = desk;
		}

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			String path = exchange.getRequest().getPath().value();
			Part.asked.add(path);
			return path.equals("/filtered")
					? exchange.getResponse()
						.writeWith(Mono
							.just(exchange.getResponse().bufferFactory().wrap(this.desk.block().getBytes(UTF_8))))
					: chain.filter(exchange);
		}

	}

	static class Stamp implements WebFilter {

		private final Generation generation;

		Stamp(Generation generation) {
			this.generation = generation;
		}

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			exchange.getResponse().getHeaders().set("Stamp", "generation " + this.generation.number());
			return chain.filter(exchange);
		}

	}

}
