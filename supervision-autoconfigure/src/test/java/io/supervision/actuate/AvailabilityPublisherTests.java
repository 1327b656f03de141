package io.supervision.actuate;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.spec.ChildState;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AvailabilityPublisher}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AvailabilityPublisherTests {

	private static final TreeSnapshot FINE = Trees.running(Trees.component("/feed").essential().build());

	private static final TreeSnapshot LOST = Trees
		.gaveUp(Trees.component("/feed").essential().state(ChildState.ISOLATED).build());

	private final HandTimers time = new HandTimers();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final List<AvailabilityState> published = new ArrayList<>();

	private final List<String> shutdowns = new ArrayList<>();

	private AvailabilityPublisher publisher = publisher(true, OnEssentialGiveUp.BREAK_LIVENESS);

	@BeforeEach
	void refresh() {
		this.context.addApplicationListener((AvailabilityChangeEvent<?> event) -> {
			if (event.getSource() == this.publisher) {
				this.published.add(event.getState());
			}
		});
		this.context.addApplicationListener((org.springframework.context.ApplicationEvent event) -> {
			if (this.publisher.supportsEventType(event.getClass())) {
				this.publisher.onApplicationEvent(event);
			}
		});
		this.context.refresh();
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void essentialOutageRefusesAfterTheWaitTimeoutAndOnlyWhileItLasts() {
		ready();
		show(restarting());
		pass(Duration.ofMillis(300));
		assertThat(this.published).isEmpty();
		pass(Duration.ofMillis(300));
		assertThat(this.published).containsExactly(ReadinessState.REFUSING_TRAFFIC);
		show(FINE);
		assertThat(this.published).containsExactly(ReadinessState.REFUSING_TRAFFIC, ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void changesThatComeCloselyAreLookedAtTogether() {
		ready();
		List<Node> children = new ArrayList<>(LargeTreeTests.components("/c", 10));
		children.add(Trees.component("/feed").essential().state(ChildState.ISOLATED).build());
		AtomicInteger walks = new AtomicInteger();
		TreeSnapshot lost = Trees.gaveUp(new AbstractList<Node>() {

			@Override
			public Node get(int index) {
				walks.addAndGet((index == 0) ? 1 : 0);
				return children.get(index);
			}

			@Override
			public int size() {
				return children.size();
			}

		});
		for (int change = 0; change < 9; change++) {
			this.publisher.changed(lost);
			pass(Duration.ofMillis(1));
		}
		assertThat(walks).hasValue(0);
		pass(Duration.ofMillis(1));
		assertThat(walks).hasValueBetween(1, 3);
		assertThat(this.published).contains(LivenessState.BROKEN);
	}

	@Test
	void shortOutageIsNotTold() {
		ready();
		show(restarting());
		pass(Duration.ofMillis(499).minus(AvailabilityPublisher.CLOSELY.multipliedBy(2)));
		show(FINE);
		pass(Duration.ofHours(1));
		assertThat(this.published).isEmpty();
	}

	@Test
	void startAfterAStopRefusesOnlyAfterTheWaitTimeoutToo() {
		TreeSnapshot stopped = Trees.running(Trees.component("/feed").essential().stoppedByOperator().build());
		TreeSnapshot starting = Trees
			.running(Trees.component("/feed").essential().state(ChildState.RESTARTING).build());
		ready();
		show(stopped);
		pass(Duration.ofHours(1));
		show(starting);
		pass(Duration.ofMillis(499).minus(AvailabilityPublisher.CLOSELY));
		show(starting);
		assertThat(this.published).isEmpty();
		pass(Duration.ofMillis(1));
		assertThat(this.published).containsExactly(ReadinessState.REFUSING_TRAFFIC);
		show(FINE);
		assertThat(this.published).containsExactly(ReadinessState.REFUSING_TRAFFIC, ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void heldComponentRefusesAfterTenMinutes() {
		ready();
		show(Trees.running(Trees.component("/feed").essential().held(this.time.now()).build()));
		pass(Duration.ofMinutes(10).minusMillis(1).minus(AvailabilityPublisher.CLOSELY));
		assertThat(this.published).isEmpty();
		pass(Duration.ofMillis(1));
		assertThat(this.published).containsExactly(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void nothingIsToldBeforeTheApplicationIsReady() {
		show(LOST);
		boot(LivenessState.CORRECT);
		pass(Duration.ofMinutes(1));
		assertThat(this.published).isEmpty();
		ready();
		assertThat(this.published).containsExactly(LivenessState.BROKEN, ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void readinessOfAnotherContextIsNotOurs() {
		show(LOST);
		GenericApplicationContext child = new GenericApplicationContext();
		child.setParent(this.context);
		child.refresh();
		child.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], child, Duration.ZERO));
		pass(Duration.ofMinutes(1));
		assertThat(this.published).isEmpty();
		child.close();
	}

	@Test
	void nothingIsToldOnceTheContextCloses() {
		ready();
		this.context.close();
		show(LOST);
		pass(Duration.ofMinutes(1));
		assertThat(this.published).isEmpty();
	}

	@Test
	void trafficIsRefusedAgainWhenBootAcceptsItWhileTheReasonLasts() {
		show(restarting());
		ready();
		pass(Duration.ofSeconds(1));
		boot(ReadinessState.ACCEPTING_TRAFFIC);
		pass(Duration.ofSeconds(1));
		assertThat(this.published).containsExactly(ReadinessState.REFUSING_TRAFFIC, ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void refusalOfSomebodyElseIsNotTakenBack() {
		ready();
		boot(ReadinessState.REFUSING_TRAFFIC);
		show(restarting());
		pass(Duration.ofSeconds(1));
		show(FINE);
		pass(Duration.ofSeconds(1));
		assertThat(this.published).isEmpty();
	}

	@Test
	void refusalOfSomebodyElseAfterOursIsNotTakenBack() {
		ready();
		show(restarting());
		pass(Duration.ofSeconds(1));
		boot(ReadinessState.REFUSING_TRAFFIC);
		show(FINE);
		pass(Duration.ofSeconds(1));
		assertThat(this.published).containsExactly(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void livenessBreaksWhenTheRootGivesUpAndIsCorrectAgainWhenAllEssentialOnesRun() {
		ready();
		show(LOST);
		assertThat(this.published).containsExactly(LivenessState.BROKEN, ReadinessState.REFUSING_TRAFFIC);
		this.published.clear();
		show(Trees.running(Trees.component("/feed").essential().restarting(this.time.now()).build()));
		assertThat(this.published).doesNotContain(LivenessState.CORRECT);
		show(FINE);
		assertThat(this.published).contains(LivenessState.CORRECT, ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void livenessBrokenBySomebodyElseIsNotMended() {
		ready();
		boot(LivenessState.BROKEN);
		show(LOST);
		show(FINE);
		assertThat(this.published).doesNotContain(LivenessState.BROKEN, LivenessState.CORRECT);
	}

	@Test
	void sameTreeIsToldOnce() {
		ready();
		show(LOST);
		show(LOST);
		pass(Duration.ofHours(1));
		assertThat(this.published).hasSize(2);
	}

	@Test
	void isolateLeavesLivenessAlone() {
		this.publisher = publisher(true, OnEssentialGiveUp.ISOLATE);
		ready();
		show(LOST);
		assertThat(this.published).containsExactly(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.shutdowns).isEmpty();
	}

	@Test
	void shutdownEndsTheApplicationOnce() {
		this.publisher = publisher(true, OnEssentialGiveUp.SHUTDOWN);
		ready();
		show(LOST);
		show(LOST);
		assertThat(this.published).containsExactly(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.shutdowns).hasSize(1);
	}

	@Test
	void readinessCanBeSwitchedOffAndLivenessStays() {
		this.publisher = publisher(false, OnEssentialGiveUp.BREAK_LIVENESS);
		ready();
		show(LOST);
		assertThat(this.published).containsExactly(LivenessState.BROKEN);
	}

	@Test
	void listenerThatThrowsHarmsNothing() {
		ready();
		this.context.addApplicationListener((AvailabilityChangeEvent<?> event) -> {
			throw new IllegalStateException("listener");
		});
		show(LOST);
		assertThat(this.published).containsExactly(LivenessState.BROKEN, ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void essentialComponentThatIsStoppedIsWarnedOfOnce(CapturedOutput output) {
		ready();
		TreeSnapshot stopped = Trees.running(Trees.component("/feed").essential().stoppedByOperator().build());
		show(stopped);
		show(stopped);
		assertThat(this.published).isEmpty();
		assertThat(output.getOut()
			.lines()
			.filter((line) -> line.contains("Essential component '/feed' is stopped, and traffic is still accepted")))
			.hasSize(1);
	}

	private TreeSnapshot restarting() {
		return Trees.running(Trees.component("/feed").essential().restarting(this.time.now()).build());
	}

	private AvailabilityPublisher publisher(boolean readiness, OnEssentialGiveUp onGiveUp) {
		return new AvailabilityPublisher(this.context, this.time, this.time,
				new AvailabilitySettings(readiness, Duration.ofMinutes(10), onGiveUp),
				() -> this.shutdowns.add("shutdown"));
	}

	private void ready() {
		this.context.publishEvent(
				new ApplicationReadyEvent(new SpringApplication(), new String[0], this.context, Duration.ZERO));
		boot(ReadinessState.ACCEPTING_TRAFFIC);
		pass(Duration.ofMillis(200));
	}

	private <S extends AvailabilityState> void boot(S state) {
		AvailabilityChangeEvent.publish(this.context, state);
	}

	private void show(TreeSnapshot snapshot) {
		this.publisher.changed(snapshot);
		pass(AvailabilityPublisher.CLOSELY);
	}

	private void pass(Duration duration) {
		this.time.pass(duration);
	}

}
