package io.supervision.detect;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import static io.supervision.detect.ClassifierTable.Says.CALLER;
import static io.supervision.detect.ClassifierTable.Says.DEPENDENCY;
import static io.supervision.detect.ClassifierTable.Says.OWN;

/**
 * Whose fault a throwable is, by its type: the table of the built-in classifier. A row
 * holds for the named type and all its subtypes, wherever it is in the cause chain.
 */
final class ClassifierTable {

	private static final String SPRING = "org.springframework.";

	private static final String RESILIENCE4J = "io.github.resilience4j.";

	static final List<Row> ROWS = List.of(
			// The caller's: never counts
			row(CALLER, Violations.EXCEPTION, "every path is a parameter",
					(thrown, type) -> Violations.ofParametersOnly(thrown)),
			row(CALLER, Violations.ADAPTED, "it is not for a return value",
					(thrown, type) -> Violations.ofAdaptedParameters(thrown)),
			row(CALLER, SPRING + "validation.BindException"),
			row(CALLER, SPRING + "web.ErrorResponse", "its status is 4xx",
					(thrown, type) -> HttpStatuses.callers(HttpStatuses.of(thrown, type))),
			row(CALLER, "java.lang.Throwable", "it is annotated `@ResponseStatus` 4xx",
					(thrown, type) -> HttpStatuses.callers(HttpStatuses.annotated(thrown))),
			row(CALLER, SPRING + "security.access.AccessDeniedException"),
			row(CALLER, SPRING + "security.core.AuthenticationException"),
			row(CALLER, "java.util.NoSuchElementException"), row(CALLER, "jakarta.persistence.EntityNotFoundException"),
			row(CALLER, SPRING + "dao.EmptyResultDataAccessException"),
			row(CALLER, SPRING + "dao.DataIntegrityViolationException"),
			row(CALLER, SPRING + "dao.ConcurrencyFailureException"),
			row(CALLER, SPRING + "web.context.request.async.AsyncRequestNotUsableException"),
			row(CALLER, "org.apache.catalina.connector.ClientAbortException"),
			row(CALLER, "java.util.concurrent.CancellationException"),
			row(CALLER, RESILIENCE4J + "ratelimiter.RequestNotPermitted"),
			row(CALLER, RESILIENCE4J + "bulkhead.BulkheadFullException"),
			says(CALLER, "java.lang.OutOfMemoryError", "Requested array size exceeds VM limit"),

			// Never a dependency's, whatever it is wrapped in
			row(OWN, "java.net.BindException"), row(OWN, "java.nio.file.FileSystemException"),
			says(OWN, "java.lang.Throwable", "Too many open files"),
			says(OWN, "java.sql.SQLException", "HikariDataSource", "has been closed"),
			says(OWN, "java.sql.SQLException", "Data source is closed"),
			says(OWN, "java.lang.IllegalStateException", "Connection pool shut down"),
			says(OWN, "java.lang.IllegalStateException", "Pool not open"),

			// A dependency's: degraded, never restarted for it
			row(DEPENDENCY, "io.supervision.ComponentUnavailableException"),
			row(DEPENDENCY, "java.net.ConnectException"), row(DEPENDENCY, "java.net.UnknownHostException"),
			row(DEPENDENCY, "java.net.NoRouteToHostException"),
			row(DEPENDENCY, "java.net.SocketException", "the socket was not closed by the component itself",
					(thrown, type) -> !contains(thrown, "Socket closed") && !contains(thrown, "Socket is closed")),
			row(DEPENDENCY, "java.net.SocketTimeoutException"), row(DEPENDENCY, "javax.net.ssl.SSLException"),
			row(DEPENDENCY, "java.net.http.HttpTimeoutException"),
			row(DEPENDENCY, "java.io.EOFException", "it is not the end of a file or an archive",
					(thrown, type) -> !readFromFile(thrown)),
			says(DEPENDENCY, "java.io.IOException", "Connection reset"),
			row(DEPENDENCY, "java.util.concurrent.TimeoutException"), row(DEPENDENCY, "java.sql.SQLTransientException"),
			row(DEPENDENCY, "java.sql.SQLRecoverableException"),
			row(DEPENDENCY, "java.sql.SQLNonTransientConnectionException"),
			row(DEPENDENCY, SPRING + "dao.TransientDataAccessException"),
			row(DEPENDENCY, SPRING + "dao.DataAccessResourceFailureException"),
			row(DEPENDENCY, SPRING + "web.client.ResourceAccessException"),
			answered(SPRING + "web.client.RestClientResponseException"),
			answered(SPRING + "web.reactive.function.client.WebClientResponseException"),
			row(DEPENDENCY, SPRING + "web.reactive.function.client.WebClientRequestException"),
			row(DEPENDENCY, "jakarta.mail.MessagingException"),
			row(DEPENDENCY, SPRING + "messaging.MessagingException", "it is not a handler's or a converter's own",
					(thrown, type) -> !is(thrown, SPRING + "messaging.MessageHandlingException")
							&& !is(thrown, SPRING + "messaging.converter.MessageConversionException")),
			row(DEPENDENCY, "org.apache.kafka.common.KafkaException"), row(DEPENDENCY, SPRING + "kafka.KafkaException"),
			row(DEPENDENCY, RESILIENCE4J + "circuitbreaker.CallNotPermittedException"));

	private ClassifierTable() {
	}

	private static Row row(Says says, String type) {
		return new Row(says, type, null, (thrown, named) -> true);
	}

	private static Row row(Says says, String type, String words, Condition condition) {
		return new Row(says, type, words, condition);
	}

	private static Row says(Says says, String type, String... fragments) {
		String words = "its message says \"" + String.join(" … ", fragments) + "\"";
		return new Row(says, type, words, (thrown, named) -> contains(thrown, fragments));
	}

	private static Row answered(String type) {
		return new Row(DEPENDENCY, type, "its status is 5xx or 429",
				(thrown, named) -> HttpStatuses.dependencys(HttpStatuses.of(thrown, named)));
	}

	private static boolean contains(Throwable thrown, String... fragments) {
		String message = CauseChain.messageOf(thrown).toLowerCase(Locale.ROOT);
		for (String fragment : fragments) {
			if (!message.contains(fragment.toLowerCase(Locale.ROOT))) {
				return false;
			}
		}
		return true;
	}

	private static boolean is(Throwable thrown, String type) {
		return TypeNames.of(thrown).containsKey(type);
	}

	private static boolean readFromFile(Throwable thrown) {
		for (StackTraceElement frame : CauseChain.framesOf(thrown)) {
			String type = frame.getClassName();
			if (type.startsWith("java.util.zip.") || type.equals("java.io.RandomAccessFile")) {
				return true;
			}
		}
		return false;
	}

	/** What a row says of its type. */
	enum Says {

		/** It is the caller's fault. */
		CALLER,

		/** It is a dependency's fault. */
		DEPENDENCY,

		/** It is no dependency's fault. */
		OWN

	}

	/** What must be true of a throwable besides its type. */
	@FunctionalInterface
	interface Condition {

		/**
		 * Look at a throwable of the row's type.
		 * @param thrown the throwable
		 * @param type the row's type
		 * @return whether the row holds for it
		 * @throws Exception if it cannot be told, so that the row does not hold
		 */
		boolean holds(Throwable thrown, Class<?> type) throws Exception;

	}

	/**
	 * One row.
	 *
	 * @param says what it says
	 * @param type of which type
	 * @param words under which condition, or {@code null} if always
	 * @param condition the same, to ask
	 */
	record Row(Says says, String type, @Nullable String words, Condition condition) {

		boolean matches(Throwable thrown) {
			Class<?> named = TypeNames.of(thrown).get(this.type);
			try {
				return named != null && this.condition.holds(thrown, named);
			}
			catch (Exception | LinkageError ex) {
				return false;
			}
		}

	}

}
