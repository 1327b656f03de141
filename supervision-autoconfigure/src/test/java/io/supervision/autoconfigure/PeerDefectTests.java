package io.supervision.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Defects that users of other supervisors reported, as far as it takes an application to
 * have them.
 */
@Timeout(60)
class PeerDefectTests {

	private static final AtomicInteger OWNERS = new AtomicInteger();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withPropertyValues("supervision.root.intensity=100", "supervision.backoff.initial-delay=1ms",
				"supervision.backoff.max-delay=1ms", "supervision.defaults.wait-timeout=30s");

	private final CountDownLatch over = new CountDownLatch(1);

	@BeforeEach
	void noOwner() {
		OWNERS.set(0);
	}

	@AfterEach
	void end() {
		this.over.countDown();
	}

	@Test
	@DisplayName("row 11: a reference that is stale after a restart")
	void everyReferenceReachesTheNewGeneration() {
		this.runner.withUserConfiguration(Scheduling.class)
			.withBean("feed", Feed.class)
			.withBean("holder", Holder.class)
			.run((context) -> {
				Feed feed = context.getBean(Feed.class);
				Holder holder = context.getBean(Holder.class);
				Map<String, Feed> map = context.getBeansOfType(Feed.class);
				Supplier<Long> lambda = feed::generation;
				AtomicLong seenByThread = new AtomicLong();
				Thread thread = new Thread(() -> {
					while (this.over.getCount() > 0) {
						seenByThread.set(feed.generation());
					}
				});
				thread.start();
				for (long generation = 1; generation <= 4; generation++) {
					long current = generation;
					await(context, "feed",
							(node) -> node.generation() == current && node.state() == ChildState.RUNNING);
					assertThat(LongStream.of(feed.generation(), holder.feed.generation(), map.get("feed").generation(),
							lambda.get()))
						.containsOnly(current);
					Awaitility.await().until(() -> seenByThread.get() == current && holder.seen.get() == current);
					feed.fail();
				}
				this.over.countDown();
				thread.join();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "call", "executor", "async", "listener", "schedule" })
	@DisplayName("row 15: a path that bypasses supervision")
	void everyPathIntoAComponentIsSupervised(String path) {
		this.runner.withUserConfiguration(Scheduling.class)
			.withBean("feed", Feed.class)
			.withPropertyValues("supervision.components.feed.fail-on=java.lang.IllegalStateException")
			.run((context) -> {
				for (long generation = 2; generation <= 4; generation++) {
					long next = generation;
					take(path, context);
					TreeSnapshot.Component node = await(context, "feed",
							(component) -> component.generation() == next && component.state() == ChildState.RUNNING);
					assertThat(node.lastFailure().detector()).isEqualTo(Detector.EXCEPTION);
					assertThat(node.lastFailure().causes().get(0).message()).isEqualTo(path);
				}
			});
	}

	private static void take(String path, ApplicationContext context) {
		Feed feed = context.getBean(Feed.class);
		try {
			switch (path) {
				case "call" -> feed.call(path);
				case "executor" -> execute(() -> feed.call(path));
				case "async" -> feed.callLater(path);
				case "listener" -> context.publishEvent(new News(path));
				default -> feed.onNextTick(path);
			}
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage(path);
		}
	}

	private static void execute(Runnable call) {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		executor.submit(call);
		executor.shutdown();
	}

	@Test
	@DisplayName("row 21: two leaders")
	void ownerThatIsCutOffIsOutBeforeTheNextOneComes() {
		this.runner.withBean("owner", Owner.class).run((context) -> {
			Owner owner = context.getBean(Owner.class);
			List<Integer> owners = new ArrayList<>();
			Thread caller = new Thread(() -> owner.own(() -> {
				while (this.over.getCount() > 0) {
					Thread.onSpinWait();
				}
				owners.add(OWNERS.get());
			}));
			caller.start();
			await(context, "owner",
					(component) -> component.state() == ChildState.RESTARTING && component.abandoned() == 1);
			assertThat(OWNERS).hasValue(1);
			this.over.countDown();
			await(context, "owner", (component) -> component.generation() == 2);
			caller.join();
			assertThat(owners).containsExactly(1);
			assertThat(OWNERS).hasValue(2);
		});
	}

	private static TreeSnapshot.Component await(ApplicationContext context, String id,
			Predicate<TreeSnapshot.Component> condition) {
		SupervisionTree tree = context.getBean(SupervisionTree.class);
		return Awaitility.await().until(() -> (TreeSnapshot.Component) tree.snapshot().find(id), condition);
	}

	record News(String text) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@EnableAsync
	static class Scheduling {

		@Bean
		Executor taskExecutor() {
			return new SimpleAsyncTaskExecutor();
		}

	}

	@Supervised
	static class Feed {

		private final Generation generation;

		private volatile String broken;

		Feed(Generation generation) {
			this.generation = generation;
		}

		long generation() {
			return this.generation.number();
		}

		void fail() {
			this.generation.fail(new IllegalStateException("on purpose"));
		}

		void call(String path) {
			throw new IllegalStateException(path);
		}

		@Async
		public void callLater(String path) {
			throw new IllegalStateException(path);
		}

		@EventListener
		public void onNews(News news) {
			throw new IllegalStateException(news.text());
		}

		void onNextTick(String path) {
			this.broken = path;
		}

		@Scheduled(fixedDelay = 5)
		public void tick() {
			if (this.broken != null) {
				throw new IllegalStateException(this.broken);
			}
		}

	}

	/** Holds on to the feed it was given when it was made. */
	static class Holder {

		final Feed feed;

		final AtomicLong seen = new AtomicLong();

		Holder(Feed feed) {
			this.feed = feed;
		}

		@Scheduled(fixedDelay = 5)
		void tick() {
			this.seen.set(this.feed.generation());
		}

	}

	/** Holds what nobody else may hold beside it. */
	@Supervised(exclusive = true, callTimeout = "200ms", shutdownTimeout = "10ms")
	static class Owner {

		Owner() {
			OWNERS.incrementAndGet();
		}

		void own(Runnable work) {
			work.run();
		}

	}

}
