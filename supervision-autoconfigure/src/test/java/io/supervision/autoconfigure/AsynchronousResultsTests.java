package io.supervision.autoconfigure;

import java.net.ConnectException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.supervision.SupervisionTree;
import io.supervision.actuate.ComponentDetails;
import io.supervision.annotation.Supervised;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.Phase;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class AsynchronousResultsTests {

	private static final List<CompletableFuture<String>> PENDING = new CopyOnWriteArrayList<>();

	private static final AtomicInteger GENERATIONS = new AtomicInteger();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withUserConfiguration(Feeds.class);

	@BeforeEach
	void forget() {
		PENDING.clear();
		GENERATIONS.set(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "async", "mono", "flux" })
	void failuresThatComeLaterAreCountedLikeThrowsAlsoAfterThreeRestarts(String kind) {
		this.runner.run((context) -> {
			for (int restarts = 1; restarts <= 3; restarts++) {
				long next = restarts + 1L;
				for (int i = 0; i < 3; i++) {
					fail(context, kind, new IllegalStateException("broken"));
				}
				Awaitility.await().until(() -> node(context).generation() == next);
				assertThat(node(context).lastFailure().detector()).isEqualTo(Detector.EXCEPTION);
				assertThat(node(context).lastFailure().causes().get(0).type())
					.isEqualTo(IllegalStateException.class.getName());
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "async", "mono", "flux" })
	void whatIsNotItsFaultRestartsNothing(String kind) {
		this.runner.run((context) -> {
			for (int i = 0; i < 5; i++) {
				fail(context, kind, new NoSuchElementException("the caller's"));
			}
			assertThat(node(context).degradedBy()).isNull();
			for (int i = 0; i < 5; i++) {
				fail(context, kind, new ConnectException("a dependency's"));
			}
			Awaitility.await().until(() -> node(context).degradedBy() == Degradation.DEPENDENCY);
			CompletableFuture<?> result = call(context, kind);
			settle((pending) -> pending.complete("fine"));
			result.join();
			Awaitility.await().until(() -> node(context).degradedBy() == null);
			assertThat(node(context).generation()).isOne();
			assertThat(node(context).incidents()).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "async", "mono", "flux" })
	void observedFailuresAreReportedAndNothingHappens(String kind) {
		this.runner.withPropertyValues("supervision.components.feed.mode=observe").run((context) -> {
			for (int i = 0; i < 3; i++) {
				fail(context, kind, new IllegalStateException("broken"));
			}
			Awaitility.await().until(() -> !node(context).incidents().isEmpty());
			assertThat(node(context).incidents().get(0).decision()).startsWith("would have restarted ");
			assertThat(node(context).generation()).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "async", "mono", "flux" })
	void replacementWaitsForWhatIsInFlight(String kind) {
		this.runner.withPropertyValues("supervision.components.feed.shutdown-timeout=60s").run((context) -> {
			CompletableFuture<?> result = call(context, kind);
			Awaitility.await().until(() -> PENDING.size() == 1);
			assertThat(context.getBean(ComponentDetails.class).inFlight("/feed")).isOne();
			context.getBean(SupervisionKernel.class).operate("/feed", SupervisionKernel.Operation.RESTART);
			Awaitility.await().until(() -> node(context).state() == ChildState.RESTARTING);
			assertThat(node(context).phase()).isNotEqualTo(Phase.STARTING);
			assertThat(result).isNotDone();
			settle((pending) -> pending.complete("fine"));
			result.join();
			Awaitility.await().until(() -> node(context).state() == ChildState.RUNNING);
			assertThat(node(context).generation()).isEqualTo(2);
			assertThat(node(context).abandoned()).isZero();
		});
	}

	@Test
	void monoThatWasPutTogetherOnceWorksAfterEveryRestart() {
		this.runner.run((context) -> {
			Mono<Integer> generation = context.getBean(Feed.class).generation();
			for (int restarts = 1; restarts <= 3; restarts++) {
				long next = restarts + 1L;
				assertThat(generation.block()).isEqualTo(restarts);
				context.getBean(SupervisionKernel.class).operate("/feed", SupervisionKernel.Operation.RESTART);
				Awaitility.await().until(() -> node(context).generation() == next);
			}
			assertThat(generation.block()).isEqualTo(4);
		});
	}

	private static void fail(ApplicationContext context, String kind, Throwable failure) {
		CompletableFuture<?> result = call(context, kind);
		settle((pending) -> pending.completeExceptionally(failure));
		result.handle((value, thrown) -> thrown).join();
	}

	private static void settle(Consumer<CompletableFuture<String>> end) {
		Awaitility.await().until(() -> PENDING.size() == 1);
		end.accept(PENDING.remove(0));
	}

	private static CompletableFuture<?> call(ApplicationContext context, String kind) {
		Feed feed = context.getBean(Feed.class);
		return switch (kind) {
			case "future" -> feed.future();
			case "async" -> feed.async();
			case "mono" -> feed.mono().toFuture();
			default -> feed.flux().next().toFuture();
		};
	}

	private static TreeSnapshot.Component node(ApplicationContext context) {
		return (TreeSnapshot.Component) context.getBean(SupervisionTree.class).snapshot().find("feed");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	@Import(Feed.class)
	static class Feeds {

	}

	@Component("feed")
	@Supervised
	static class Feed {

		private final int number = GENERATIONS.incrementAndGet();

		public CompletableFuture<String> future() {
			CompletableFuture<String> pending = new CompletableFuture<>();
			PENDING.add(pending);
			return pending.thenApply(String::toUpperCase);
		}

		@Async
		public CompletableFuture<String> async() {
			return future();
		}

		public Mono<String> mono() {
			return Mono.fromFuture(this::future);
		}

		public Flux<String> flux() {
			return mono().flux();
		}

		public Mono<Integer> generation() {
			return Mono.fromSupplier(() -> this.number);
		}

	}

}
