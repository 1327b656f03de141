package io.supervision.bean;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link TransitionLog}.
 */
class TransitionLogTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private static final String FEED = "/trading/priceFeed";

	private final Logger logger = (Logger) LoggerFactory.getLogger(TransitionLog.class);

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	@BeforeEach
	void attach() {
		this.logger.setLevel(Level.DEBUG);
		this.appender.start();
		this.logger.setAdditive(false);
		this.logger.addAppender(this.appender);
	}

	@AfterEach
	void detach() {
		this.logger.detachAppender(this.appender);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

	@ParameterizedTest
	@MethodSource
	void eachEventIsOneLineWithFourFields(SupervisionEvent event, Level level, String context, String reason) {
		new TransitionLog().log(event);
		assertThat(this.appender.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(level);
			assertThat(line.getFormattedMessage()).isEqualTo("supervisor '/trading', context " + context + ", reason "
					+ reason + ", child 'priceFeed' generation " + event.generation());
		});
	}

	static List<Arguments> eachEventIsOneLineWithFourFields() {
		ExitReason failure = ExitReason.failure(Detector.WORKER, boom());
		String boom = "java.lang.IllegalStateException: boom";
		return List.of(arguments(new SupervisionEvent.ChildStarted(FEED, 1, NOW), Level.DEBUG, "progress", "started"),
				arguments(new SupervisionEvent.ChildStarted(FEED, 2, NOW), Level.INFO, "progress", "started"),
				arguments(new SupervisionEvent.ChildRestarted(FEED, 2, NOW, Duration.ofMillis(12)), Level.INFO,
						"progress", "restarted after 12 ms"),
				arguments(new SupervisionEvent.ReplacementDue(FEED, 2, NOW, "'max-calls' 9 is reached", false),
						Level.INFO, "replacement_due", "'max-calls' 9 is reached"),
				arguments(new SupervisionEvent.ReplacementDue(FEED, 2, NOW, "'max-calls' 9 is reached", true),
						Level.INFO, "replacement_due",
						"'max-calls' 9 is reached, no replacement because mode is OBSERVE"),
				arguments(new SupervisionEvent.ChildStartFailed(FEED, 1, NOW, boom(), false), Level.ERROR,
						"start_error", boom),
				arguments(new SupervisionEvent.ChildStartFailed(FEED, 1, NOW, boom(), true), Level.WARN, "start_error",
						"held for a dependency: " + boom),
				arguments(
						new SupervisionEvent.ChildFailed(FEED, 1, NOW, Detector.WORKER, Classification.COMPONENT,
								Fault.Kind.FAILURE, boom()),
						Level.ERROR, "child_terminated", "WORKER FAILURE of the component: " + boom),
				arguments(
						new SupervisionEvent.ChildFailed(FEED, 1, NOW, Detector.EXCEPTION, Classification.COMPONENT,
								Fault.Kind.SUSPICION, boom()),
						Level.WARN, "child_terminated", "EXCEPTION SUSPICION of the component: " + boom),
				arguments(new SupervisionEvent.ChildStopped(FEED, 1, NOW, ExitReason.shutdown()), Level.INFO,
						"shutdown", "shutdown"),
				arguments(new SupervisionEvent.ChildStopped(FEED, 1, NOW, ExitReason.normal()), Level.INFO, "shutdown",
						"normal"),
				arguments(new SupervisionEvent.ChildStopped(FEED, 1, NOW, failure), Level.WARN, "shutdown",
						"WORKER FAILURE: " + boom),
				arguments(new SupervisionEvent.ChildAbandoned(FEED, 1, NOW, 2), Level.ERROR, "shutdown_error",
						"killed, 2 abandoned now"),
				arguments(new SupervisionEvent.ChildDegraded(FEED, 1, NOW, Degradation.DEPENDENCY, boom()), Level.WARN,
						"degraded", "dependency: " + boom),
				arguments(new SupervisionEvent.ChildIsolated(FEED, 1, NOW, FEED, Duration.ofMinutes(5)), Level.ERROR,
						"isolated", "budget spent on '/trading/priceFeed', tried again in 300 s"),
				arguments(new SupervisionEvent.IntensityExceeded(FEED, 1, NOW, FEED, boom()), Level.ERROR, "shutdown",
						"reached_max_restart_intensity, most restarts were for '/trading/priceFeed': " + boom),
				arguments(new SupervisionEvent.SupervisorTerminated(FEED, 1, NOW, ExitReason.shutdown()), Level.INFO,
						"supervisor_terminated", "shutdown"),
				arguments(new SupervisionEvent.SupervisorTerminated(FEED, 1, NOW, failure), Level.ERROR,
						"supervisor_terminated", "WORKER FAILURE: " + boom),
				arguments(
						new SupervisionEvent.RestartObserved(FEED, 1, NOW, Detector.EXCEPTION, "observing", List.of(),
								boom()),
						Level.WARN, "restart_observed", "EXCEPTION, no restart because observing: " + boom));
	}

	@Test
	void whatIsObservedAgainAndAgainIsLoggedOnceAndCounted() {
		TransitionLog log = new TransitionLog();
		for (int i = 0; i < 5; i++) {
			log.log(observed(FEED, 1, "the allowance is spent", boom()));
			log.log(observed("/other", 1, "the allowance is spent", boom()));
		}
		assertThat(messages()).hasSize(2).allMatch((line) -> line.contains("the allowance is spent"));
		log.log(observed(FEED, 1, "mode is OBSERVE", boom()));
		log.log(new SupervisionEvent.ChildRestarted(FEED, 2, NOW, Duration.ofMillis(12)));
		log.log(observed(FEED, 2, "mode is OBSERVE", boom()));
		log.log(observed(FEED, 2, "mode is OBSERVE", new IllegalArgumentException("boom")));
		assertThat(messages().subList(2, messages().size()))
			.extracting((line) -> line.substring(line.indexOf("reason ") + 7))
			.containsExactly("the same, 5 times in a row, child 'priceFeed' generation 1",
					"EXCEPTION, no restart because mode is OBSERVE: java.lang.IllegalStateException: boom, "
							+ "child 'priceFeed' generation 1",
					"restarted after 12 ms, child 'priceFeed' generation 2",
					"EXCEPTION, no restart because mode is OBSERVE: java.lang.IllegalStateException: boom, "
							+ "child 'priceFeed' generation 2",
					"EXCEPTION, no restart because mode is OBSERVE: java.lang.IllegalArgumentException: boom, "
							+ "child 'priceFeed' generation 2");
	}

	private List<String> messages() {
		return this.appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private static SupervisionEvent observed(String path, long generation, String reason, Throwable cause) {
		return new SupervisionEvent.RestartObserved(path, generation, NOW, Detector.EXCEPTION, reason, List.of(),
				cause);
	}

	@Test
	void failureComesWithItsStack() {
		new TransitionLog().log(new SupervisionEvent.ChildFailed(FEED, 1, NOW, Detector.WORKER,
				Classification.COMPONENT, Fault.Kind.FAILURE, boom()));
		assertThat(this.appender.list.get(0).getThrowableProxy().getMessage()).isEqualTo("boom");
	}

	@Test
	void childOfTheRootHasTheRootAsSupervisor() {
		new TransitionLog().log(new SupervisionEvent.ChildStarted("/mailer", 2, NOW));
		assertThat(this.appender.list.get(0).getFormattedMessage())
			.isEqualTo("supervisor '/', context progress, reason started, child 'mailer' generation 2");
	}

	@Test
	void rootHasAName() {
		new TransitionLog().log(new SupervisionEvent.SupervisorTerminated("/", 1, NOW, ExitReason.shutdown()));
		assertThat(messages()).containsExactly(
				"supervisor '/', context supervisor_terminated, reason shutdown, child 'root' generation 1");
	}

	@Test
	void messageCanNeitherForgeLinesNorFloodTheLog() {
		new TransitionLog().log(new SupervisionEvent.ChildDegraded(FEED, 1, NOW, Degradation.SUSPICION,
				new IllegalStateException("a\nb\u2028c" + "x".repeat(10_000))));
		assertThat(this.appender.list.get(0).getFormattedMessage()).contains("a b cxxx").hasSizeLessThan(1000);
	}

	private static Exception boom() {
		return new IllegalStateException("boom");
	}

}
