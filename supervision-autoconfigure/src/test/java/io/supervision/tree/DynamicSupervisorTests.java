package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Budget;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.SupervisorSpec.Dynamic;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.Reply.Outcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Elixir's DynamicSupervisor: each child brings its own spec.
 */
class DynamicSupervisorTests extends HandDrivenTests {

	private static final ExitReason OTHER = ExitReason.failure(Detector.SELF, new IllegalStateException("other"));

	private static final ExitReason SHUTDOWN_WITH_DETAIL = new ExitReason.Shutdown("detail");

	@Test
	@DisplayName("D1 can be supervised directly")
	void dynamicSupervisorIsAChild() {
		start(sup().children(SupervisorSpec.builder("dynamic").dynamic(Dynamic.of(null)).build()));
		assertThat(supervisor("dynamic").whichChildren()).isEmpty();
		assertThat(supervisor("dynamic").countChildren()).isEqualTo(counts(0, 0, 0, 0));
	}

	@Test
	@DisplayName("D2 several under one parent")
	void severalDynamicSupervisorsAreToldApartById() {
		Supervisor sup = start(sup().children(SupervisorSpec.builder("one").dynamic(Dynamic.of(null)).build(),
				SupervisorSpec.builder("two").dynamic(Dynamic.of(null)).build()));
		assertThat(states()).containsExactly("one=RUNNING", "two=RUNNING");
		assertThat(sup.startChild(SupervisorSpec.builder("one").dynamic(Dynamic.of(null)).build()).outcome())
			.isEqualTo(Outcome.ALREADY_STARTED);
	}

	@Test
	@DisplayName("D3 generates child_spec/1")
	void dynamicSupervisorIsAChildSpec() {
		SupervisorSpec spec = SupervisorSpec.builder("dynamic")
			.dynamic(Dynamic.of(null))
			.restart(RestartType.TEMPORARY)
			.shutdown(Shutdown.within(Duration.ofSeconds(1)))
			.build();
		assertThat(spec.id()).isEqualTo("dynamic");
		assertThat(spec.restart()).isEqualTo(RestartType.TEMPORARY);
		assertThat(spec.shutdown()).hasToString("PT1S");
	}

	@Test
	@DisplayName("D4 init defaults")
	void dynamicSupervisorHasDefaults() {
		SupervisorSpec spec = SupervisorSpec.builder("dynamic").dynamic(Dynamic.of(null)).build();
		assertThat(spec.strategy()).isEqualTo(Strategy.ONE_FOR_ONE);
		assertThat(spec.intensity()).isEqualTo(3);
		assertThat(spec.period()).isEqualTo(Duration.ofSeconds(5));
		assertThat(spec.budget()).isEqualTo(Budget.SHARED);
		assertThat(spec.dynamic().maxChildren()).isEqualTo(Integer.MAX_VALUE);
		assertThat(spec.dynamic().extraArguments()).isEmpty();
	}

	/**
	 * A declaration is a value: there is no callback that could answer garbage or
	 * "ignore".
	 */
	@Test
	@DisplayName("D5 start with non-ok init")
	void malformedFlagsAreRefusedByName() {
		Dynamic dynamic = Dynamic.of(null);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> sup().dynamic(dynamic).strategy(Strategy.REST_FOR_ONE).build())
			.withMessageContaining("'strategy'");
		assertThatIllegalArgumentException().isThrownBy(() -> sup().dynamic(dynamic).intensity(-1).build())
			.withMessageContaining("'intensity'");
		assertThatIllegalArgumentException().isThrownBy(() -> sup().dynamic(dynamic).period(Duration.ZERO).build())
			.withMessageContaining("'period'");
		assertThatIllegalArgumentException().isThrownBy(() -> new Dynamic(null, -1, List.of()))
			.withMessage("'maxChildren' must not be negative: -1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> sup().dynamic(dynamic).autoShutdown(AutoShutdown.ALL_SIGNIFICANT).build())
			.withMessageContaining("'autoShutdown'");
	}

	@Test
	@DisplayName("D6 with registered process")
	void dynamicSupervisorIsReachedAndStoppedByName() {
		start(sup().children(
				SupervisorSpec.builder("dynamic").restart(RestartType.TRANSIENT).dynamic(Dynamic.of(null)).build()));
		assertThat(supervisor("dynamic").stop(ExitReason.normal(), Duration.ofSeconds(1))).isTrue();
		assertThat(states()).containsExactly("dynamic=STOPPED");
	}

	@Test
	@DisplayName("D11 start_child old spec form")
	void childIsStartedFromASpecWithDefaults() {
		starts(ComponentSpec.of("c1", child("c1")));
	}

	@Test
	@DisplayName("D12 start_child keyed spec")
	void childIsStartedFromAKeyedSpec() {
		starts(ComponentSpec.builder("c1", child("c1")).restart(RestartType.TEMPORARY).build());
	}

	@Test
	@DisplayName("D13 start_child type and argument")
	void childIsStartedFromASpecMadeForIt() {
		starts(child("c1").spec());
	}

	private void starts(ComponentSpec spec) {
		Supervisor sup = startDynamic();
		Reply reply = sup.startChild(spec);
		assertThat(reply.ok()).isTrue();
		assertThat(child("c1").callable()).isTrue();
		assertThat(sup.whichChild(reply.child()).orElseThrow().restart()).isEqualTo(spec.restart());
	}

	@Test
	@DisplayName("D14 extra arguments")
	void argumentsOfTheSupervisorComeFirst() {
		List<List<Object>> made = new ArrayList<>();
		Supervisor sup = start(sup().dynamic(withExtraArguments(made)));
		assertThat(sup.startDynamicChild("c1", 2).ok()).isTrue();
		assertThat(made).containsExactly(List.of("extra", "c1", 2));
	}

	private Dynamic withExtraArguments(List<List<Object>> made) {
		return new Dynamic((arguments) -> {
			made.add(arguments);
			return child((String) arguments.get(1)).spec();
		}, Integer.MAX_VALUE, List.of("extra"));
	}

	@Test
	@DisplayName("D15 invalid specs")
	void invalidSpecsAreRefused() {
		Supervisor sup = startDynamic();
		assertThatIllegalArgumentException().isThrownBy(() -> ComponentSpec.of("c1", null));
		assertThatIllegalArgumentException().isThrownBy(() -> Shutdown.within(Duration.ofMillis(-1)));
		Reply reply = sup.startChild(child("c1").spec((spec) -> spec.restart(RestartType.TRANSIENT).significant(true)));
		assertThat(reply.outcome()).isEqualTo(Outcome.INVALID_SPEC);
		assertThat(reply.cause()).hasMessageContaining("'significant'");
		assertThat(child("c1").attempts()).isZero();
	}

	@Test
	@DisplayName("D16 different results")
	void resultOfAStartIsHandedToTheCaller() {
		Supervisor sup = startDynamic();
		assertThat(sup.startChild(child("ok").spec()).outcome()).isEqualTo(Outcome.OK);
		child("ignore").ignoreNext();
		assertThat(sup.startChild(child("ignore").spec()).outcome()).isEqualTo(Outcome.IGNORED);
		child("error").failNext(1);
		Reply error = sup.startChild(child("error").spec());
		assertThat(error.outcome()).isEqualTo(Outcome.START_FAILED);
		assertThat(error.cause()).hasMessage("start of 'error' failed");
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
	}

	@Test
	@DisplayName("D17 throw, error, exit in start")
	void anyThrowableOutOfAStartIsHandedToTheCaller() {
		Supervisor sup = startDynamic();
		List<Throwable> throwables = List.of(new Exception("checked"), new IllegalStateException("unchecked"),
				new AssertionError("error"));
		for (Throwable throwable : throwables) {
			Reply reply = sup.startChild(ComponentSpec.of("c1", (link) -> {
				if (throwable instanceof Error error) {
					throw error;
				}
				throw (Exception) throwable;
			}));
			assertThat(reply.outcome()).isEqualTo(Outcome.START_FAILED);
			assertThat(reply.cause()).isSameAs(throwable);
		}
		isUp();
		assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
	}

	@Test
	@DisplayName("D18 max_children 0")
	void noChildIsStartedWhereThereMayBeNone() {
		Supervisor sup = startDynamic(0);
		assertThat(sup.startChild(child("c1").spec()).outcome()).isEqualTo(Outcome.MAX_CHILDREN);
		assertThat(child("c1").attempts()).isZero();
	}

	@Test
	@DisplayName("D19 temporary never restarted")
	void temporaryChildIsNeverRestarted() {
		Supervisor sup = startDynamic();
		for (ExitReason reason : List.of(ExitReason.shutdown(), OTHER)) {
			sup.startChild(child("c1").spec(RestartType.TEMPORARY));
			child("c1").exit(reason);
			assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
		}
	}

	@Test
	@DisplayName("D20 transient")
	void transientChildIsRestartedAfterAFailureAndForgottenAfterACleanEnd() {
		Supervisor sup = startDynamic();
		for (ExitReason reason : List.of(ExitReason.shutdown(), SHUTDOWN_WITH_DETAIL)) {
			sup.startChild(child("c1").spec(RestartType.TRANSIENT));
			child("c1").exit(reason);
			assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
		}
		sup.startChild(child("c1").spec(RestartType.TRANSIENT));
		child("c1").exit(OTHER);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
	}

	@Test
	@DisplayName("D21 permanent")
	void permanentChildIsAlwaysRestarted() {
		Supervisor sup = start(SupervisorSpec.builder("sup").intensity(100_000).dynamic(Dynamic.of(null)));
		int count = 0;
		for (ExitReason reason : List.of(ExitReason.shutdown(), SHUTDOWN_WITH_DETAIL, OTHER)) {
			count++;
			sup.startChild(child("c" + count).spec());
			child("c" + count).exit(reason);
			assertThat(child("c" + count).starts()).isEqualTo(2);
			assertThat(sup.countChildren()).isEqualTo(counts(count, count, 0, count));
		}
	}

	@Test
	@DisplayName("D22 different results on restart")
	void resultOfARestartDecides() {
		Supervisor sup = start(SupervisorSpec.builder("sup").intensity(100_000).dynamic(Dynamic.of(null)));
		sup.startChild(child("ok").spec());
		child("ok").exit(OTHER);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		sup.startChild(child("ignore").spec());
		child("ignore").ignoreNext();
		child("ignore").exit(OTHER);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		sup.startChild(child("error").spec());
		child("error").failNext(1);
		Held hold = child("error").holdStart();
		child("error").exit(OTHER);
		assertThat(sup.countChildren()).isEqualTo(counts(2, 1, 0, 2));
		Held second = child("error").holdStart();
		hold.release();
		assertThat(sup.countChildren()).isEqualTo(counts(2, 1, 0, 2));
		second.release();
		assertThat(sup.countChildren()).isEqualTo(counts(2, 2, 0, 2));
		assertThat(child("error").attempts()).isEqualTo(3);
	}

	@Test
	@DisplayName("D23 restarting counts toward max_children")
	void childThatRestartsTakesAPlace() {
		Supervisor sup = startDynamic(1);
		sup.startChild(child("c1").spec());
		child("c1").holdStart();
		child("c1").exit(OTHER);
		assertThat(sup.whichChildren()).extracting(TreeSnapshot.Node::state).asString().contains("RESTARTING");
		assertThat(sup.startChild(child("c2").spec()).outcome()).isEqualTo(Outcome.MAX_CHILDREN);
	}

	@Test
	@DisplayName("D24 restarted counts toward max_children")
	void childThatWasRestartedTakesAPlace() {
		Supervisor sup = startDynamic(1);
		sup.startChild(child("c1").spec());
		child("c1").exit(OTHER);
		assertThat(child("c1").callable()).isTrue();
		assertThat(sup.startChild(child("c2").spec()).outcome()).isEqualTo(Outcome.MAX_CHILDREN);
	}

	@Test
	@DisplayName("D25 extra arguments at restart")
	void childIsRestartedWithTheArgumentsOfTheSupervisor() {
		List<List<Object>> made = new ArrayList<>();
		Supervisor sup = start(sup().dynamic(withExtraArguments(made)));
		String id = sup.startDynamicChild("c1").child();
		child("c1").exit(OTHER);
		assertThat(child("c1").starts()).isEqualTo(2);
		assertThat(made).allMatch((arguments) -> arguments.equals(List.of("extra", "c1")));
		assertThat(sup.childSpec(id).orElseThrow().id()).isNotNull();
	}

	@Test
	@DisplayName("D26 trying again")
	void restartThatFailsIsTriedAgain() {
		Supervisor sup = startDynamic();
		sup.startChild(child("c1").spec());
		child("c1").failNext(1);
		child("c1").exit(OTHER);
		assertThat(child("c1").attempts()).isEqualTo(3);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
	}

	@Test
	@DisplayName("D27 child triggers maximum restarts")
	void childThatCannotStartEndsTheSupervisor() {
		givesUpAfter(1);
	}

	@Test
	@DisplayName("D28 maximum intensity when trying again")
	void tenAttemptsAreMade() {
		givesUpAfter(10);
	}

	private void givesUpAfter(int intensity) {
		Supervisor sup = start(sup().intensity(intensity).dynamic(Dynamic.of(null)));
		sup.startChild(child("c1").spec());
		child("c1").failing(true);
		child("c1").exit(OTHER);
		hasGivenUp();
		assertThat(child("c1").attempts()).isEqualTo(1 + intensity);
	}

	@Test
	@DisplayName("D29 with valid shutdown")
	void zeroAndOneAreValidShutdownLimits() {
		Supervisor sup = startDynamic();
		for (int millis = 0; millis < 2; millis++) {
			Shutdown shutdown = Shutdown.within(Duration.ofMillis(millis));
			assertThat(sup.startChild(child("c" + millis).spec((spec) -> spec.shutdown(shutdown))).ok()).isTrue();
		}
		assertThat(stopping()).isCompleted();
	}

	@Test
	@DisplayName("D30 with invalid shutdown")
	void negativeShutdownLimitIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Shutdown.within(Duration.ofMillis(-1)))
			.withMessageContaining("'-1ms'");
	}

	@Test
	@DisplayName("D31 stop with brutal_kill children")
	void childrenAreAbandonedAtOnce() {
		startThree(Shutdown.NOW);
		assertThat(stopping()).isCompleted();
		for (String id : List.of("c1", "c2", "c3")) {
			assertThat(child(id).instance().wasAbandoned()).isTrue();
			assertThat(child(id).instance().wasStopped()).isFalse();
		}
	}

	@Test
	@DisplayName("D32 stop with infinity")
	void childrenWithoutLimitShutDown() {
		startThree(Shutdown.INFINITY);
		stop();
		threeEndedAsAsked();
	}

	@Test
	@DisplayName("D33 stop with infinity, children end {shutdown,x}")
	void childrenWithoutLimitMayEndByThemselvesDuringTheStop() {
		endByThemselvesDuringTheStop(Shutdown.INFINITY, SHUTDOWN_WITH_DETAIL);
	}

	@Test
	@DisplayName("D34 stop with integer")
	void childrenWithALimitShutDown() {
		startThree(Shutdown.within(Duration.ofSeconds(1)));
		stop();
		threeEndedAsAsked();
	}

	@Test
	@DisplayName("D35 stop with integer, children end {shutdown,x}")
	void childrenWithALimitMayEndByThemselvesDuringTheStop() {
		endByThemselvesDuringTheStop(Shutdown.within(Duration.ofSeconds(1)), SHUTDOWN_WITH_DETAIL);
	}

	@Test
	@DisplayName("D36 stop with expired 1 ms")
	void stubbornChildIsAbandonedAndTheOthersShutDown() {
		startThree(Shutdown.within(Duration.ofMillis(1)));
		child("c2").holdStop();
		CompletableFuture<List<String>> stopping = stopping();
		assertThat(child("c1").instance().wasStopped()).isTrue();
		assertThat(child("c3").instance().wasStopped()).isTrue();
		assertThat(stopping).isNotDone();
		this.world.advance(Duration.ofMillis(1));
		assertThat(stopping).isCompleted();
		assertThat(child("c2").instance().wasAbandoned()).isTrue();
		assertThat(child("c1").instance().wasAbandoned()).isFalse();
		assertThat(child("c3").instance().wasAbandoned()).isFalse();
	}

	@Test
	@DisplayName("D37 stop: permanent children ending normal")
	void normalEndsDuringTheStopDoNotSpoilIt() {
		endByThemselvesDuringTheStop(Shutdown.within(Duration.ofSeconds(1)), ExitReason.normal());
	}

	private void endByThemselvesDuringTheStop(Shutdown shutdown, ExitReason reason) {
		startThree(shutdown);
		Held hold = child("c3").holdStop();
		CompletableFuture<List<String>> stopping = stopping();
		for (String id : List.of("c1", "c2", "c3")) {
			child(id).exit(reason);
		}
		hold.release();
		assertThat(stopping).isCompletedWithValue(List.of());
		hasShutDown();
		for (String id : List.of("c1", "c2", "c3")) {
			assertThat(child(id).attempts()).isEqualTo(1);
		}
	}

	@Test
	@DisplayName("D38 stop with mixed children")
	void eachChildIsStoppedInItsOwnWay() {
		Supervisor sup = startDynamic();
		sup.startChild(child("c1").spec((spec) -> spec.shutdown(Shutdown.INFINITY)));
		sup.startChild(child("c2").spec((spec) -> spec.shutdown(Shutdown.NOW)));
		assertThat(stopping()).isCompleted();
		assertThat(child("c1").instance().stopReason()).isInstanceOf(ExitReason.Shutdown.class);
		assertThat(child("c2").instance().wasAbandoned()).isTrue();
	}

	@Test
	@DisplayName("D39 terminate_child brutal")
	void childIsAbandonedAtOnce() {
		Supervisor sup = startDynamic();
		String id = sup.startChild(child("c1").spec((spec) -> spec.shutdown(Shutdown.NOW))).child();
		assertThat(sup.terminateChild(id).outcome()).isEqualTo(Outcome.OK);
		assertThat(child("c1").instance().wasAbandoned()).isTrue();
		isGone(sup, id);
	}

	@Test
	@DisplayName("D40 terminate_child integer")
	void childIsShutDown() {
		Supervisor sup = startDynamic();
		String id = sup.startChild(child("c1").spec((spec) -> spec.shutdown(Shutdown.within(Duration.ofSeconds(1)))))
			.child();
		assertThat(sup.terminateChild(id).outcome()).isEqualTo(Outcome.OK);
		assertThat(child("c1").instance().stopReason()).isInstanceOf(ExitReason.Shutdown.class);
		isGone(sup, id);
	}

	@Test
	@DisplayName("D41 terminate_child of a restarting child")
	void childThatRestartsIsTerminated() {
		Supervisor sup = startDynamic();
		String id = sup.startChild(child("c1").spec()).child();
		Held hold = child("c1").holdStart();
		child("c1").exit(OTHER);
		assertThat(sup.terminateChild(id).outcome()).isEqualTo(Outcome.OK);
		isGone(sup, id);
		hold.release();
		isGone(sup, id);
		assertThat(child("c1").callable()).isFalse();
	}

	private void isGone(Supervisor sup, String id) {
		assertThat(sup.terminateChild(id).outcome()).isEqualTo(Outcome.NOT_FOUND);
		assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
	}

	@Test
	void idsMayBeGivenTwice() {
		Supervisor sup = startDynamic();
		Reply first = sup.startChild(ComponentSpec.of("same", child("c1")));
		Reply second = sup.startChild(ComponentSpec.of("same", child("c2")));
		assertThat(first.ok()).isTrue();
		assertThat(second.ok()).isTrue();
		assertThat(first.child()).isNotEqualTo(second.child());
		assertThat(sup.countChildren()).isEqualTo(counts(2, 2, 0, 2));
		assertThat(sup.terminateChild(second.child()).ok()).isTrue();
		assertThat(child("c1").callable()).isTrue();
		assertThat(child("c2").callable()).isFalse();
	}

	private Supervisor startDynamic() {
		return startDynamic(Integer.MAX_VALUE);
	}

	private Supervisor startDynamic(int maxChildren) {
		return start(sup().dynamic(new Dynamic(null, maxChildren, List.of())));
	}

	private void startThree(Shutdown shutdown) {
		Supervisor sup = startDynamic();
		for (String id : List.of("c1", "c2", "c3")) {
			sup.startChild(child(id).spec((spec) -> spec.shutdown(shutdown)));
		}
	}

	private void threeEndedAsAsked() {
		for (String id : List.of("c1", "c2", "c3")) {
			assertThat(child(id).instance().stopReason()).isInstanceOf(ExitReason.Shutdown.class);
			assertThat(child(id).instance().wasAbandoned()).isFalse();
		}
	}

}
