package io.supervision.autoconfigure;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;

import io.supervision.ComponentUnavailableException;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers 503 when a component is down. The answer names neither the component nor the
 * exception: who asks learns when to come back, not what is inside.
 */
@RestControllerAdvice
@Order(0)
class ComponentUnavailableAdvice {

	/** The method that answers. */
	static final Method HANDLER = Objects.requireNonNull(ReflectionUtils.findMethod(ComponentUnavailableAdvice.class,
			"unavailable", ComponentUnavailableException.class));

	@ExceptionHandler
	ResponseEntity<ProblemDetail> unavailable(ComponentUnavailableException ex) {
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
			.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds(ex.getRetryAfter())))
			.body(ProblemDetail.forStatus(HttpStatus.SERVICE_UNAVAILABLE));
	}

	/** Whole seconds, rounded up, at least 1. */
	private static long seconds(Duration retryAfter) {
		long whole = retryAfter.toSeconds();
		return Math.max(1, (retryAfter.toNanosPart() > 0) ? whole + 1 : whole);
	}

}
