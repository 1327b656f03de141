package io.supervision.tree;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildStarted;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.Reply.Outcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * OTP's supervisor_SUITE: restart types.
 */
class SupervisorSuiteRestartTypeTests extends HandDrivenTests {

	private static final ExitReason SHUTDOWN_WITH_DETAIL = new ExitReason.Shutdown("detail");

	private static final ExitReason ABNORMAL = ExitReason.failure(Detector.WORKER, new IllegalStateException("x"));

	/** Log levels are no matter of the kernel: a start through the API is an event. */
	@Test
	@DisplayName("C47 external_start_no_progress_log")
	void permanentChildStartedThroughTheApiIsRestarted() {
		Supervisor sup = start(sup());
		sup.startChild(child("c1").spec());
		assertThat(events(ChildStarted.class)).extracting(SupervisionEvent::path).containsOnlyOnce("/c1");
		child("c1").exitNormally();
		isRestarted(sup, 2);
	}

	@Test
	@DisplayName("C48 permanent_normal")
	void permanentChildThatEndsNormallyIsRestarted() {
		Supervisor sup = startWith(RestartType.PERMANENT);
		child("c1").exitNormally();
		isRestarted(sup, 2);
	}

	@Test
	@DisplayName("C49 transient_normal")
	void transientChildThatEndsNormallyIsNotRestarted() {
		Supervisor sup = startWith(RestartType.TRANSIENT);
		child("c1").exitNormally();
		isStopped(sup);
	}

	@Test
	@DisplayName("C50 temporary_normal")
	void temporaryChildThatEndsNormallyIsForgotten() {
		Supervisor sup = startWith(RestartType.TEMPORARY);
		child("c1").exitNormally();
		isForgotten(sup);
	}

	@Test
	@DisplayName("C51 permanent_shutdown")
	void permanentChildThatShutsDownIsRestarted() {
		Supervisor sup = startWith(RestartType.PERMANENT);
		child("c1").exit(ExitReason.shutdown());
		isRestarted(sup, 2);
		child("c1").exit(SHUTDOWN_WITH_DETAIL);
		isRestarted(sup, 3);
	}

	@Test
	@DisplayName("C52 transient_shutdown")
	void transientChildThatShutsDownIsNotRestarted() {
		Supervisor sup = startWith(RestartType.TRANSIENT);
		child("c1").exit(ExitReason.shutdown());
		isStopped(sup);
		assertThat(sup.restartChild("c1").outcome()).isEqualTo(Outcome.OK);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		child("c1").exit(SHUTDOWN_WITH_DETAIL);
		assertThat(sup.whichChild("c1").orElseThrow().ended()).isEqualTo(SHUTDOWN_WITH_DETAIL);
		isStopped(sup);
	}

	@Test
	@DisplayName("C53 temporary_shutdown")
	void temporaryChildThatShutsDownIsForgotten() {
		Supervisor sup = startWith(RestartType.TEMPORARY);
		child("c1").exit(ExitReason.shutdown());
		isForgotten(sup);
		assertThat(sup.startChild(child("c1").spec(RestartType.TEMPORARY)).outcome()).isEqualTo(Outcome.OK);
		child("c1").exit(SHUTDOWN_WITH_DETAIL);
		isForgotten(sup);
	}

	@Test
	@DisplayName("C54 faulty_application_shutdown")
	void failureOfTheFirstStartKeepsItsCause() {
		child("worker").failNext(1);
		CompletableFuture<Void> started = starting(
				sup().children(SupervisorSpec.builder("inner").children(child("worker").spec()).build()));
		assertThat(started).isCompletedExceptionally();
		assertThat(started.handle((nothing, failure) -> failure).join()).hasRootCauseMessage("start of 'worker' failed")
			.hasRootCauseInstanceOf(IllegalStateException.class)
			.hasStackTraceContaining("TestChild.start");
	}

	@Test
	@DisplayName("C55 permanent_abnormal")
	void permanentChildThatFailsIsRestarted() {
		Supervisor sup = startWith(RestartType.PERMANENT);
		child("c1").exit(ABNORMAL);
		isRestarted(sup, 2);
	}

	@Test
	@DisplayName("C56 transient_abnormal")
	void transientChildThatFailsIsRestarted() {
		Supervisor sup = startWith(RestartType.TRANSIENT);
		child("c1").exit(ABNORMAL);
		isRestarted(sup, 2);
	}

	@Test
	@DisplayName("C57 temporary_abnormal")
	void temporaryChildThatFailsIsForgotten() {
		Supervisor sup = startWith(RestartType.TEMPORARY);
		child("c1").exit(ABNORMAL);
		isForgotten(sup);
	}

	@Test
	@DisplayName("C58 temporary_bystander")
	void temporarySiblingOfAGroupRestartIsStoppedAndForgotten() {
		for (Strategy strategy : List.of(Strategy.ONE_FOR_ALL, Strategy.REST_FOR_ONE)) {
			String bystander = "c2 " + strategy;
			start(sup().strategy(strategy)
				.children(child("c1 " + strategy).spec(), child(bystander).spec(RestartType.TEMPORARY)));
			child("c1 " + strategy).exitNormally();
			assertThat(child(bystander).instance().stopReason()).isInstanceOf(ExitReason.Shutdown.class);
			assertThat(child(bystander).attempts()).isEqualTo(1);
			assertThat(states()).containsExactly("c1 " + strategy + "=RUNNING");
			isUp();
			stop();
		}
	}

	@Test
	void temporaryOrCleanEndsLeaveSiblingsAlone() {
		start(sup().strategy(Strategy.ONE_FOR_ALL)
			.children(child("c1").spec(RestartType.TRANSIENT), child("c2").spec(RestartType.TEMPORARY),
					child("c3").spec()));
		child("c1").exitNormally();
		child("c2").die();
		assertThat(child("c3").attempts()).isEqualTo(1);
		assertThat(states()).containsExactly("c1=STOPPED", "c3=RUNNING");
	}

	@Test
	void temporaryChildKeepsItsPlaceWhereItIsToldTo() {
		Supervisor sup = start(sup().retainsEnded(true).children(child("c1").spec(RestartType.TEMPORARY)));
		child("c1").exit(ABNORMAL);
		assertThat(states()).containsExactly("c1=STOPPED");
		assertThat(sup.whichChild("c1").orElseThrow().ended()).isEqualTo(ABNORMAL);
		assertThat(sup.whichChild("c1").orElseThrow().lastFailure()).isNotNull();
	}

	private Supervisor startWith(RestartType restart) {
		return start(sup().children(child("c1").spec(restart)));
	}

	private void isRestarted(Supervisor sup, int starts) {
		assertThat(child("c1").starts()).isEqualTo(starts);
		assertThat(states()).containsExactly("c1=RUNNING");
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
	}

	private void isStopped(Supervisor sup) {
		assertThat(states()).containsExactly("c1=STOPPED");
		assertThat(sup.countChildren()).isEqualTo(counts(1, 0, 0, 1));
		isUp();
	}

	private void isForgotten(Supervisor sup) {
		assertThat(states()).isEmpty();
		assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
		isUp();
	}

}
