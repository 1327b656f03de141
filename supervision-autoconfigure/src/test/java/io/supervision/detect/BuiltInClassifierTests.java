package io.supervision.detect;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import javax.net.ssl.SSLHandshakeException;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.supervision.ComponentUnavailableException;
import io.supervision.detect.ClassifierTable.Row;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import org.apache.catalina.connector.ClientAbortException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.validation.BindException;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.server.ResponseStatusException;

import static io.supervision.spec.Classification.CALLER;
import static io.supervision.spec.Classification.COMPONENT;
import static io.supervision.spec.Classification.DEPENDENCY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class BuiltInClassifierTests {

	private static final String MESSAGING = "org.springframework.messaging.";

	private final BuiltInClassifier classifier = new BuiltInClassifier();

	static Stream<Arguments> table() {
		return Stream.of(callers(), dependencies(), own()).flatMap((rows) -> rows);
	}

	private static Stream<Arguments> callers() {
		return Stream.of(arguments(CALLER, Violating.parameter()), arguments(CALLER, Violating.parameters()),
				arguments(CALLER, Violating.adaptedParameter()),
				arguments(CALLER, new BindException("target", "order")),
				arguments(CALLER, new ResponseStatusException(HttpStatus.NOT_FOUND)),
				arguments(CALLER, new OutOfStock()), arguments(CALLER, new VeryMuchOutOfStock()),
				arguments(CALLER, absent("org.springframework.security.access.AccessDeniedException")),
				arguments(CALLER, absent("org.springframework.security.core.AuthenticationException")),
				arguments(CALLER, new NoSuchElementException("no order")),
				arguments(CALLER, absent("jakarta.persistence.EntityNotFoundException")),
				arguments(CALLER, new EmptyResultDataAccessException(1)),
				arguments(CALLER, new DuplicateKeyException("sku")),
				arguments(CALLER, new OptimisticLockingFailureException("version")),
				arguments(CALLER, new AsyncRequestNotUsableException("gone")),
				arguments(CALLER, new ClientAbortException("gone")),
				arguments(CALLER, new CancellationException("enough")),
				arguments(CALLER, absent("io.github.resilience4j.ratelimiter.RequestNotPermitted")),
				arguments(CALLER, absent("io.github.resilience4j.bulkhead.BulkheadFullException")),
				arguments(CALLER, new OutOfMemoryError("Requested array size exceeds VM limit")));
	}

	private static Stream<Arguments> dependencies() {
		return Stream.of(arguments(DEPENDENCY, unavailable()), arguments(DEPENDENCY, new ConnectException("refused")),
				arguments(DEPENDENCY, new UnknownHostException("db")),
				arguments(DEPENDENCY, new NoRouteToHostException("no route")),
				arguments(DEPENDENCY, new SocketException("Broken pipe")),
				arguments(DEPENDENCY, new SocketTimeoutException("Read timed out")),
				arguments(DEPENDENCY, new SSLHandshakeException("bad certificate")),
				arguments(DEPENDENCY, new HttpTimeoutException("request timed out")),
				arguments(DEPENDENCY, new EOFException("end of stream")),
				arguments(DEPENDENCY, new IOException("Connection reset by peer")),
				arguments(DEPENDENCY, new TimeoutException("1s")),
				arguments(DEPENDENCY, new SQLTransientConnectionException("HikariPool-1 - timed out")),
				arguments(DEPENDENCY, new SQLRecoverableException("closed by the server")),
				arguments(DEPENDENCY, new SQLNonTransientConnectionException("no database")),
				arguments(DEPENDENCY, new QueryTimeoutException("5s")),
				arguments(DEPENDENCY, new DataAccessResourceFailureException("no connection")),
				arguments(DEPENDENCY, new ResourceAccessException("I/O error")),
				arguments(DEPENDENCY, new HttpServerErrorException(HttpStatus.BAD_GATEWAY)),
				arguments(DEPENDENCY, new HttpClientErrorException(HttpStatus.TOO_MANY_REQUESTS)),
				arguments(DEPENDENCY,
						WebClientResponseException.create(503, "unavailable", HttpHeaders.EMPTY, new byte[0], null)),
				arguments(DEPENDENCY,
						new WebClientRequestException(new IOException("refused"), HttpMethod.GET,
								URI.create("http://prices"), HttpHeaders.EMPTY)),
				arguments(DEPENDENCY, NamedThrowables.named("jakarta.mail.MessagingException", Exception.class)),
				arguments(DEPENDENCY, absent(MESSAGING + "MessagingException")),
				arguments(DEPENDENCY, absent("org.apache.kafka.common.KafkaException")),
				arguments(DEPENDENCY, absent("org.springframework.kafka.KafkaException")),
				arguments(DEPENDENCY, CallNotPermittedException
					.createCallNotPermittedException(CircuitBreaker.ofDefaults("payments"))));
	}

	private static Stream<Arguments> own() {
		return Stream.of(arguments(COMPONENT, new java.net.BindException("Address already in use")),
				arguments(COMPONENT, new NoSuchFileException("prices.csv")),
				arguments(COMPONENT, new java.nio.file.AccessDeniedException("prices.csv")),
				arguments(COMPONENT, new SocketException("Too many open files")),
				arguments(COMPONENT, new SocketException("Socket closed")),
				arguments(COMPONENT, new IOException("Stream closed")),
				arguments(COMPONENT,
						new DataAccessResourceFailureException("no connection",
								new SQLException("HikariDataSource HikariDataSource (HikariPool-1) has been closed."))),
				arguments(COMPONENT, new SQLRecoverableException("Data source is closed")),
				arguments(COMPONENT,
						new ResourceAccessException("I/O error",
								new IOException(new IllegalStateException("Connection pool shut down")))),
				arguments(COMPONENT,
						new DataAccessResourceFailureException("no", new IllegalStateException("Pool not open"))),
				arguments(COMPONENT, endOfArchive()), arguments(COMPONENT, new IOException("disk full")),
				arguments(COMPONENT, new SQLException("syntax")),
				arguments(COMPONENT, new BadSqlGrammarException("find", "select", new SQLException("syntax"))),
				arguments(COMPONENT, new HttpClientErrorException(HttpStatus.BAD_REQUEST)),
				arguments(COMPONENT, new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR)),
				arguments(COMPONENT, new Broken()), arguments(COMPONENT, Violating.result()),
				arguments(COMPONENT, Violating.property()),
				arguments(COMPONENT, absent(MESSAGING + "MessageHandlingException")),
				arguments(COMPONENT, new IllegalArgumentException("sku")), arguments(COMPONENT, new AssertionError()),
				arguments(COMPONENT, new OutOfMemoryError("Java heap space")),
				arguments(COMPONENT, new StackOverflowError()));
	}

	@ParameterizedTest
	@MethodSource("table")
	void everyTypeHasItsRow(Classification expected, Throwable thrown) {
		assertThat(this.classifier.classify(thrown, null)).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("table")
	void everyTypeIsFoundInsideOthers(Classification expected, Throwable thrown) {
		Throwable wrapped = new CompletionException(new RuntimeException(new ExecutionException(thrown)));
		assertThat(this.classifier.classify(wrapped, null)).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("rows")
	void everyRowIsTested(Row row) {
		assertThat(table().map((arguments) -> (Throwable) arguments.get()[1])
			.flatMap((thrown) -> CauseChain.of(thrown).stream())).anyMatch(row::matches);
	}

	static List<Row> rows() {
		return ClassifierTable.ROWS;
	}

	@Test
	void callersFaultBeatsDependencysWhereverItIsInTheChain() {
		Throwable thrown = new ResourceAccessException("I/O error", new IOException(new NoSuchElementException()));
		assertThat(this.classifier.classify(thrown, null)).isEqualTo(CALLER);
	}

	@Test
	void timeoutThatClosedItsSocketIsDependencys() {
		Throwable thrown = new SocketTimeoutException("timeout");
		thrown.initCause(new SocketException("Socket closed"));
		assertThat(this.classifier.classify(thrown, null)).isEqualTo(DEPENDENCY);
	}

	@Test
	void declaredCheckedExceptionIsCallers() {
		assertThat(classify(new InsufficientStock(), "order")).isEqualTo(CALLER);
		assertThat(classify(new VeryInsufficientStock(), "order")).isEqualTo(CALLER);
	}

	@Test
	void declaredExceptionOutsideOfCallIsComponents() {
		assertThat(this.classifier.classify(new InsufficientStock(), null)).isEqualTo(COMPONENT);
	}

	@Test
	void checkedExceptionThatOnlyTheGeneralTypesDeclareIsComponents() {
		assertThat(classify(new InsufficientStock(), "anything")).isEqualTo(COMPONENT);
		assertThat(classify(new InsufficientStock(), "nothing")).isEqualTo(COMPONENT);
	}

	@Test
	void declaredUncheckedExceptionIsComponents() {
		assertThat(classify(new IllegalStateException(), "unchecked")).isEqualTo(COMPONENT);
	}

	@Test
	void declaredCheckedExceptionOfDependencyIsDependencys() {
		assertThat(classify(new ConnectException(), "io")).isEqualTo(DEPENDENCY);
		assertThat(classify(new IOException("disk full"), "io")).isEqualTo(CALLER);
	}

	@Test
	void wrappedDeclaredExceptionIsComponents() {
		assertThat(classify(new UncheckedIOException(new IOException("disk full")), "io")).isEqualTo(COMPONENT);
	}

	@Test
	void cyclicChainIsFollowedOnce() {
		Throwable outer = new IllegalStateException("outer");
		Throwable inner = new IllegalStateException("inner", outer);
		outer.initCause(inner);
		assertThat(CauseChain.of(outer)).containsExactly(outer, inner);
		assertThat(this.classifier.classify(outer, null)).isEqualTo(COMPONENT);
	}

	@Test
	void chainIsFollowedThirtyTwoDeep() {
		assertThat(this.classifier.classify(wrapped(new ConnectException(), 31), null)).isEqualTo(DEPENDENCY);
		assertThat(this.classifier.classify(wrapped(new ConnectException(), 32), null)).isEqualTo(COMPONENT);
	}

	@Test
	void endlessChainEnds() {
		assertThat(this.classifier.classify(new Endless(), null)).isEqualTo(COMPONENT);
	}

	@Test
	void throwableThatFailsToSpeakIsComponents() {
		assertThat(this.classifier.classify(new Mute(), null)).isEqualTo(COMPONENT);
	}

	private Classification classify(Throwable thrown, String method) {
		try {
			return this.classifier.classify(thrown, Declaring.class.getMethod(method));
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static Throwable wrapped(Throwable thrown, int times) {
		Throwable wrapped = thrown;
		for (int i = 0; i < times; i++) {
			wrapped = new RuntimeException(wrapped);
		}
		return wrapped;
	}

	private static Throwable absent(String name) {
		return NamedThrowables.named(name);
	}

	private static Throwable unavailable() {
		return new ComponentUnavailableException("stock", ChildState.RESTARTING, Duration.ZERO, "down");
	}

	private static Throwable endOfArchive() {
		try (GZIPInputStream archive = new GZIPInputStream(new ByteArrayInputStream(new byte[0]))) {
			throw new AssertionError("an empty archive: " + archive);
		}
		catch (IOException ex) {
			assertThat(ex).isInstanceOf(EOFException.class);
			return ex;
		}
	}

	interface Declaring {

		void order() throws InsufficientStock;

		void anything() throws Exception, Throwable;

		void nothing();

		void unchecked() throws IllegalStateException;

		void io() throws IOException;

	}

	static class InsufficientStock extends Exception {

		private static final long serialVersionUID = 1L;

	}

	static final class VeryInsufficientStock extends InsufficientStock {

		private static final long serialVersionUID = 1L;

	}

	@ResponseStatus(HttpStatus.CONFLICT)
	static class OutOfStock extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	static final class VeryMuchOutOfStock extends OutOfStock {

		private static final long serialVersionUID = 1L;

	}

	@ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
	static final class Broken extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	static final class Endless extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public synchronized Throwable getCause() {
			return new Endless();
		}

	}

	static final class Mute extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public synchronized Throwable getCause() {
			throw new IllegalStateException("no cause");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no words");
		}

	}

}
