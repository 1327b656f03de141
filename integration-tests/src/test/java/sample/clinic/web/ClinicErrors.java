package sample.clinic.web;

import java.util.List;
import java.util.NoSuchElementException;

import jakarta.validation.ConstraintViolationException;

import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import sample.clinic.billing.PaymentDeclinedException;
import sample.clinic.owners.DuplicateOwnerException;
import sample.clinic.stock.OutOfStockException;
import sample.clinic.visits.IllegalMoveException;

/**
 * Turns exceptions into answers.
 */
@RestControllerAdvice
class ClinicErrors {

	@ExceptionHandler
	@ResponseStatus(HttpStatus.BAD_REQUEST)
	Trouble invalid(MethodArgumentNotValidException ex) {
		return new Trouble("invalid", ex.getFieldErrors().stream().map((error) -> error.getField()).sorted().toList());
	}

	@ExceptionHandler
	@ResponseStatus(HttpStatus.BAD_REQUEST)
	Trouble invalid(ConstraintViolationException ex) {
		return new Trouble("invalid", List.of(ex.getMessage()));
	}

	@ExceptionHandler
	@ResponseStatus(HttpStatus.NOT_FOUND)
	Trouble unknown(NoSuchElementException ex) {
		return new Trouble("unknown", List.of(ex.getMessage()));
	}

	@ExceptionHandler({ DuplicateOwnerException.class, IllegalMoveException.class, OutOfStockException.class })
	@ResponseStatus(HttpStatus.CONFLICT)
	Trouble conflict(RuntimeException ex) {
		return new Trouble("conflict", List.of(ex.getMessage()));
	}

	@ExceptionHandler
	@ResponseStatus(HttpStatus.PAYMENT_REQUIRED)
	Trouble declined(PaymentDeclinedException ex) {
		return new Trouble("declined", List.of(ex.getMessage()));
	}

	@ExceptionHandler
	@ResponseStatus(HttpStatus.FORBIDDEN)
	Trouble forbidden(AccessDeniedException ex) {
		return new Trouble("forbidden", List.of());
	}

	/**
	 * What is wrong.
	 *
	 * @param kind in a word
	 * @param details in more words
	 */
	record Trouble(String kind, List<String> details) {
	}

}
