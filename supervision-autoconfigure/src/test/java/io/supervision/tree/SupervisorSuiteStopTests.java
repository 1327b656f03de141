package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.event.SupervisionEvent.ChildAbandoned;
import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.tree.HandDriven.Held;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * OTP's supervisor_SUITE: stop. A child that would be killed there is abandoned here:
 * fenced, interrupted, closed from outside and forgotten.
 */
class SupervisorSuiteStopTests extends HandDrivenTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	/** The four ends of the suite. */
	private static final List<ExitReason> REASONS = List.of(ExitReason.normal(), ExitReason.shutdown(),
			new ExitReason.Shutdown("detail"), ExitReason.failure(Detector.SELF, new IllegalStateException("other")));

	@Test
	@DisplayName("C16 sup_stop_infinity")
	void childrenAreWaitedForWithoutLimit() {
		start(sup().children(SupervisorSpec.builder("inner")
			.shutdown(Shutdown.INFINITY)
			.children(child("c1").spec((spec) -> spec.shutdown(Shutdown.INFINITY)))
			.build(), child("c2").spec((spec) -> spec.shutdown(Shutdown.INFINITY))));
		Held first = child("c1").holdStop();
		Held second = child("c2").holdStop();
		CompletableFuture<List<String>> stopping = stopping();
		this.world.advance(Duration.ofDays(1));
		assertThat(stopping).isNotDone();
		releaseAsReached(first, second);
		assertThat(stopping).isCompletedWithValue(List.of());
		endedAsAsked("c1");
		endedAsAsked("c2");
		hasShutDown();
	}

	@Test
	@DisplayName("C17 sup_stop_timeout")
	void childThatIgnoresTheRequestIsAbandonedAfterItsLimit() {
		start(sup().children(child("c1").spec(this::oneSecond), child("c2").spec(this::oneSecond)));
		stubbornSecondChildIsAbandoned();
	}

	@Test
	@DisplayName("C18 sup_stop_timeout_dynamic")
	void dynamicChildThatIgnoresTheRequestIsAbandonedAfterItsLimit() {
		Supervisor sup = start(sup());
		sup.startChild(child("c1").spec((spec) -> oneSecond(spec).restart(RestartType.TEMPORARY)));
		sup.startChild(child("c2").spec((spec) -> oneSecond(spec).restart(RestartType.TEMPORARY)));
		stubbornSecondChildIsAbandoned();
	}

	private void stubbornSecondChildIsAbandoned() {
		Held hold = child("c2").holdStop();
		CompletableFuture<List<String>> stopping = stopping();
		this.world.advance(SECOND.minusNanos(1));
		assertThat(stopping).isNotDone();
		assertThat(child("c2").instance().wasAbandoned()).isFalse();
		this.world.advance(Duration.ofNanos(1));
		assertThat(child("c2").instance().wasAbandoned()).isTrue();
		assertThat(stopping).isCompletedWithValue(List.of("/c2"));
		endedAsAsked("c1");
		hasShutDown();
		assertThat(events(ChildAbandoned.class)).extracting(ChildAbandoned::path).containsExactly("/c2");
		hold.release();
		assertThat(events(ChildAbandoned.class)).hasSize(1);
	}

	@Test
	@DisplayName("C19 sup_stop_brutal_kill")
	void childThatIsAbandonedAtOnceGetsNoCallback() {
		start(sup().children(child("c1").spec(), child("c2").spec((spec) -> spec.shutdown(Shutdown.NOW))));
		assertThat(stopping()).isCompleted();
		endedAsAsked("c1");
		assertThat(child("c2").instance().wasAbandoned()).isTrue();
		assertThat(child("c2").instance().wasStopped()).isFalse();
		hasShutDown();
	}

	@Test
	@DisplayName("C20 sup_stop_brutal_kill_dynamic")
	void dynamicChildrenAreAbandonedAtOnce() {
		Supervisor sup = start(sup());
		for (int i = 0; i < 10; i++) {
			sup.startChild(child("c" + i).spec((spec) -> spec.restart(RestartType.TEMPORARY).shutdown(Shutdown.NOW)));
		}
		assertThat(stopping()).isCompleted();
		for (int i = 0; i < 10; i++) {
			assertThat(child("c" + i).instance().wasAbandoned()).isTrue();
			assertThat(child("c" + i).instance().wasStopped()).isFalse();
		}
		hasShutDown();
	}

	@Test
	@DisplayName("C21 sup_stop_race")
	void childrenThatEndByThemselvesDuringTheStopAreNotRestarted() {
		List<ChildSpec> specs = new ArrayList<>();
		for (RestartType restart : RestartType.values()) {
			for (int i = 0; i < REASONS.size(); i++) {
				specs.add(child(restart + "-" + i).spec((spec) -> spec.restart(restart).shutdown(Shutdown.INFINITY)));
			}
		}
		specs.add(child("slow").spec((spec) -> spec.shutdown(Shutdown.INFINITY)));
		start(sup().strategy(Strategy.REST_FOR_ONE).children(specs));
		Held hold = child("slow").holdStop();
		CompletableFuture<List<String>> stopping = stopping();
		this.world.advance(Duration.ofMillis(200));
		endAllByThemselves();
		this.world.advance(Duration.ofMillis(800));
		hold.release();
		assertThat(stopping).isCompletedWithValue(List.of());
		hasShutDown();
		for (RestartType restart : RestartType.values()) {
			for (int i = 0; i < REASONS.size(); i++) {
				assertThat(child(restart + "-" + i).attempts()).isEqualTo(1);
			}
		}
	}

	@Test
	@DisplayName("C22 sup_stop_non_shutdown_exit_dynamic")
	void dynamicChildrenThatEndByThemselvesDuringTheStopDoNotSpoilIt() {
		Supervisor sup = start(sup().strategy(Strategy.ONE_FOR_ALL));
		for (RestartType restart : RestartType.values()) {
			for (int i = 0; i < REASONS.size(); i++) {
				sup.startChild(child(restart + "-" + i).spec(restart));
			}
		}
		sup.startChild(child("slow").spec());
		Held hold = child("slow").holdStop();
		CompletableFuture<List<String>> stopping = stopping();
		endAllByThemselves();
		hold.release();
		assertThat(stopping).isCompletedWithValue(List.of());
		hasShutDown();
		assertThat(events(ChildFailed.class)).isEmpty();
	}

	private void endAllByThemselves() {
		for (RestartType restart : RestartType.values()) {
			for (int i = 0; i < REASONS.size(); i++) {
				child(restart + "-" + i).exit(REASONS.get(i));
			}
		}
	}

	@Test
	@DisplayName("C23 sup_stop_manual")
	void supervisorStopsThroughItsApi() throws Exception {
		Supervisor sup = start(sup().children(child("brutal").spec((spec) -> spec.shutdown(Shutdown.NOW)),
				child("normal").spec(), child("sleeping").spec(this::oneSecond)));
		child("sleeping").holdStop();
		Pending<Boolean> stopped = this.world.request(() -> sup.stop(ExitReason.normal(), Duration.ofSeconds(30)));
		this.world.advance(SECOND);
		assertThat(stopped.answer()).isTrue();
		assertThat(child("brutal").instance().wasAbandoned()).isTrue();
		endedAsAsked("normal");
		assertThat(child("sleeping").instance().wasAbandoned()).isTrue();
		assertThat(endReason()).isEqualTo(ExitReason.normal());
	}

	@Test
	@DisplayName("C24 sup_stop_manual_timeout")
	void stopGoesOnAfterItsCallerHasStoppedWaiting() throws Exception {
		Supervisor sup = start(sup().children(child("c1").spec(), child("c2").spec()));
		Held hold = child("c2").holdStop();
		Pending<Boolean> stopped = this.world.request(() -> sup.stop(ExitReason.normal(), Duration.ofMillis(100)));
		this.world.advance(Duration.ofMillis(100));
		assertThat(stopped.answer()).isFalse();
		isUp();
		hold.release();
		assertThat(endReason()).isEqualTo(ExitReason.normal());
		endedAsAsked("c1");
		endedAsAsked("c2");
	}

	@Test
	void startInProgressIsClosedWhenItComesBackAfterTheStop() {
		Supervisor sup = start(sup().children(child("c1").spec()));
		Held hold = child("c1").holdStart();
		child("c1").die();
		assertThat(sup.whichChild("c1").orElseThrow().state()).hasToString("RESTARTING");
		CompletableFuture<List<String>> stopping = stopping();
		hold.release();
		assertThat(stopping).isCompleted();
		hasShutDown();
		assertThat(child("c1").callable()).isFalse();
	}

	@Test
	void stopThatThrowsIsAStopAllTheSame() {
		child("c2").throwingOnStop();
		start(sup().strategy(Strategy.REST_FOR_ONE).children(child("c1").spec(), child("c2").spec()));
		assertThat(stopping()).isCompleted();
		endedAsAsked("c1");
		hasShutDown();
	}

	@Test
	void treeThatIsToldToEndWithinALimitAbandonsWhatIsLeft() {
		start(sup().strategy(Strategy.ONE_FOR_ALL)
			.children(child("c1").spec((spec) -> spec.shutdown(Shutdown.INFINITY)),
					child("c2").spec((spec) -> spec.shutdown(Shutdown.INFINITY))));
		child("c2").holdStop();
		CompletableFuture<List<String>> stopping = kernel().stop(Duration.ofSeconds(3)).toCompletableFuture();
		this.world.advance(Duration.ofSeconds(3).minusNanos(1));
		assertThat(stopping).isNotDone();
		this.world.advance(Duration.ofNanos(1));
		assertThat(stopping).isCompleted();
		assertThat(stopping.join()).contains("/c2");
		assertThat(child("c1").callable()).isFalse();
	}

	private ComponentSpec.Builder oneSecond(ComponentSpec.Builder spec) {
		return spec.shutdown(Shutdown.within(SECOND));
	}

	private void endedAsAsked(String id) {
		assertThat(child(id).instance().stopReason()).as("reason '%s' was stopped for", id)
			.isInstanceOf(ExitReason.Shutdown.class);
		assertThat(child(id).instance().wasAbandoned()).isFalse();
		assertThat(child(id).callable()).isFalse();
	}

	private static void releaseAsReached(Held... holds) {
		boolean released = true;
		while (released) {
			released = false;
			for (Held hold : holds) {
				if (hold.reached()) {
					hold.release();
					released = true;
				}
			}
		}
	}

}
