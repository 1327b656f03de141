package io.supervision.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import io.supervision.tree.Incident;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that do not return, in an application.
 */
@Timeout(120)
class HangDetectionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withUserConfiguration(Components.class)
		.withPropertyValues("supervision.root.intensity=100", "supervision.backoff.initial-delay=1ms",
				"supervision.backoff.max-delay=1ms", "supervision.suspicion-outage=60s",
				"supervision.components.feed.wait-timeout=30s");

	private final CountDownLatch over = new CountDownLatch(1);

	@AfterEach
	void endCalls() {
		this.over.countDown();
	}

	@Test
	void componentThatHangsIsReplacedAndNobodyElseIs() {
		this.runner.run((context) -> {
			Feed feed = context.getBean(Feed.class);
			CompletableFuture<String> late = hang(feed, this::ignoreInterrupts);
			TreeSnapshot.Component replaced = await(context, (component) -> component.generation() == 2
					&& component.state() == ChildState.RUNNING && component.abandoned() == 1);
			Incident incident = replaced.lastFailure();
			assertThat(incident.detector()).isEqualTo(Detector.HANG);
			assertThat(incident.kind()).isEqualTo(Fault.Kind.FAILURE);
			assertThat(incident.decision()).isEqualTo("restart");
			assertThat(incident.causes().get(0).message())
				.contains("'call-timeout': 200ms (component 'feed', on thread '");
			assertThat(incident.causes().get(0).frames()).anyMatch((frame) -> frame.contains("ignoreInterrupts"))
				.anyMatch((frame) -> frame.contains("Feed$$Supervised$$feed"));
			assertThat(feed.call(() -> "works")).isEqualTo("works");
			assertThat(component(context, "stock").generation()).isEqualTo(1);
			this.over.countDown();
			assertThat(late.join()).isEqualTo("late");
			TreeSnapshot.Component after = await(context, (component) -> component.abandoned() == 0);
			assertThat(after.generation()).isEqualTo(2);
			assertThat(after.degradedBy()).isNull();
		});
	}

	@Test
	void callThatHeedsInterruptsIsEndedAndItsCallerIsNotInterrupted() {
		this.runner.run((context) -> {
			CompletableFuture<Boolean> leaked = new CompletableFuture<>();
			CountDownLatch inside = new CountDownLatch(1);
			new Thread(() -> {
				try {
					context.getBean(Feed.class).call(() -> {
						inside.countDown();
						while (!Thread.currentThread().isInterrupted()) {
							Thread.onSpinWait();
						}
						return "interrupted";
					});
				}
				finally {
					leaked.complete(Thread.currentThread().isInterrupted());
				}
			}).start();
			inside.await();
			await(context, (component) -> component.generation() == 2);
			assertThat(leaked.join()).isFalse();
			await(context, (component) -> component.abandoned() == 0 && component.state() == ChildState.RUNNING);
		});
	}

	@Test
	void hangIsFoundAgainAfterThreeRestarts() {
		this.runner.withPropertyValues("supervision.max-abandoned=10").run((context) -> {
			for (int generation = 2; generation <= 5; generation++) {
				hang(context.getBean(Feed.class), this::ignoreInterrupts);
				int expected = generation;
				await(context, (component) -> component.generation() == expected
						&& component.abandoned() == expected - 1 && component.state() == ChildState.RUNNING);
			}
			this.over.countDown();
			await(context, (component) -> component.abandoned() == 0);
		});
	}

	@Test
	void oneHungCallOfManyIsASuspicionThatIsActedOnWithoutWaitingForIt() {
		this.runner.run((context) -> {
			Feed feed = context.getBean(Feed.class);
			AtomicInteger answered = new AtomicInteger();
			CompletableFuture<Void> customers = CompletableFuture.runAsync(() -> {
				while (this.over.getCount() > 0) {
					feed.call(answered::incrementAndGet);
				}
			}, (task) -> new Thread(task).start());
			hang(feed, this::ignoreInterrupts);
			TreeSnapshot.Component replaced = await(context, (component) -> component.generation() == 2
					&& component.state() == ChildState.RUNNING && component.abandoned() == 1);
			assertThat(replaced.lastFailure().detector()).isEqualTo(Detector.HANG);
			assertThat(replaced.lastFailure().kind()).isEqualTo(Fault.Kind.SUSPICION);
			assertThat(replaced.lastFailure().decision()).isEqualTo("restart on suspicion");
			int before = answered.get();
			patiently().until(() -> answered.get() > before);
			this.over.countDown();
			customers.join();
		});
	}

	@Test
	void observedHangIsRecordedAndNothingHappens() {
		this.runner.withPropertyValues("supervision.detectors.hang.mode=observe").run((context) -> {
			CompletableFuture<String> call = hang(context.getBean(Feed.class), this::ignoreInterrupts);
			TreeSnapshot.Component observed = await(context, (component) -> !component.incidents().isEmpty());
			assertThat(observed.incidents()).singleElement().satisfies((incident) -> {
				assertThat(incident.detector()).isEqualTo(Detector.HANG);
				assertThat(incident.decision()).startsWith("would have restarted ");
			});
			assertThat(observed.generation()).isEqualTo(1);
			assertThat(observed.state()).isEqualTo(ChildState.RUNNING);
			this.over.countDown();
			assertThat(call.join()).isEqualTo("late");
		});
	}

	@Test
	void componentWithoutACallTimeoutIsNotWatched() {
		this.runner.run((context) -> {
			CompletableFuture<String> unwatched = hang(context.getBean(Stock.class)::call, this::ignoreInterrupts);
			hang(context.getBean(Feed.class), this::ignoreInterrupts);
			await(context, (component) -> component.generation() == 2);
			assertThat(component(context, "stock").incidents()).isEmpty();
			assertThat(component(context, "stock").generation()).isEqualTo(1);
			assertThat(unwatched).isNotDone();
		});
	}

	@Test
	void callTimeoutCanBeTheDefaultOfAll() {
		this.runner.withPropertyValues("supervision.defaults.call-timeout=200ms").run((context) -> {
			hang(context.getBean(Stock.class)::call, this::ignoreInterrupts);
			patiently().until(() -> component(context, "stock").generation() == 2);
			assertThat(component(context, "feed").generation()).isEqualTo(1);
		});
	}

	private String ignoreInterrupts() {
		while (this.over.getCount() > 0) {
			Thread.onSpinWait();
		}
		return "late";
	}

	private static CompletableFuture<String> hang(Feed feed, Body<String> body) throws InterruptedException {
		return hang(feed::call, body);
	}

	private static CompletableFuture<String> hang(Consumer<Body<String>> component, Body<String> body)
			throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(1);
		CompletableFuture<String> result = new CompletableFuture<>();
		new Thread(() -> component.accept(() -> {
			inside.countDown();
			String answer = body.run();
			result.complete(answer);
			return answer;
		})).start();
		inside.await();
		return result;
	}

	private static TreeSnapshot.Component await(AssertableApplicationContext context,
			Predicate<TreeSnapshot.Component> condition) {
		return patiently().until(() -> component(context, "feed"), condition);
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().atMost(Duration.ofSeconds(60));
	}

	private static TreeSnapshot.Component component(AssertableApplicationContext context, String id) {
		return (TreeSnapshot.Component) context.getBean(SupervisionTree.class).snapshot().find(id);
	}

	interface Body<T> {

		T run();

	}

	@Configuration(proxyBeanMethods = false)
	static class Components {

		@Bean
		@Supervised(callTimeout = "200ms")
		Feed feed() {
			return new Feed();
		}

		@Bean
		@Supervised
		Stock stock() {
			return new Stock();
		}

	}

	static class Feed {

		<T> T call(Body<T> body) {
			return body.run();
		}

	}

	static class Stock {

		<T> T call(Body<T> body) {
			return body.run();
		}

	}

}
