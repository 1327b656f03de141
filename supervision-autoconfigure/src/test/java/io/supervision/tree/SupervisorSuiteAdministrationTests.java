package io.supervision.tree;

import java.time.Duration;
import java.util.List;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.SupervisorSpec.Dynamic;
import io.supervision.tree.Reply.Outcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * OTP's supervisor_SUITE: administration. A spec is a value that checks itself when it is
 * made, so one set of checks stands for check_childspecs, start_child and the
 * supervisor's start.
 */
class SupervisorSuiteAdministrationTests extends HandDrivenTests {

	@Test
	@DisplayName("C25 child_adm")
	void lifeCycleOfAPermanentChild() {
		Supervisor sup = start(sup());
		ComponentSpec spec = child("c1").spec();
		Reply started = sup.startChild(spec);
		assertThat(started.outcome()).isEqualTo(Outcome.OK);
		assertThat(started.child()).isEqualTo("c1");
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		assertThat(sup.startChild(spec).outcome()).isEqualTo(Outcome.ALREADY_STARTED);
		assertThat(sup.terminateChild("unknown").outcome()).isEqualTo(Outcome.NOT_FOUND);

		assertThat(sup.terminateChild("c1").outcome()).isEqualTo(Outcome.OK);
		assertThat(states()).containsExactly("c1=STOPPED");
		assertThat(sup.countChildren()).isEqualTo(counts(1, 0, 0, 1));
		assertThat(sup.terminateChild("c1").outcome()).isEqualTo(Outcome.OK);
		assertThat(sup.startChild(spec).outcome()).isEqualTo(Outcome.ALREADY_PRESENT);

		assertThat(sup.restartChild("c1").outcome()).isEqualTo(Outcome.OK);
		assertThat(sup.restartChild("c1").outcome()).isEqualTo(Outcome.RUNNING);
		assertThat(sup.restartChild("unknown").outcome()).isEqualTo(Outcome.NOT_FOUND);

		assertThat(sup.deleteChild("c1").outcome()).isEqualTo(Outcome.RUNNING);
		assertThat(sup.deleteChild("unknown").outcome()).isEqualTo(Outcome.NOT_FOUND);
		sup.terminateChild("c1");
		assertThat(sup.deleteChild("c1").outcome()).isEqualTo(Outcome.OK);
		assertThat(sup.restartChild("c1").outcome()).isEqualTo(Outcome.NOT_FOUND);
		assertThat(sup.deleteChild("c1").outcome()).isEqualTo(Outcome.NOT_FOUND);
		assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
		assertThat(sup.startChild(spec).outcome()).isEqualTo(Outcome.OK);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		callsOfASupervisorThatIsNotThereFail(sup, spec);
	}

	private void callsOfASupervisorThatIsNotThereFail(Supervisor sup, ComponentSpec spec) {
		assertThat(kernel().find("unknown")).isEmpty();
		stop();
		assertThat(sup.startChild(spec).outcome()).isEqualTo(Outcome.NO_SUPERVISOR);
		assertThat(sup.terminateChild("c1").outcome()).isEqualTo(Outcome.NO_SUPERVISOR);
		assertThat(sup.restartChild("c1").outcome()).isEqualTo(Outcome.NO_SUPERVISOR);
		assertThat(sup.deleteChild("c1").outcome()).isEqualTo(Outcome.NO_SUPERVISOR);
	}

	/**
	 * Children made from a template are known by the id in the answer, which stands for
	 * OTP's pid; there is no second kind of address, so the refusal of a terminate by id
	 * has no counterpart, and a child that is gone is not found.
	 */
	@Test
	@DisplayName("C26 child_adm_simple")
	void administrationOfATemplate() {
		Supervisor sup = start(sup().dynamic(Dynamic.of((arguments) -> child((String) arguments.get(0)).spec())));
		assertThat(sup.countChildren()).isEqualTo(counts(1, 0, 0, 0));
		String first = sup.startDynamicChild("x").child();
		String second = sup.startDynamicChild("y").child();
		assertThat(first).isNotEqualTo(second);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 2, 0, 2));
		assertThat(sup.restartChild(first).outcome()).isEqualTo(Outcome.SIMPLE_ONE_FOR_ONE);
		assertThat(sup.deleteChild(first).outcome()).isEqualTo(Outcome.SIMPLE_ONE_FOR_ONE);
		assertThat(sup.terminateChild("foreign").outcome()).isEqualTo(Outcome.NOT_FOUND);
		assertThat(sup.terminateChild(first).outcome()).isEqualTo(Outcome.OK);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		assertThat(sup.terminateChild(first).outcome()).isEqualTo(Outcome.NOT_FOUND);
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		assertThat(child("y").callable()).isTrue();
	}

	@Test
	@DisplayName("C28 child_specs")
	void malformedSpecsAreRefusedAndLegalOnesAccepted() {
		assertThatIllegalArgumentException().isThrownBy(() -> ComponentSpec.of("..", child("c1")))
			.withMessageContaining("'id'");
		assertThatIllegalArgumentException().isThrownBy(() -> Shutdown.within(Duration.ofMillis(-1)))
			.withMessageContaining("'shutdown'")
			.withMessageContaining("-1ms");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> child("c1").spec((spec) -> spec.startTimeout(Duration.ZERO)))
			.withMessageContaining("'startTimeout'")
			.withMessageContaining("'c1'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> sup().children(child("c1").spec(), child("c1").spec()).build())
			.withMessageContaining("'c1'")
			.withMessageContaining("'sup'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> sup().dynamic(Dynamic.of((arguments) -> child("c1").spec()))
				.children(child("c1").spec(), child("c2").spec())
				.build())
			.withMessageContaining("'children'");
		Supervisor sup = start(sup());
		for (RestartType restart : RestartType.values()) {
			for (Shutdown shutdown : List.of(Shutdown.NOW, Shutdown.INFINITY, Shutdown.within(Duration.ofMillis(1)))) {
				String id = restart + " " + shutdown;
				assertThat(sup.startChild(child(id).spec((spec) -> spec.restart(restart).shutdown(shutdown))).outcome())
					.isEqualTo(Outcome.OK);
				assertThat(sup
					.startChild(
							SupervisorSpec.builder(id + " of a supervisor").restart(restart).shutdown(shutdown).build())
					.outcome()).isEqualTo(Outcome.OK);
			}
		}
		assertThat(sup.countChildren()).isEqualTo(counts(18, 18, 9, 9));
	}

	@Test
	@DisplayName("C29 child_specs_map")
	void significantNeedsATypeThatEndsForGoodAndASupervisorThatLooksAtIt() {
		for (AutoShutdown autoShutdown : AutoShutdown.values()) {
			Supervisor sup = start(SupervisorSpec.builder("sup").autoShutdown(autoShutdown));
			for (RestartType restart : RestartType.values()) {
				if (restart == RestartType.PERMANENT) {
					assertThatIllegalArgumentException()
						.isThrownBy(() -> child("c").spec((spec) -> spec.restart(restart).significant(true)))
						.withMessageContaining("'significant'")
						.withMessageContaining("PERMANENT");
					continue;
				}
				ComponentSpec spec = child(autoShutdown + "-" + restart)
					.spec((builder) -> builder.restart(restart).significant(true));
				Outcome expected = (autoShutdown != AutoShutdown.NEVER) ? Outcome.OK : Outcome.INVALID_SPEC;
				assertThat(sup.startChild(spec).outcome()).isEqualTo(expected);
				assertThat(isBuilt(autoShutdown, spec)).isEqualTo(expected == Outcome.OK);
			}
			stop();
		}
	}

	private static boolean isBuilt(AutoShutdown autoShutdown, ComponentSpec spec) {
		try {
			SupervisorSpec.builder("sup").autoShutdown(autoShutdown).children(spec).build();
			return true;
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex).hasMessageContaining("'significant'").hasMessageContaining("'" + spec.id() + "'");
			return false;
		}
	}

	@Test
	@DisplayName("C30 sup_flags")
	void malformedFlagsAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> sup().intensity(-1).build())
			.withMessage("'intensity' must not be negative: -1 (supervisor 'sup')");
		assertThatIllegalArgumentException().isThrownBy(() -> sup().period(Duration.ZERO).build())
			.withMessageContaining("'period'");
		assertThatIllegalArgumentException().isThrownBy(() -> sup().period(null).build())
			.withMessageContaining("'period'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> sup().dynamic(Dynamic.of(null)).strategy(Strategy.ONE_FOR_ALL).build())
			.withMessageContaining("'strategy'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> sup().dynamic(Dynamic.of(null)).autoShutdown(AutoShutdown.ANY_SIGNIFICANT).build())
			.withMessageContaining("'autoShutdown'");
		assertThat(sup().intensity(0).build().intensity()).isZero();
	}

	@Test
	@DisplayName("C31 multiple_restarts")
	void restartsThatLieApartAreNotAddedUp() {
		start(SupervisorSpec.builder("sup").intensity(1).period(Duration.ofSeconds(1)).children(child("c1").spec()));
		for (int i = 0; i < 4; i++) {
			child("c1").die();
			this.world.advance(Duration.ofMillis(2100));
		}
		assertThat(child("c1").starts()).isEqualTo(5);
		assertThat(states()).containsExactly("c1=RUNNING");
		isUp();
	}

	@Test
	void childrenKeepTheirPlaceWhenRestartedAndLoseItWhenDeleted() {
		Supervisor sup = start(sup().strategy(Strategy.REST_FOR_ONE)
			.children(child("c1").spec(), child("c2").spec(), child("c3").spec()));
		sup.terminateChild("c1");
		sup.restartChild("c1");
		sup.terminateChild("c2");
		sup.deleteChild("c2");
		sup.startChild(child("c2").spec());
		assertThat(states()).containsExactly("c1=RUNNING", "c3=RUNNING", "c2=RUNNING");
		stop();
		assertThat(log()).endsWith("stop c2", "stop c3", "stop c1");
	}

	@Test
	void listAndSingleLookUpAgreeWithTheSnapshot() {
		Supervisor sup = start(sup().children(child("c1").spec(), child("c2").spec()));
		assertThat(sup.whichChildren()).isEqualTo(kernel().snapshot().root().children());
		assertThat(sup.path()).isEqualTo("/");
	}

}
