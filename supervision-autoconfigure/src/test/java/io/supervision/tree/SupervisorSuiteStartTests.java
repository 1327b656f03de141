package io.supervision.tree;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.event.SupervisionEvent;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.SupervisorSpec.Dynamic;
import io.supervision.spec.Template;
import io.supervision.tree.Reply.Outcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * OTP's supervisor_SUITE: start.
 */
class SupervisorSuiteStartTests extends HandDrivenTests {

	@Test
	@DisplayName("C1 sup_start_normal")
	void anEmptySupervisorStartsAndStops() {
		Supervisor sup = start(sup());
		assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
		stop();
		assertThat(events(SupervisionEvent.SupervisorTerminated.class)).extracting(SupervisionEvent::path)
			.containsExactly("/");
	}

	@Test
	@DisplayName("C3 sup_start_ignore_child")
	void childThatDoesNotWantToRunKeepsItsSpec() {
		Supervisor sup = start(sup());
		child("c1").ignoreNext();
		Reply first = sup.startChild(child("c1").spec());
		assertThat(first.outcome()).isEqualTo(Outcome.IGNORED);
		assertThat(sup.startChild(child("c2").spec()).outcome()).isEqualTo(Outcome.OK);
		assertThat(states()).containsExactly("c1=STOPPED", "c2=RUNNING");
		assertThat(sup.countChildren()).isEqualTo(counts(2, 1, 0, 2));
	}

	@Test
	@DisplayName("C4 sup_start_ignore_temporary_child")
	void temporaryChildThatDoesNotWantToRunAtBootIsForgotten() {
		child("c1").ignoreNext();
		Supervisor sup = start(
				sup().children(child("c1").spec(RestartType.TEMPORARY), child("c2").spec(RestartType.TEMPORARY)));
		assertThat(states()).containsExactly("c2=RUNNING");
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
	}

	@Test
	@DisplayName("C5 sup_start_ignore_temporary_child_start_child")
	void temporaryChildThatDoesNotWantToRunIsForgotten() {
		Supervisor sup = start(sup());
		child("c1").ignoreNext();
		assertThat(sup.startChild(child("c1").spec(RestartType.TEMPORARY)).outcome()).isEqualTo(Outcome.IGNORED);
		assertThat(sup.startChild(child("c2").spec(RestartType.TEMPORARY)).outcome()).isEqualTo(Outcome.OK);
		assertThat(states()).containsExactly("c2=RUNNING");
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
	}

	@Test
	@DisplayName("C6 sup_start_ignore_temporary_child_start_child_simple")
	void temporaryChildOfATemplateThatDoesNotWantToRunIsForgotten() {
		Supervisor sup = start(sup().dynamic(Dynamic.of(template(RestartType.TEMPORARY))));
		child("x").ignoreNext();
		assertThat(sup.startDynamicChild("x").outcome()).isEqualTo(Outcome.IGNORED);
		assertThat(sup.startDynamicChild("y").outcome()).isEqualTo(Outcome.OK);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		assertThat(sup.whichChildren()).hasSize(1);
	}

	@Test
	@DisplayName("C7 sup_start_ignore_permanent_child_start_child_simple")
	void permanentChildOfATemplateThatDoesNotWantToRunIsForgotten() {
		Supervisor sup = start(sup().dynamic(Dynamic.of(template(RestartType.PERMANENT))));
		child("x").ignoreNext();
		assertThat(sup.startDynamicChild("x").outcome()).isEqualTo(Outcome.IGNORED);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 0, 0, 0));
		stop();
	}

	@Test
	@DisplayName("C8 sup_start_error_return")
	void specThatIsNoneIsRefused() {
		Supervisor sup = start(sup().dynamic(Dynamic.of((arguments) -> null)));
		Reply reply = sup.startDynamicChild();
		assertThat(reply.outcome()).isEqualTo(Outcome.INVALID_SPEC);
		assertThat(reply.cause()).isNotNull();
		isUp();
		assertThat(sup.whichChildren()).isEmpty();
	}

	@Test
	@DisplayName("C9 sup_start_fail")
	void failureToMakeASpecIsHandedToTheCaller() {
		IllegalStateException failure = new IllegalStateException("no configuration");
		Supervisor sup = start(sup().dynamic(Dynamic.of((arguments) -> {
			throw failure;
		})));
		Reply reply = sup.startDynamicChild();
		assertThat(reply.ok()).isFalse();
		assertThat(reply.cause()).isSameAs(failure);
		isUp();
		assertThat(sup.whichChildren()).isEmpty();
	}

	@Test
	@DisplayName("C10 sup_start_child_returns_error")
	void childThatCannotStartLeavesNoSpec() {
		Supervisor sup = start(sup());
		child("c1").failNext(1);
		child("c1").throwErrorNext();
		Reply exception = sup.startChild(child("c1").spec());
		assertThat(exception.outcome()).isEqualTo(Outcome.START_FAILED);
		assertThat(exception.cause()).hasMessage("start of 'c1' failed").isInstanceOf(IllegalStateException.class);
		Reply error = sup.startChild(child("c1").spec());
		assertThat(error.outcome()).isEqualTo(Outcome.START_FAILED);
		assertThat(error.cause()).isInstanceOf(NoClassDefFoundError.class);
		assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
		assertThat(sup.whichChildren()).isEmpty();
	}

	@Test
	@DisplayName("C11 sup_start_restart_child_returns_error")
	void childThatCannotBeStartedAgainStaysStopped() {
		Supervisor sup = start(sup().children(child("c1").spec()));
		assertThat(sup.terminateChild("c1").outcome()).isEqualTo(Outcome.OK);
		child("c1").failNext(1);
		Reply reply = sup.restartChild("c1");
		assertThat(reply.outcome()).isEqualTo(Outcome.START_FAILED);
		assertThat(reply.cause()).hasMessage("start of 'c1' failed");
		assertThat(states()).containsExactly("c1=STOPPED");
		assertThat(child("c1").attempts()).isEqualTo(2);
	}

	@Test
	@DisplayName("C12 sup_start_child_returns_error_simple")
	void childOfATemplateThatCannotStartIsForgotten() {
		Supervisor sup = start(sup().dynamic(Dynamic.of(template(RestartType.PERMANENT))));
		child("x").failNext(1);
		Reply reply = sup.startDynamicChild("x");
		assertThat(reply.outcome()).isEqualTo(Outcome.START_FAILED);
		assertThat(reply.cause()).hasMessage("start of 'x' failed");
		assertThat(sup.whichChildren()).isEmpty();
		assertThat(sup.countChildren()).isEqualTo(counts(1, 0, 0, 0));
	}

	@Test
	@DisplayName("C13 sup_start_map")
	void specIsReadBackWithItsDefaults() {
		Supervisor sup = start(sup().children(child("c1").spec(), child("c2").spec((c) -> c.shutdown(Shutdown.NOW)),
				SupervisorSpec.builder("c3").build()));
		ChildSpec worker = sup.childSpec("c1").orElseThrow();
		assertThat(worker.restart()).isEqualTo(RestartType.PERMANENT);
		assertThat(worker.significant()).isFalse();
		assertThat(worker.shutdown()).hasToString("PT5S");
		assertThat(sup.childSpec("c2").orElseThrow().shutdown().atOnce()).isTrue();
		ChildSpec supervisor = sup.childSpec("c3").orElseThrow();
		assertThat(supervisor).isInstanceOf(SupervisorSpec.class);
		assertThat(supervisor.shutdown().infinite()).isTrue();
		assertThat(supervisor.restart()).isEqualTo(RestartType.PERMANENT);
		assertThat(sup.childSpec("unknown")).isEmpty();
	}

	@Test
	@DisplayName("C14 sup_start_map_simple")
	void specOfATemplateIsReadThroughEachChild() {
		Supervisor sup = start(sup().dynamic(Dynamic.of(template(RestartType.TRANSIENT))));
		List<Reply> replies = List.of(sup.startDynamicChild("x"), sup.startDynamicChild("y"),
				sup.startDynamicChild("z"));
		assertThat(replies).allSatisfy((reply) -> assertThat(sup.childSpec(reply.child()).orElseThrow().restart())
			.isEqualTo(RestartType.TRANSIENT));
		assertThat(sup.childSpec("foreign")).isEmpty();
	}

	@Test
	@DisplayName("C15 sup_start_map_faulty_specs")
	void specWithoutIdOrStartIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ComponentSpec.of(null, child("c1")))
			.withMessageContaining("'id'");
		assertThatIllegalArgumentException().isThrownBy(() -> ComponentSpec.of(" ", child("c1")))
			.withMessageContaining("'id'");
		assertThatIllegalArgumentException().isThrownBy(() -> ComponentSpec.of("c1", null))
			.withMessageContaining("'child'")
			.withMessageContaining("'c1'");
	}

	@Test
	void firstStartThatFailsStopsWhatWasStartedInReverseOrder() {
		child("c3").failNext(1);
		CompletableFuture<Void> started = starting(
				sup().children(child("c1").spec(), child("c2").spec(), child("c3").spec(), child("c4").spec()));
		assertThat(started).isCompletedExceptionally();
		assertThat(log()).containsExactly("start c1", "start c2", "fail c3", "stop c2", "stop c1");
	}

	@Test
	void siblingsStartOnlyOnceThoseBeforeThemRun() {
		HandDriven.Held hold = child("c1").holdStart();
		CompletableFuture<Void> started = starting(sup().children(child("c1").spec(), child("c2").spec()));
		assertThat(started).isNotDone();
		assertThat(states()).containsExactly("c1=STARTING", "c2=STARTING");
		assertThat(child("c2").attempts()).isZero();
		hold.release();
		assertThat(started).isCompleted();
		assertThat(log()).containsExactly("start c1", "start c2");
	}

	@Test
	void childThatDiesWhileASiblingStartsDoesNotFailTheBoot() {
		HandDriven.Held hold = child("c2").holdStart();
		CompletableFuture<Void> started = starting(sup().children(child("c1").spec(), child("c2").spec()));
		child("c1").die();
		hold.release();
		assertThat(started).isCompleted();
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING");
		assertThat(child("c1").starts()).isEqualTo(2);
		child("c1").die();
		child("c1").die();
		hasGivenUp();
	}

	@Test
	void nestedSupervisorThatCannotStartIsAFailedStartOfItsParent() {
		child("c2").failNext(1);
		CompletableFuture<Void> started = starting(sup().children(child("c1").spec(),
				SupervisorSpec.builder("inner").children(child("c2").spec()).build(), child("c3").spec()));
		assertThat(started).isCompletedExceptionally();
		assertThat(log()).containsExactly("start c1", "fail c2", "stop c1");
		assertThat(endReason()).isInstanceOf(ExitReason.class);
	}

	private Template template(RestartType restart) {
		return (arguments) -> child((String) arguments.get(0)).spec(restart);
	}

}
