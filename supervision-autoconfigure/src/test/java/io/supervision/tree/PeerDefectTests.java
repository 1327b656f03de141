package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildFailed;
import io.supervision.event.SupervisionEvent.ChildStartFailed;
import io.supervision.event.SupervisionEvent.ChildStopped;
import io.supervision.event.SupervisionEvent.IntensityExceeded;
import io.supervision.spec.Backoff;
import io.supervision.spec.Budget;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.SupervisorSpec.Dynamic;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.Reply.Outcome;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Defects that users of other supervisors reported, as far as a kernel can have them.
 */
class PeerDefectTests extends HandDrivenTests {

	private static final ExitReason ABNORMAL = ExitReason.failure(Detector.SELF, new IllegalStateException("x"));

	@Test
	@DisplayName("row 1: a window that never expires")
	void failuresSpacedJustOverTheRateNeverEscalate() {
		start(SupervisorSpec.builder("sup").intensity(3).period(Duration.ofSeconds(5)).children(child("c1").spec()));
		Duration spacing = Duration.ofSeconds(5).dividedBy(3).plusMillis(1);
		int failures = (int) Duration.ofHours(3).dividedBy(spacing);
		for (int i = 0; i < failures; i++) {
			child("c1").die();
			this.world.advance(spacing);
		}
		isUp();
		assertThat(child("c1").starts()).isEqualTo(failures + 1);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("row 2: one crash counted twice")
	void limitAllowsExactlyAsManyRestarts(Strategy strategy) {
		for (int intensity = 0; intensity < 7; intensity++) {
			start(sup().intensity(intensity)
				.strategy(strategy)
				.children(child("a").spec(), child("b").spec(), child("c").spec()));
			for (int i = 0; i < intensity; i++) {
				child("b").die();
				isUp();
				assertThat(child("b").starts()).isEqualTo(2 + i);
			}
			child("b").die();
			hasGivenUp();
			anew();
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("row 3: a temporary child restarted")
	void restartTypeAndReasonDecide(RestartType restart) {
		List<ExitReason> reasons = List.of(ExitReason.normal(), ExitReason.shutdown(),
				new ExitReason.Shutdown("detail"), ABNORMAL,
				ExitReason.failure(Detector.HANG, new IllegalStateException("hung")));
		for (ExitReason reason : reasons) {
			start(sup().children(child("c1").spec(restart)));
			child("c1").exit(reason);
			boolean restarted = restart == RestartType.PERMANENT
					|| (restart == RestartType.TRANSIENT && reason instanceof ExitReason.Failure);
			assertThat(child("c1").starts()).as("%s after %s", restart, reason).isEqualTo(restarted ? 2 : 1);
			assertThat(states()).isEqualTo(restarted ? List.of("c1=RUNNING")
					: (restart == RestartType.TEMPORARY) ? List.of() : List.of("c1=STOPPED"));
			anew();
		}
	}

	@Test
	@DisplayName("row 4: a group restart that loses its order")
	void startOfAGroupWaitsForTheOneBefore() {
		Supervisor sup = start(
				sup().strategy(Strategy.ONE_FOR_ALL).children(child("a").spec(), child("b").spec(), child("c").spec()));
		sup.startChild(child("d").spec());
		log().clear();
		Held hold = child("b").holdStart();
		child("c").die();
		assertThat(starts()).containsExactly("start a");
		hold.release();
		assertThat(starts()).containsExactly("start a", "start b", "start c", "start d");
		assertThat(log().stream().filter((line) -> line.startsWith("stop"))).containsExactly("stop d", "stop b",
				"stop a");
		log().clear();
		stop();
		assertThat(log()).containsExactly("stop d", "stop c", "stop b", "stop a");
	}

	private List<String> starts() {
		return log().stream().filter((line) -> line.startsWith("start")).toList();
	}

	@Test
	@DisplayName("row 5: an exponential delay that is linear")
	void attemptsAreNumberedAndMadeAfterTheirDelay() {
		List<Integer> attempts = new ArrayList<>();
		Backoff backoff = (attempt) -> {
			attempts.add(attempt);
			return (attempt == 1) ? Duration.ZERO : Duration.ofMillis(Math.min(1000, 100L << (attempt - 2)));
		};
		start(waiting(sup().intensity(10).children(child("c1").spec()), backoff));
		child("c1").failing(true);
		child("c1").die();
		assertThat(child("c1").attempts()).isEqualTo(2);
		int[] delays = { 100, 200, 400, 800, 1000, 1000 };
		for (int i = 0; i < delays.length; i++) {
			assertThat(component("c1").nextAttemptAt()).isEqualTo(this.world.now().plusMillis(delays[i]));
			this.world.advance(Duration.ofMillis(delays[i]).minusNanos(1));
			assertThat(child("c1").attempts()).isEqualTo(2 + i);
			this.world.advance(Duration.ofNanos(1));
			assertThat(child("c1").attempts()).isEqualTo(3 + i);
		}
		assertThat(attempts).containsExactlyElementsOf(IntStream.rangeClosed(1, attempts.size()).boxed().toList());
	}

	@Test
	@DisplayName("row 6: a limit that backoff disables")
	void attemptsThatWaitSpendTheBudget() {
		start(waiting(
				SupervisorSpec.builder("sup").intensity(3).period(Duration.ofSeconds(5)).children(child("c1").spec()),
				(attempt) -> Duration.ofSeconds(60)));
		child("c1").failing(true);
		child("c1").die();
		this.world.advance(Duration.ofSeconds(179));
		isUp();
		this.world.advance(Duration.ofSeconds(1));
		hasGivenUp();
		assertThat(child("c1").attempts()).isEqualTo(1 + 3);
	}

	@Test
	@DisplayName("row 7: a backoff that never starts anew, or at once")
	void backoffStartsAnewAfterAHealthyStretch() {
		List<Integer> attempts = new ArrayList<>();
		start(waiting(sup().intensity(100).children(child("c1").spec()), (attempt) -> {
			attempts.add(attempt);
			return Duration.ofSeconds(1);
		}));
		for (int run : new int[] { 0, 1, 59, 60, 1, 30, 30, 61 }) {
			this.world.advance(Duration.ofSeconds(run));
			child("c1").die();
			this.world.advance(Duration.ofSeconds(1));
			assertThat(child("c1").callable()).isTrue();
		}
		assertThat(attempts).containsExactly(1, 2, 3, 1, 2, 3, 4, 1);
	}

	@Test
	@DisplayName("row 8: manual restarts counted, or wiping the count")
	void operatorsRestartHasACounterOfItsOwn() {
		Supervisor sup = start(sup().intensity(1).children(child("c1").spec()));
		child("c1").die();
		for (int i = 1; i <= 5; i++) {
			operate("/c1", Operation.RESTART);
			assertThat(component("c1").manualRestarts()).isEqualTo(i);
			assertThat(component("c1").restarts()).isEqualTo(1);
			assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(1);
			assertThat(child("c1").callable()).isTrue();
		}
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1, 0, 1));
		child("c1").die();
		hasGivenUp();
	}

	@Test
	@DisplayName("row 9: a child that fails while it is restarted")
	void failureDuringTheStartIsOneMoreAttempt() {
		start(sup().intensity(3).children(child("c1").spec()));
		child("c1").failNext(1);
		child("c1").exitDuringNextStart();
		child("c1").die();
		assertThat(child("c1").attempts()).isEqualTo(4);
		assertThat(child("c1").callable()).isTrue();
		assertThat(states()).containsExactly("c1=RUNNING");
		child("c1").die();
		hasGivenUp();
	}

	@Test
	@DisplayName("row 10: a race between a manual stop and the child's own end")
	void stopAndOwnEndInAnyOrderLeadToOneState() throws Exception {
		for (int seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			boolean exitFirst = random.nextBoolean();
			Strategy strategy = List.of(Strategy.values()).get(random.nextInt(3));
			Supervisor sup = start(sup().strategy(strategy).children(child("c1").spec(), child("c2").spec()));
			this.world.interleave(random);
			List<Pending<Reply>> replies = new ArrayList<>();
			this.world.atOnce(() -> {
				if (exitFirst) {
					child("c1").die();
				}
				replies.add(this.world.request(() -> sup.terminateChild("c1")));
				child("c1").die();
			});
			assertThat(replies.get(0).answer().outcome()).as("seed %s", seed).isEqualTo(Outcome.OK);
			assertThat(sup.whichChild("c1").orElseThrow().state()).as("seed %s", seed).isEqualTo(ChildState.STOPPED);
			assertThat(child("c1").callable()).as("seed %s", seed).isFalse();
			assertThat(events(ChildStopped.class).stream().filter((event) -> event.path().equals("/c1")))
				.as("seed %s", seed)
				.hasSize(1);
			assertThat(sup.restartChild("c1").ok()).as("seed %s", seed).isTrue();
			stop();
			anew();
		}
	}

	@Test
	@DisplayName("row 13: frozen after a restart")
	void pauseResumeAndRestartInAnyOrderEndCallableOrStopped() {
		Operation[] operations = { Operation.STOP, Operation.START, Operation.RESTART };
		for (int sequence = 0; sequence < 243; sequence++) {
			start(sup().children(child("c1").spec(), child("c2").spec()));
			boolean running = true;
			for (int i = 0, rest = sequence; i < 5; i++, rest /= 3) {
				Operation operation = operations[rest % 3];
				kernel().operate("/c1", operation);
				running = (operation == Operation.STOP) ? false : (operation == Operation.START) ? true : running;
				assertThat(states()).containsExactly(running ? "c1=RUNNING" : "c1=STOPPED", "c2=RUNNING");
				assertThat(child("c1").callable()).isEqualTo(running);
			}
			assertThat(child("c2").attempts()).isEqualTo(1);
			anew();
		}
	}

	@Test
	@DisplayName("row 14: a cause that is lost")
	void everyTransitionCarriesItsCauseAndRule() {
		start(sup().intensity(1).children(child("c1").spec()));
		child("c1").failNext(1);
		child("c1").die();
		hasGivenUp();
		assertThat(events(ChildFailed.class)).isNotEmpty().allSatisfy((event) -> {
			assertThat(event.cause()).hasMessage("c1 died");
			assertThat(event.detector()).isEqualTo(Detector.SELF);
		});
		assertThat(events(ChildStartFailed.class)).isNotEmpty()
			.allSatisfy((event) -> assertThat(event.cause()).hasMessage("start of 'c1' failed"));
		assertThat(events(IntensityExceeded.class)).isNotEmpty()
			.allSatisfy((event) -> assertThat(event.cause()).hasMessageContaining("c1"));
		assertThat(component("c1").incidents()).isNotEmpty().allSatisfy((incident) -> {
			assertThat(incident.decision()).isNotBlank();
			assertThat(incident.causes()).isNotEmpty();
			assertThat(incident.causes().get(0).message()).contains("c1");
		});
		assertThat(endReason()).isInstanceOf(ExitReason.Failure.class);
	}

	@Test
	@DisplayName("row 19: an intended stop reported as death")
	void intendedStopIsNoFailure() {
		child("c1").throwingOnStop();
		Supervisor sup = start(sup().intensity(0).children(child("c1").spec(), child("c2").spec()));
		sup.terminateChild("c1");
		sup.restartChild("c1");
		operate("/c1", Operation.STOP);
		operate("/c1", Operation.START);
		operate("/c1", Operation.RESTART);
		stop();
		assertThat(this.events).noneMatch(ChildFailed.class::isInstance).noneMatch(IntensityExceeded.class::isInstance);
		assertThat(this.events).extracting(SupervisionEvent::cause).containsOnlyNulls();
		assertThat(child("c1").starts()).isEqualTo(4);
		assertThat(child("c2").starts()).isEqualTo(1);
	}

	@Test
	@DisplayName("row 22: a shared budget spent by churn")
	void manyDynamicChildrenThatFailOnceEachDoNotEscalate() {
		Supervisor sup = start(SupervisorSpec.builder("sup")
			.budget(Budget.PER_CHILD)
			.dynamic(Dynamic.of((arguments) -> child((String) arguments.get(0)).spec())));
		for (int i = 0; i < 1000; i++) {
			assertThat(sup.startDynamicChild("c" + i).ok()).isTrue();
		}
		for (int i = 0; i < 1000; i++) {
			child("c" + i).die();
		}
		isUp();
		assertThat(sup.countChildren()).isEqualTo(counts(1, 1000, 0, 1000));
		for (int i = 0; i < 3; i++) {
			child("c7").die();
		}
		hasGivenUp();
	}

}
