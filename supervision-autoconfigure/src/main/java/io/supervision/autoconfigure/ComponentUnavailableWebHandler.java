package io.supervision.autoconfigure;

import java.net.URI;
import java.util.List;

import io.supervision.ComponentUnavailableException;
import reactor.core.publisher.Mono;

import org.springframework.core.PriorityOrdered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Gives the answer of our advice where no advice is asked: to filters, and to whatever
 * else a reactive application handles requests with. It comes before all others, since a
 * catch-all would hide it, and has no part in how the application reports its errors. An
 * answer that is on its way already can only be broken off.
 */
final class ComponentUnavailableWebHandler implements WebExceptionHandler, PriorityOrdered {

	private final ComponentUnavailableAdvice advice;

	private final ServerResponse.Context codecs;

	ComponentUnavailableWebHandler(ComponentUnavailableAdvice advice, ServerCodecConfigurer codecs) {
		this.advice = advice;
		this.codecs = new Codecs(codecs.getWriters());
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
		ComponentUnavailableException unavailable = ComponentUnavailableHandlers.unavailable(thrown);
		return (unavailable != null && !exchange.getResponse().isCommitted()) ? answer(exchange, unavailable)
				: Mono.error(thrown);
	}

	private Mono<Void> answer(ServerWebExchange exchange, ComponentUnavailableException unavailable) {
		ResponseEntity<ProblemDetail> answer = this.advice.unavailable(unavailable);
		ProblemDetail problem = ProblemDetail.forStatus(answer.getStatusCode());
		problem.setInstance(URI.create(exchange.getRequest().getPath().value()));
		// What was to be said of another answer.
		exchange.getResponse().getHeaders().clearContentHeaders();
		return ServerResponse.status(answer.getStatusCode())
			.header(HttpHeaders.RETRY_AFTER, answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER))
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyValue(problem)
			.flatMap((response) -> response.writeTo(exchange, this.codecs))
			.onErrorResume((unwritable) -> withoutBody(exchange, unwritable));
	}

	/** An application need not be able to write JSON. */
	private static Mono<Void> withoutBody(ServerWebExchange exchange, Throwable unwritable) {
		if (exchange.getResponse().isCommitted()) {
			return Mono.error(unwritable);
		}
		exchange.getResponse().getHeaders().clearContentHeaders();
		return exchange.getResponse().setComplete();
	}

	/**
	 * What answers are written with.
	 *
	 * @param messageWriters the application's
	 */
	private record Codecs(List<HttpMessageWriter<?>> messageWriters) implements ServerResponse.Context {

		@Override
		public List<ViewResolver> viewResolvers() {
			return List.of();
		}

	}

}
