package io.supervision.bean;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildStarted;
import io.supervision.event.SupervisionEvent.ChildStopped;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventPublisher}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EventPublisherTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final List<SupervisionEvent> seen = new CopyOnWriteArrayList<>();

	private EventPublisher publisher;

	@AfterEach
	void close() {
		this.context.close();
		this.publisher.close();
	}

	@Test
	void eventsComeInOrderOnOneThreadOfTheirOwn() {
		List<String> threads = new CopyOnWriteArrayList<>();
		start(EventPublisher.CAPACITY, (event) -> threads.add(Thread.currentThread().getName()));
		for (int i = 0; i < 1000; i++) {
			this.publisher.happened(started(i));
		}
		await(1000);
		assertThat(this.seen).extracting(SupervisionEvent::generation)
			.containsExactlyElementsOf(java.util.stream.LongStream.range(0, 1000).boxed().toList());
		assertThat(threads).containsOnly("supervision-events");
	}

	@Test
	void eventsAreLoggedAtOnceAndWaitUntilTheContextIsComplete(CapturedOutput output) {
		prepare(EventPublisher.CAPACITY, (event) -> {
		});
		this.publisher.happened(stopped());
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> output.getOut().contains("child 'feed'"));
		assertThat(this.seen).isEmpty();
		this.context.refresh();
		this.publisher.happened(started(2));
		await(2);
		assertThat(this.seen).extracting(SupervisionEvent::generation).containsExactly(1L, 2L);
	}

	@Test
	void nothingIsPublishedOnceTheContextCloses() {
		start(EventPublisher.CAPACITY, (event) -> {
		});
		this.publisher.happened(started(1));
		await(1);
		this.context.close();
		this.publisher.happened(started(2));
		this.publisher.close();
		assertThat(this.seen).hasSize(1);
	}

	@Test
	void closingOfAChildContextEndsNothing() {
		start(EventPublisher.CAPACITY, (event) -> {
		});
		GenericApplicationContext child = new GenericApplicationContext();
		child.setParent(this.context);
		child.refresh();
		child.close();
		this.publisher.happened(started(1));
		await(1);
	}

	@Test
	void closeWaitsForTheListenerThatIsAtWork() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch closing = new CountDownLatch(1);
		List<String> order = new CopyOnWriteArrayList<>();
		start(EventPublisher.CAPACITY, (event) -> {
			entered.countDown();
			awaitLatch(closing);
			order.add("listener");
		});
		this.context.addApplicationListener((org.springframework.context.event.ContextClosedEvent event) -> {
		});
		this.publisher.happened(started(1));
		awaitLatch(entered);
		this.context.getDefaultListableBeanFactory().registerDisposableBean("last", () -> order.add("destroyed"));
		Thread closer = new Thread(this.context::close);
		closer.start();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(this.context::isClosed);
		closing.countDown();
		closer.join(20_000);
		assertThat(order).containsExactly("listener", "destroyed");
	}

	@Test
	void listenerThatClosesTheContextDoesNotLockItself() {
		start(EventPublisher.CAPACITY, (event) -> this.context.close());
		this.publisher.happened(started(1));
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !this.context.isActive());
	}

	@Test
	void whatDoesNotFitIsDroppedCountedAndLoggedOnce(CapturedOutput output) {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		start(2, (event) -> {
			entered.countDown();
			awaitLatch(go);
		});
		this.publisher.happened(started(0));
		awaitLatch(entered);
		for (int i = 1; i <= 5; i++) {
			this.publisher.happened(started(i));
		}
		go.countDown();
		await(3);
		assertThat(this.publisher.dropped()).isEqualTo(3);
		assertThat(output.getOut().split("are dropped", -1)).hasSize(2);
		this.publisher.happened(started(6));
		await(4);
	}

	@Test
	void earlyEventsAreBoundedToo() {
		prepare(2, (event) -> {
		});
		for (int i = 1; i <= 10; i++) {
			long before = this.publisher.dropped();
			this.publisher.happened(started(i));
			int sent = i;
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> sent <= 2 || this.publisher.dropped() > before);
		}
		assertThat(this.publisher.dropped()).isEqualTo(8);
		this.context.refresh();
		await(2);
	}

	@Test
	void listenerThatThrowsIsLoggedAndTheNextEventComes(CapturedOutput output) {
		start(EventPublisher.CAPACITY, (event) -> {
			throw new AssertionError("listener");
		});
		this.publisher.happened(started(1));
		this.publisher.happened(stopped());
		await(2);
		assertThat(output).contains("A listener failed to handle ChildStarted of '/feed'");
	}

	@Test
	void throwablesThatThrowWhenPrintedHarmNothing(CapturedOutput output) {
		Unprintable unprintable = new Unprintable();
		start(EventPublisher.CAPACITY, (event) -> {
			throw unprintable;
		});
		this.publisher.happened(new SupervisionEvent.ChildFailed("/feed", 1, Instant.EPOCH, Detector.EXCEPTION,
				Classification.COMPONENT, Fault.Kind.FAILURE, unprintable));
		this.publisher.happened(started(2));
		await(2);
		assertThat(output).contains("ChildFailed of '/feed' could not be logged")
			.contains("A listener failed to handle ChildStarted of '/feed': " + Unprintable.class.getName());
	}

	private void start(int capacity, Consumer<SupervisionEvent> listener) {
		prepare(capacity, listener);
		this.context.refresh();
	}

	private void prepare(int capacity, Consumer<SupervisionEvent> listener) {
		this.publisher = new EventPublisher(this.context, capacity);
		this.context.addApplicationListener(this.publisher);
		this.context.addApplicationListener((PayloadApplicationEvent<SupervisionEvent> event) -> {
			this.seen.add(event.getPayload());
			listener.accept(event.getPayload());
		});
	}

	private void await(int events) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(this.seen).hasSize(events));
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ChildStarted started(long generation) {
		return new ChildStarted("/feed", generation, Instant.EPOCH);
	}

	private static ChildStopped stopped() {
		return new ChildStopped("/feed", 1, Instant.EPOCH, ExitReason.normal());
	}

	static class Unprintable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("message");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("toString");
		}

	}

}
