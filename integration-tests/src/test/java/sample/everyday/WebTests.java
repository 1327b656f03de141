package sample.everyday;

import java.beans.PropertyEditorSupport;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import io.supervision.tree.SupervisionKernel.Operation;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Controllers are mapped once, on the proxy, and requests reach the current generation.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=*", "spring.jmx.enabled=false" })
@ActiveProfiles("plain")
@Timeout(60)
class WebTests {

	@Autowired
	ApplicationContext context;

	Http http;

	@BeforeEach
	void connect() {
		this.http = new Http(this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@Test
	void requestsAreMappedAndBoundInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "items", () -> {
			assertAnswer("/items/7?size=3", 200, "item 7 of size 3 for WebTests");
			assertThat(this.http.post("/items", "{\"name\":\"apple\",\"count\":2}").statusCode()).isEqualTo(201);
			assertAnswer("/items/bound?text=upper", 200, "UPPER");
			assertAnswer("/items/future", 200, "later");
			assertAnswer("/items/callable", 200, "called");
			assertAnswer("/items/teapot", 418, "teapot");
		});
	}

	@Test
	void invalidRequestsAreAnsweredAndNeverCount() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "items", () -> {
			long generation = Restarts.generation(this.context, "items");
			for (int i = 0; i < 10; i++) {
				assertThat(this.http.post("/items", "{\"name\":\"\",\"count\":2}").statusCode()).isEqualTo(400);
				assertThat(this.http.get("/items/7?size=99").statusCode()).isEqualTo(400);
				assertThat(this.http.get("/items/seven?size=1").statusCode()).isEqualTo(400);
				assertThat(this.http.get("/items/missing").statusCode()).isEqualTo(404);
			}
			assertThat(Restarts.generation(this.context, "items")).isEqualTo(generation);
			assertThat(Restarts.component(this.context, "items").incidents()).isEmpty();
		});
	}

	@Test
	void exceptionsAreHandledByTheControllerAndByAdvice() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "items", () -> {
			assertAnswer("/items/fails", 409,
					"handled by items of generation " + Restarts.generation(this.context, "items"));
			assertAnswer("/items/failsElsewhere", 422,
					"handled by advice of generation " + Restarts.generation(this.context, "advice"));
			Restarts.restart(this.context, "advice");
		});
	}

	@Test
	void mappingsOnInterfacesWorkInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "contract", () -> {
			assertAnswer("/contract/5", 200, "5 by contract");
			assertThat(this.http.get("/contract/0").statusCode()).isEqualTo(400);
		});
	}

	@Test
	void mappingsAreThereOnceAndNameTheControllersOwnClass() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "items", () -> {
			String mappings = this.http.get("/actuator/mappings").body();
			assertThat(mappings).contains("sample.everyday.WebTests$Items#item(")
				.doesNotContain("Items$$", "Contract$$", "Hanging$$");
			assertThat(mappings.split("\"/items/\\{id\\}\"", -1)).hasSize(2);
		});
	}

	@Test
	void answersUnavailableWhileDown() throws Throwable {
		Restarts.whileDown(this.context, "items", () -> {
			HttpResponse<String> answer = this.http.get("/items/7?size=3");
			assertThat(answer.statusCode()).isEqualTo(503);
			assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
			assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(this.http.get("/items/fails").statusCode()).isEqualTo(503);
			assertThat(this.http.get("/items/future").statusCode()).isEqualTo(503);
			assertThat(this.http.get("/items/bound?text=upper").statusCode()).isEqualTo(503);
			assertThat(this.http.post("/items", "{\"name\":\"apple\",\"count\":2}").statusCode()).isEqualTo(503);
			assertAnswer("/contract/5", 200, "5 by contract");
		});
		assertAnswer("/items/7?size=3", 200, "item 7 of size 3 for WebTests");
	}

	@Test
	void adviceThatIsDownLeavesTheOthersAlone() throws Throwable {
		Restarts.whileDown(this.context, "advice", () -> {
			assertAnswer("/items/7?size=3", 200, "item 7 of size 3 for WebTests");
			assertThat(this.http.get("/items/failsElsewhere").statusCode()).isGreaterThanOrEqualTo(500);
			assertThat(this.http.get("/items/fails").statusCode()).isEqualTo(409);
		});
	}

	@Test
	void aRequestInFlightIsAnsweredByItsOwnGeneration() throws Exception {
		long generation = Restarts.generation(this.context, "items");
		Items.begun = new CountDownLatch(1);
		Items.end = new CountDownLatch(1);
		CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> this.http.get("/items/slow").body());
		assertThat(Items.begun.await(10, TimeUnit.SECONDS)).isTrue();
		Restarts.operate(this.context, "items", Operation.RESTART);
		Items.end.countDown();
		assertThat(slow).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("generation " + generation);
		Restarts.awaitGeneration(this.context, "items", generation + 1);
	}

	@Test
	void aRequestThatHangsIsTakenFromItsGenerationAndOthersAreAnswered() {
		long generation = Restarts.generation(this.context, "hanging");
		CompletableFuture<Integer> hung = CompletableFuture
			.supplyAsync(() -> this.http.get("/hanging/hang").statusCode());
		Restarts.awaitGeneration(this.context, "hanging", generation + 1);
		assertAnswer("/hanging/fine", 200, "fine");
		assertThat(hung).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(500);
	}

	@Test
	void filtersFilterInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "stamp",
				() -> assertThat(this.http.get("/contract/5").headers().firstValue("Stamp"))
					.hasValue("generation " + Restarts.generation(this.context, "stamp")));
		Restarts.whileDown(this.context, "stamp",
				() -> assertThat(this.http.get("/contract/5").statusCode()).isEqualTo(500));
	}

	private void assertAnswer(String path, int status, String body) {
		HttpResponse<String> answer = this.http.get(path);
		assertThat(answer.body()).as(path).isEqualTo(body);
		assertThat(answer.statusCode()).as(path).isEqualTo(status);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Items.class, ByContract.class, Hanging.class, Advice.class })
	static class Application {

		@Bean
		@Supervised
		Stamp stamp(Generation generation) {
			return new Stamp(generation);
		}

	}

	record Item(@NotBlank String name, int count) {
	}

	static class ElsewhereException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	@ResponseStatus(HttpStatus.NOT_FOUND)
	static class MissingException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	@Supervised(failureThreshold = 100)
	@RestController("items")
	@RequestMapping("/items")
	static class Items {

		static volatile CountDownLatch begun;

		static volatile CountDownLatch end;

		private final Generation generation;

		Items(Generation generation) {
			this.generation = generation;
		}

		@InitBinder
		void initBinder(WebDataBinder binder) {
			binder.registerCustomEditor(String.class, "text", new PropertyEditorSupport() {

				@Override
				public void setAsText(String text) {
					setValue(text.toUpperCase(java.util.Locale.ROOT));
				}

			});
		}

		@ModelAttribute("who")
		String who() {
			return "WebTests";
		}

		@GetMapping("/{id}")
		String item(@PathVariable int id, @RequestParam @Max(10) int size, @ModelAttribute("who") String who) {
			return "item " + id + " of size " + size + " for " + who;
		}

		@PostMapping
		@ResponseStatus(HttpStatus.CREATED)
		Map<String, Object> add(@RequestBody @Valid Item item) {
			return Map.of("name", item.name());
		}

		@GetMapping("/bound")
		String bound(@RequestParam String text) {
			return text;
		}

		@GetMapping("/future")
		CompletableFuture<String> future() {
			return CompletableFuture.supplyAsync(() -> "later");
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return () -> "called";
		}

		@GetMapping("/teapot")
		ResponseEntity<String> teapot() {
			return ResponseEntity.status(418).body("teapot");
		}

		@GetMapping("/missing")
		String missing() {
			throw new MissingException();
		}

		@GetMapping("/fails")
		String fails() {
			throw new IllegalStateException("fails");
		}

		@GetMapping("/failsElsewhere")
		String failsElsewhere() {
			throw new ElsewhereException();
		}

		@GetMapping("/slow")
		String slow() throws InterruptedException {
			begun.countDown();
			end.await();
			return "generation " + this.generation.number();
		}

		@ExceptionHandler
		ResponseEntity<String> handle(IllegalStateException ex) {
			return ResponseEntity.status(409).body("handled by items of generation " + this.generation.number());
		}

	}

	@RequestMapping("/contract")
	interface Contract {

		@GetMapping("/{number}")
		String answer(@PathVariable @Min(1) int number);

	}

	@Supervised
	@RestController("contract")
	static class ByContract implements Contract {

		@Override
		public String answer(int number) {
			return number + " by contract";
		}

	}

	@Supervised(callTimeout = "200ms", shutdownTimeout = "500ms")
	@RestController("hanging")
	@RequestMapping("/hanging")
	static class Hanging {

		@GetMapping("/hang")
		String hang() throws InterruptedException {
			new CountDownLatch(1).await();
			return "never";
		}

		@GetMapping("/fine")
		String fine() {
			return "fine";
		}

	}

	@Supervised
	@RestControllerAdvice(name = "advice", basePackageClasses = WebTests.class)
	static class Advice {

		private final Generation generation;

		Advice(Generation generation) {
			this.generation = generation;
		}

		@ExceptionHandler
		ResponseEntity<String> handle(ElsewhereException ex) {
			return ResponseEntity.status(422).body("handled by advice of generation " + this.generation.number());
		}

	}

	static class Stamp implements Filter {

		private final Generation generation;

		Stamp(Generation generation) {
			this.generation = generation;
		}

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			((HttpServletResponse) response).setHeader("Stamp", "generation " + this.generation.number());
			chain.doFilter(request, response);
		}

	}

}
