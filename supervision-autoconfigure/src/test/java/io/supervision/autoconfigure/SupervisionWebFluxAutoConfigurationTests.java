package io.supervision.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.ComponentUnavailableException;
import io.supervision.spec.ChildState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.http.codec.CodecsAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.reactive.HttpHandlerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.reactive.WebFluxAutoConfiguration;
import org.springframework.boot.autoconfigure.web.reactive.error.ErrorWebFluxAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableReactiveWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.codec.CharSequenceEncoder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.EncoderHttpMessageWriter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SupervisionWebFluxAutoConfiguration}.
 */
class SupervisionWebFluxAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class,
				ErrorWebFluxAutoConfiguration.class, CodecsAutoConfiguration.class, JacksonAutoConfiguration.class,
				SupervisionWebFluxAutoConfiguration.class))
		.withBean(Shop.class)
		.withBean(Gate.class);

	private final ReactiveWebApplicationContextRunner routed = this.runner.withBean("route", RouterFunction.class,
			() -> RouterFunctions.route()
				.GET("/routed", (request) -> Mono.error(unavailable(0)))
				.GET("/routed-throws", (request) -> {
					throw new IllegalStateException(unavailable(0));
				})
				.GET("/routed-late", (request) -> ServerResponse.ok().body(Mono.error(unavailable(0)), String.class))
				.GET("/routed-other", (request) -> Mono.error(new IllegalStateException("other")))
				.build());

	@ParameterizedTest
	@ValueSource(strings = { "/orders", "/mono", "/flux", "/future", "/entity", "/wrapped", "/wrapped-mono", "/routed",
			"/routed-throws", "/routed-late", "/filtered", "/filtered-throws" })
	void componentThatIsDownIsServiceUnavailableAndNothingInsideIsTold(String path) {
		this.routed.run((context) -> {
			EntityExchangeResult<String> result = get(context, path);
			assertUnavailable(result);
			assertThat(result.getResponseHeaders().getFirst("Retry-After")).isEqualTo("1");
			assertThat(result.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
			assertThat(result.getResponseBody()).contains("\"status\":503", "\"title\":\"Service Unavailable\"")
				.contains("\"instance\":\"" + path + "\"")
				.doesNotContain("priceFeed")
				.doesNotContain("secret")
				.doesNotContain("Exception");
		});
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "1, 1", "999, 1", "1000, 1", "1001, 2", "90000, 90", "-5000, 1" })
	void retryAfterIsInWholeSecondsRoundedUpAndAtLeastOne(long millis, String seconds) {
		this.runner.run((context) -> {
			assertThat(get(context, "/orders?millis=" + millis).getResponseHeaders().getFirst("Retry-After"))
				.isEqualTo(seconds);
			assertThat(get(context, "/filtered?millis=" + millis).getResponseHeaders().getFirst("Retry-After"))
				.isEqualTo(seconds);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orders", "/mono", "/routed", "/routed-throws", "/filtered" })
	void whoWantsNoJsonIsTold(String path) {
		this.routed.run((context) -> assertUnavailable(request(context, HttpMethod.GET, path, MediaType.TEXT_HTML)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orders", "/mono", "/filtered" })
	void whoAsksForNoBodyIsTold(String path) {
		this.routed
			.run((context) -> assertUnavailable(request(context, HttpMethod.HEAD, path, MediaType.APPLICATION_JSON)));
	}

	@ParameterizedTest
	@ValueSource(classes = { CatchAll.class, CatchAllBefore.class, CatchAllAfter.class })
	void catchAllDoesNotHideIt(Class<?> advice) {
		this.routed.withInitializer(
				(context) -> context.getBeanFactory().registerSingleton("advice", BeanUtils.instantiateClass(advice)))
			.run((context) -> {
				for (String path : List.of("/orders", "/mono", "/wrapped", "/routed", "/routed-late", "/filtered")) {
					assertUnavailable(get(context, path));
				}
				assertThat(get(context, "/other").getStatus()).isEqualTo(HttpStatus.I_AM_A_TEAPOT);
				assertThat(get(context, "/routed-other").getStatus()).isEqualTo(HttpStatus.I_AM_A_TEAPOT);
			});
	}

	@Test
	void catchAllInAControllerDoesNotHideIt() {
		this.runner.withBean(CatchingShop.class).run((context) -> {
			assertUnavailable(get(context, "/catching"));
			assertUnavailable(get(context, "/catching-mono"));
			assertThat(get(context, "/catching-other").getStatus()).isEqualTo(HttpStatus.I_AM_A_TEAPOT);
		});
	}

	@Test
	void catchAllThatIsNoAdviceDoesNotHideIt() {
		this.routed.withBean(HandleAll.class).run((context) -> {
			for (String path : List.of("/orders", "/mono", "/routed", "/filtered")) {
				assertUnavailable(get(context, path));
			}
			assertThat(get(context, "/other").getStatus()).isEqualTo(HttpStatus.I_AM_A_TEAPOT);
		});
	}

	@Test
	void adviceOfTheApplicationForThisExceptionReplacesOurs() {
		this.routed.withBean(OwnAdvice.class).run((context) -> {
			assertThat(context).doesNotHaveBean(ComponentUnavailableAdvice.class)
				.doesNotHaveBean(ComponentUnavailableWebHandler.class);
			for (String path : List.of("/orders", "/mono", "/wrapped", "/routed")) {
				assertThat(get(context, path).getStatus()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
			}
		});
	}

	@Test
	void controllerWithItsOwnHandlerIsLeftAlone() {
		this.runner.withBean(OwnShop.class).run((context) -> {
			assertThat(get(context, "/own").getStatus()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
			assertUnavailable(get(context, "/orders"));
		});
	}

	@Test
	void whatWritesNoJsonAnswersWithoutABody() {
		ServerCodecConfigurer codecs = ServerCodecConfigurer.create();
		codecs.registerDefaults(false);
		codecs.customCodecs().register(new EncoderHttpMessageWriter<>(CharSequenceEncoder.allMimeTypes()));
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/orders"));
		handler(codecs).handle(exchange, unavailable(1500)).block();
		assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(exchange.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("2");
		assertThat(exchange.getResponse().getHeaders().getContentType()).isNull();
		assertThat(exchange.getResponse().getBodyAsString().block()).isNullOrEmpty();
	}

	@Test
	void answerThatIsOnItsWayIsBrokenOff() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/orders"));
		exchange.getResponse().setComplete().block();
		ComponentUnavailableException thrown = unavailable(0);
		assertThatExceptionOfType(ComponentUnavailableException.class)
			.isThrownBy(() -> handler(ServerCodecConfigurer.create()).handle(exchange, thrown).block())
			.isSameAs(thrown);
		assertThat(exchange.getResponse().getStatusCode()).isNull();
	}

	@Test
	void otherErrorsAreNotTouched() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/orders"));
		IllegalStateException other = new IllegalStateException();
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> handler(ServerCodecConfigurer.create()).handle(exchange, other).block())
			.isSameAs(other);
		assertThat(exchange.getResponse().isCommitted()).isFalse();
	}

	@Test
	void applicationWithoutWebFluxHasNoAdvice() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SupervisionWebFluxAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ComponentUnavailableAdvice.class));
		this.runner.withClassLoader(new FilteredClassLoader(DispatcherHandler.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ComponentUnavailableAdvice.class));
	}

	private static ComponentUnavailableWebHandler handler(ServerCodecConfigurer codecs) {
		return new ComponentUnavailableWebHandler(new ComponentUnavailableAdvice(), codecs);
	}

	private static void assertUnavailable(EntityExchangeResult<String> result) {
		assertThat(result.getStatus()).as(result.toString()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(result.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isNotNull();
	}

	private static EntityExchangeResult<String> get(AssertableReactiveWebApplicationContext context, String path) {
		return request(context, HttpMethod.GET, path, MediaType.ALL);
	}

	private static EntityExchangeResult<String> request(AssertableReactiveWebApplicationContext context,
			HttpMethod method, String path, MediaType accepted) {
		return WebTestClient.bindToApplicationContext(context)
			.build()
			.method(method)
			.uri(path)
			.accept(accepted)
			.exchange()
			.expectBody(String.class)
			.returnResult();
	}

	private static ComponentUnavailableException unavailable(long millis) {
		return new ComponentUnavailableException("priceFeed", ChildState.RESTARTING, Duration.ofMillis(millis),
				"secret");
	}

	@RestController
	static class Shop {

		@GetMapping("/orders")
		String orders(@RequestParam(defaultValue = "0") long millis) {
			throw unavailable(millis);
		}

		@GetMapping("/mono")
		Mono<String> mono() {
			return Mono.error(unavailable(0));
		}

		@GetMapping("/flux")
		Flux<String> flux() {
			return Flux.error(unavailable(0));
		}

		@GetMapping("/future")
		CompletableFuture<String> future() {
			return CompletableFuture.failedFuture(unavailable(0));
		}

		@GetMapping("/entity")
		Mono<ResponseEntity<Mono<String>>> entity() {
			return Mono.just(ResponseEntity.ok().header("Content-Type", "text/csv").body(Mono.error(unavailable(0))));
		}

		@GetMapping("/wrapped")
		String wrapped() {
			throw new IllegalStateException(new IllegalArgumentException(unavailable(0)));
		}

		@GetMapping("/wrapped-mono")
		Mono<String> wrappedMono() {
			return Mono.error(new IllegalStateException(new IllegalArgumentException(unavailable(0))));
		}

		@GetMapping("/other")
		String other() {
			throw new IllegalStateException("other");
		}

	}

	@RestController
	static class CatchingShop {

		@GetMapping("/catching")
		String catching() {
			throw unavailable(0);
		}

		@GetMapping("/catching-mono")
		Mono<String> catchingMono() {
			return Mono.error(unavailable(0));
		}

		@GetMapping("/catching-other")
		String other() {
			throw new IllegalStateException("other");
		}

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> all() {
			return ResponseEntity.status(418).body("teapot");
		}

	}

	@RestController
	static class OwnShop {

		@GetMapping("/own")
		String own() {
			throw unavailable(0);
		}

		@ExceptionHandler
		ResponseEntity<String> own(ComponentUnavailableException ex) {
			return ResponseEntity.status(429).body("own");
		}

	}

	/** A filter that calls a component, as those for security and sessions do. */
	static class Gate implements WebFilter {

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			String millis = exchange.getRequest().getQueryParams().getFirst("millis");
			return switch (exchange.getRequest().getPath().value()) {
				case "/filtered" -> Mono.error(unavailable((millis != null) ? Long.parseLong(millis) : 0));
				case "/filtered-throws" -> throw unavailable(0);
				default -> chain.filter(exchange);
			};
		}

	}

	@RestControllerAdvice
	static class CatchAll {

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> all() {
			return ResponseEntity.status(418).body("teapot");
		}

	}

	@RestControllerAdvice
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class CatchAllBefore extends CatchAll {

	}

	@RestControllerAdvice
	@Order(1)
	static class CatchAllAfter extends CatchAll {

	}

	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class HandleAll implements WebExceptionHandler {

		@Override
		public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
			exchange.getResponse().setRawStatusCode(418);
			return exchange.getResponse().setComplete();
		}

	}

	@ControllerAdvice
	static class OwnAdvice {

		@ExceptionHandler({ IllegalAccessException.class, ComponentUnavailableException.class })
		ResponseEntity<String> own() {
			return ResponseEntity.status(429).body("own");
		}

	}

}
