package io.supervision.tree;

import java.time.Duration;
import java.util.List;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.Reply.Outcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Elixir's Supervisor. Its several forms of a child spec (tuples, maps, modules) are the
 * factory, the builder and the copy with changes here.
 */
class ElixirSupervisorTests extends HandDrivenTests {

	@Test
	@DisplayName("S1 generates child_spec/1")
	void supervisorIsAChildSpecWithItsOwnDefaults() {
		ChildSpec spec = SupervisorSpec.builder("inner").build();
		assertThat(spec.id()).isEqualTo("inner");
		assertThat(spec.restart()).isEqualTo(RestartType.PERMANENT);
		assertThat(spec.shutdown().infinite()).isTrue();
		ChildSpec changed = SupervisorSpec.builder("other")
			.restart(RestartType.TRANSIENT)
			.shutdown(Shutdown.within(Duration.ofSeconds(1)))
			.build();
		assertThat(changed.restart()).isEqualTo(RestartType.TRANSIENT);
		assertThat(changed.shutdown()).hasToString("PT1S");
	}

	@Test
	@DisplayName("S2 child_spec/2")
	void overridesReplaceSingleKeys() {
		ComponentSpec base = child("c1").spec((spec) -> spec.shutdown(Shutdown.INFINITY).essential(true));
		ComponentSpec changed = base.with((spec) -> spec.restart(RestartType.TEMPORARY));
		assertThat(changed.restart()).isEqualTo(RestartType.TEMPORARY);
		assertThat(changed).usingRecursiveComparison().ignoringFields("restart", "child").isEqualTo(base);
		assertThat(changed.child()).isSameAs(base.child());
		assertThatIllegalArgumentException().isThrownBy(() -> base.with((spec) -> spec.suspicionAllowance(-1)))
			.withMessage("'suspicionAllowance' must not be negative: -1 (component 'c1')");
	}

	/** A strategy that is not given is one-for-one, as in Erlang. */
	@Test
	@DisplayName("S3 init/2")
	void flagsHaveDefaultsAndKeepWhatIsGiven() {
		SupervisorSpec defaults = SupervisorSpec.builder("sup").build();
		assertThat(defaults.intensity()).isEqualTo(3);
		assertThat(defaults.period()).isEqualTo(Duration.ofSeconds(5));
		assertThat(defaults.autoShutdown()).isEqualTo(AutoShutdown.NEVER);
		assertThat(defaults.strategy()).isEqualTo(Strategy.ONE_FOR_ONE);
		SupervisorSpec given = SupervisorSpec.builder("sup")
			.strategy(Strategy.REST_FOR_ONE)
			.intensity(7)
			.period(Duration.ofSeconds(11))
			.autoShutdown(AutoShutdown.ALL_SIGNIFICANT)
			.build();
		assertThat(given.strategy()).isEqualTo(Strategy.REST_FOR_ONE);
		assertThat(given.intensity()).isEqualTo(7);
		assertThat(given.period()).isEqualTo(Duration.ofSeconds(11));
		assertThat(given.nestedPeriod()).isEqualTo(Duration.ofSeconds(11));
		assertThat(given.autoShutdown()).isEqualTo(AutoShutdown.ALL_SIGNIFICANT);
	}

	@Test
	@DisplayName("S4 init/2 with old and new child specs")
	void bothFormsOfASpecAreTheSame() {
		assertThat(ComponentSpec.of("c1", child("c1"))).isEqualTo(ComponentSpec.builder("c1", child("c1")).build());
	}

	@Test
	@DisplayName("S5 start_link/2 with via")
	void supervisorIsReachedByPath() {
		start(sup().children(SupervisorSpec.builder("inner").build()));
		assertThat(supervisor("/inner").whichChildren()).isEmpty();
		assertThat(supervisor("/inner").path()).isEqualTo("/inner");
	}

	@Test
	@DisplayName("S7 start_link/3 with local")
	void supervisorIsReachedById() {
		start(sup().children(SupervisorSpec.builder("inner").build()));
		assertThat(supervisor("inner").whichChildren()).isEmpty();
		assertThat(supervisor("sup").path()).isEqualTo("/");
	}

	@Test
	@DisplayName("S8 start_link/2")
	void childThatEndsNormallyIsStartedAfresh() {
		start(sup().children(child("stack").spec()));
		Object first = child("stack").instance();
		child("stack").exitNormally();
		assertThat(child("stack").instance()).isNotSameAs(first);
		assertThat(states()).containsExactly("stack=RUNNING");
		assertThatIllegalArgumentException().isThrownBy(() -> SupervisorSpec.builder("").build());
	}

	@Test
	@DisplayName("S9 start_link/2 with old and new specs")
	void mixedListStarts() {
		start(sup().children(ComponentSpec.of("c1", child("c1")), ComponentSpec.builder("c2", child("c2")).build(),
				SupervisorSpec.builder("inner").build()));
		assertThat(states()).containsExactly("c1=RUNNING", "c2=RUNNING", "inner=RUNNING");
	}

	@Test
	@DisplayName("S10 start_link/3")
	void treeStartsAndAnswers() {
		Supervisor root = start(
				sup().children(SupervisorSpec.builder("inner").children(child("c1").spec(), child("c2").spec()).build(),
						child("c3").spec()));
		assertThat(root.countChildren()).isEqualTo(counts(2, 2, 1, 1));
		assertThat(kernel().snapshot().nodes().map(TreeSnapshot.Node::path)).containsExactly("/", "/inner", "/inner/c1",
				"/inner/c2", "/c3");
		assertThat(kernel().snapshot().hasRun()).isTrue();
	}

	@Test
	@DisplayName("S11 start_child: old child spec form")
	void childIsStartedFromASpecWithDefaults() {
		starts(ComponentSpec.of("c1", child("c1")));
	}

	@Test
	@DisplayName("S12 start_child: keyed spec")
	void childIsStartedFromAKeyedSpec() {
		starts(ComponentSpec.builder("c1", child("c1")).restart(RestartType.TRANSIENT).build());
	}

	@Test
	@DisplayName("S13 start_child: type and argument")
	void childIsStartedFromASpecMadeForIt() {
		starts(child("c1").spec());
	}

	private void starts(ChildSpec spec) {
		Supervisor sup = start(sup());
		Reply reply = sup.startChild(spec);
		assertThat(reply.ok()).isTrue();
		assertThat(reply.child()).isEqualTo("c1");
		assertThat(child("c1").callable()).isTrue();
		assertThat(sup.childSpec("c1")).contains(spec);
	}

	@Test
	@DisplayName("S14 start_child with invalid spec")
	void invalidSpecsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ComponentSpec.of(null, child("c1")))
			.withMessageContaining("'id'");
		assertThatIllegalArgumentException().isThrownBy(() -> ComponentSpec.of("c1", null))
			.withMessageContaining("'child'");
		assertThatIllegalArgumentException().isThrownBy(() -> Shutdown.within(Duration.ofMillis(-1)))
			.withMessageContaining("'shutdown'");
	}

	@Test
	@DisplayName("S15 start_child with valid spec")
	void zeroAndOneAreValidShutdownLimits() {
		Supervisor sup = start(sup().intensity(5));
		for (int millis = 0; millis < 2; millis++) {
			Shutdown shutdown = Shutdown.within(Duration.ofMillis(millis));
			assertThat(sup.startChild(child("c" + millis).spec((spec) -> spec.shutdown(shutdown))).ok()).isTrue();
			child("c" + millis).die();
			assertThat(child("c" + millis).starts()).isEqualTo(2);
		}
	}

	@Test
	@DisplayName("S16 child life cycle")
	void lifeCycleOfAChild() {
		Supervisor sup = start(sup());
		assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
		sup.startChild(child("c1").spec());
		assertThat(sup.whichChildren()).extracting(TreeSnapshot.Node::id).isEqualTo(List.of("c1"));
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		assertThat(sup.deleteChild("c1").outcome()).isEqualTo(Outcome.RUNNING);
		assertThat(sup.terminateChild("c1").ok()).isTrue();
		Object first = child("c1").instance();
		assertThat(sup.restartChild("c1").ok()).isTrue();
		assertThat(child("c1").instance()).isNotSameAs(first);
		assertThat(sup.terminateChild("c1").ok()).isTrue();
		assertThat(sup.deleteChild("c1").ok()).isTrue();
		assertThat(sup.countChildren()).isEqualTo(counts(0, 0, 0, 0));
		stop();
	}

}
