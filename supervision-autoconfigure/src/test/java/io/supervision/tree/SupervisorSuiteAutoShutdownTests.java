package io.supervision.tree;

import java.util.List;

import io.supervision.event.SupervisionEvent.IntensityExceeded;
import io.supervision.spec.AutoShutdown;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.SupervisorSpec.Dynamic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * OTP's supervisor_SUITE: significant children and auto-shutdown.
 */
class SupervisorSuiteAutoShutdownTests extends HandDrivenTests {

	@Test
	@DisplayName("C83 nonsignificant_temporary")
	void endOfATemporaryChildThatIsNotSignificantShutsNothingDown() {
		nothingButASignificantChildShutsDown(RestartType.TEMPORARY);
	}

	@Test
	@DisplayName("C84 nonsignificant_transient")
	void endOfATransientChildThatIsNotSignificantShutsNothingDown() {
		nothingButASignificantChildShutsDown(RestartType.TRANSIENT);
	}

	private void nothingButASignificantChildShutsDown(RestartType restart) {
		for (AutoShutdown mode : AutoShutdown.values()) {
			Supervisor sup = start(sup().autoShutdown(mode));
			sup.startChild(child("api " + mode).spec(restart));
			sup.terminateChild("api " + mode);
			isUp();
			sup.startChild(child("abnormal " + mode).spec(restart));
			child("abnormal " + mode).die();
			assertThat(child("abnormal " + mode).starts()).isEqualTo((restart == RestartType.TRANSIENT) ? 2 : 1);
			isUp();
			sup.startChild(child("normal " + mode).spec(restart));
			child("normal " + mode).exitNormally();
			isUp();
			stop();
		}
	}

	@Test
	@DisplayName("C85 significant_temporary")
	void anyEndOfASignificantTemporaryChildShutsDown() {
		Supervisor sup = start(any(significant("s1", RestartType.TEMPORARY), child("other").spec()));
		sup.terminateChild("s1");
		isUp();
		stop();

		start(any(significant("s2", RestartType.TEMPORARY), child("other").spec()));
		child("s2").die();
		hasShutDown();
		assertThat(child("other").callable()).isFalse();
		assertThat(events(IntensityExceeded.class)).isEmpty();

		start(any(significant("s3", RestartType.TEMPORARY), child("other").spec()));
		child("s3").exitNormally();
		hasShutDown();

		start(all(significant("s4", RestartType.TEMPORARY), significant("s5", RestartType.TEMPORARY),
				child("other").spec()));
		child("s4").die();
		isUp();
		child("s5").exitNormally();
		hasShutDown();
		assertThat(child("other").callable()).isFalse();
	}

	@Test
	@DisplayName("C86 significant_transient")
	void onlyACleanEndOfASignificantTransientChildShutsDown() {
		Supervisor sup = start(any(significant("s1", RestartType.TRANSIENT), child("other").spec()));
		sup.terminateChild("s1");
		isUp();
		sup.restartChild("s1");
		child("s1").die();
		isUp();
		assertThat(child("s1").starts()).isEqualTo(3);
		child("s1").exitNormally();
		hasShutDown();
		assertThat(child("other").callable()).isFalse();

		start(all(significant("s2", RestartType.TRANSIENT), significant("s3", RestartType.TRANSIENT),
				child("other").spec()));
		child("s2").exitNormally();
		isUp();
		child("s3").die();
		isUp();
		child("s3").exitNormally();
		hasShutDown();
	}

	@Test
	@DisplayName("C87 significant_simple")
	void templateCannotShutDownByItself() {
		Dynamic dynamic = Dynamic.of((arguments) -> child("x").spec());
		for (AutoShutdown mode : List.of(AutoShutdown.ANY_SIGNIFICANT, AutoShutdown.ALL_SIGNIFICANT)) {
			assertThatIllegalArgumentException().isThrownBy(() -> sup().dynamic(dynamic).autoShutdown(mode).build())
				.withMessageContaining("'autoShutdown'")
				.withMessageContaining("'sup'");
		}
		start(sup().dynamic(dynamic).autoShutdown(AutoShutdown.NEVER));
		isUp();
	}

	@Test
	@DisplayName("C88 significant_bystander")
	void significantVictimsOfAGroupRestartDoNotShutDown() {
		for (Strategy strategy : Strategy.values()) {
			for (AutoShutdown mode : List.of(AutoShutdown.ANY_SIGNIFICANT, AutoShutdown.ALL_SIGNIFICANT)) {
				String id = strategy + " " + mode;
				start(sup().strategy(strategy)
					.autoShutdown(mode)
					.children(significant("first " + id, RestartType.TRANSIENT), child("middle " + id).spec(),
							significant("last " + id, RestartType.TEMPORARY)));
				child("middle " + id).die();
				isUp();
				assertThat(child("middle " + id).starts()).isEqualTo(2);
				assertThat(child("first " + id).callable()).isTrue();
				assertThat(child("last " + id).callable()).isEqualTo(strategy == Strategy.ONE_FOR_ONE);
				stop();
			}
		}
	}

	@Test
	@DisplayName("C89 significant_escalation")
	void shutdownClimbsThroughSignificantSupervisors() {
		start(any(innerAny("b", true, significant("w1", RestartType.TRANSIENT)), child("other").spec()));
		child("w1").exitNormally();
		hasShutDown();
		assertThat(child("other").callable()).isFalse();

		start(any(innerAny("b", false, significant("w2", RestartType.TRANSIENT)), child("other").spec()));
		child("w2").exitNormally();
		isUp();
		assertThat(states()).containsExactly("b=STOPPED", "other=RUNNING");
	}

	@Test
	void allSignificantIsLookedAtOnlyWhenOneEndsByItself() {
		Supervisor sup = start(all(significant("s1", RestartType.TRANSIENT), significant("s2", RestartType.TRANSIENT)));
		sup.terminateChild("s1");
		child("s2").exitNormally();
		hasShutDown();

		sup = start(all(significant("s3", RestartType.TRANSIENT), significant("s4", RestartType.TRANSIENT)));
		child("s3").exitNormally();
		sup.terminateChild("s4");
		isUp();
	}

	@Test
	void significantChildInARestartLoopCountsAsActive() {
		start(all(significant("s1", RestartType.TRANSIENT), significant("s2", RestartType.TRANSIENT)));
		HandDriven.Held hold = child("s1").holdStart();
		child("s1").die();
		child("s2").exitNormally();
		isUp();
		hold.release();
		child("s1").exitNormally();
		hasShutDown();
	}

	/** OTP takes the giving up of a transient supervisor for a clean end. */
	@Test
	void transientSupervisorThatGivesUpIsRestartedAndDoesNotShutDownItsParent() {
		start(any(SupervisorSpec.builder("inner")
			.intensity(0)
			.restart(RestartType.TRANSIENT)
			.significant(true)
			.children(child("c1").spec())
			.build()));
		child("c1").die();
		isUp();
		assertThat(states()).containsExactly("inner=RUNNING");
		assertThat(child("c1").starts()).isEqualTo(2);
	}

	private SupervisorSpec.Builder any(ChildSpec... children) {
		return sup().autoShutdown(AutoShutdown.ANY_SIGNIFICANT).children(children);
	}

	private SupervisorSpec.Builder all(ChildSpec... children) {
		return sup().autoShutdown(AutoShutdown.ALL_SIGNIFICANT).children(children);
	}

	private ComponentSpec significant(String id, RestartType restart) {
		return child(id).spec((spec) -> spec.restart(restart).significant(true));
	}

	private SupervisorSpec innerAny(String id, boolean significant, ComponentSpec child) {
		return SupervisorSpec.builder(id)
			.autoShutdown(AutoShutdown.ANY_SIGNIFICANT)
			.restart(RestartType.TRANSIENT)
			.significant(significant)
			.children(child)
			.build();
	}

}
