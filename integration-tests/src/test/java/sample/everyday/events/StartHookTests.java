package sample.everyday.events;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import io.supervision.autoconfigure.SupervisionEventAutoConfiguration;
import io.supervision.spec.ChildState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import sample.everyday.Restarts;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a supervised bean does when the application starts is done once, or with each
 * generation where that is asked for.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class StartHookTests {

	private static final AtomicInteger FAILURES = new AtomicInteger();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void forget() {
		FAILURES.set(0);
		Told.taken();
	}

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	private void run(Class<?> configuration, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class, configuration).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "supervision.backoff.initial-delay=1ms",
					"supervision.backoff.max-delay=1ms")
			.properties(properties)
			.run("--shelf=5", "books");
	}

	@Test
	void startIsToldOnceByDefaultAndTheLogSaysSo(CapturedOutput output) {
		run(Once.class);
		assertThat(Told.taken()).containsExactly("refreshed 1", "started 1", "runs 1 with books", "ready 1",
				"ready once more 1");
		Restarts.restart(this.context, "shelf", 3);
		assertThat(Told.taken()).isEmpty();
		assertThat(output).containsOnlyOnce("'shelf' is initialized by Shelf.ready, Shelf.refreshed, Shelf.started, "
				+ "Shelf.readyOnceMore, Shelf.run when the application starts, and not again when it is restarted");
	}

	@Test
	void componentThatIsSaidToNeedNoReplayIsNotWarnedOf(CapturedOutput output) {
		run(Once.class, "supervision.components.shelf.replay-start-events=false");
		assertThat(output).doesNotContain("is initialized by");
	}

	@Test
	void startIsToldToEachGenerationBeforeItTakesCalls(CapturedOutput output) {
		run(Replayed.class);
		assertThat(Told.taken()).containsExactly("refreshed 1", "started 1", "runs 1 with books", "ready 1",
				"ready once more 1");
		for (int generation = 2; generation < 5; generation++) {
			Restarts.restart(this.context, "shelf");
			assertThat(Told.taken()).containsExactly("refreshed " + generation, "started " + generation,
					"runs " + generation + " with books", "ready " + generation, "ready once more " + generation);
			assertThat(this.context.getBean(Shelf.class).isReady()).isTrue();
		}
		assertThat(output).doesNotContain("is initialized by");
	}

	@Test
	void listenerClassesAreToldToo() {
		run(Classes.class, "supervision.defaults.replay-start-events=true");
		assertThat(Told.taken()).containsExactlyInAnyOrder("typed 1", "lambda 1", "command 1 --shelf=5,books");
		for (String id : List.of("typed", "lambda", "command")) {
			Restarts.restart(this.context, id);
		}
		assertThat(Told.taken()).containsExactlyInAnyOrder("typed 2", "lambda 2", "command 2 --shelf=5,books");
	}

	@Test
	void listenerThatFailsIsAStartThatFailed() {
		run(Replayed.class);
		Told.taken();
		FAILURES.set(2);
		Restarts.operate(this.context, "shelf", io.supervision.tree.SupervisionKernel.Operation.RESTART);
		Restarts.awaitGeneration(this.context, "shelf", 2);
		assertThat(FAILURES).hasValue(0);
		assertThat(Restarts.component(this.context, "shelf").lastFailure().causes().get(0).message())
			.isEqualTo("the shelf is empty");
		assertThat(Told.taken()).endsWith("ready 2", "ready once more 2");
	}

	@Test
	void generationThatStartsWhileTheApplicationDoesIsToldOfEverythingOnce() {
		run(Failing.class, "supervision.components.shelf.replay-start-events=true");
		Restarts.awaitGeneration(this.context, "shelf", 2);
		assertThat(Told.taken()).as("it fails when it is told that the application has started")
			.containsExactly("refreshed 1", "started 1", "refreshed 2", "started 2", "runs 2 with books", "ready 2",
					"ready once more 2");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SupervisionAutoConfiguration.class, SupervisionEventAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Once {

		@Bean
		@Supervised
		Shelf shelf(Generation generation) {
			return new Shelf(generation);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Replayed {

		@Bean
		@Supervised(replayStartEvents = true)
		Shelf shelf(Generation generation) {
			return new Shelf(generation);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		@Supervised
		Shelf shelf(Generation generation) {
			return new Shelf(generation);
		}

		/**
		 * Breaks the first generation, and lets the application go on with the second.
		 */
		@EventListener
		void on(ApplicationStartedEvent event) {
			ConfigurableApplicationContext context = event.getApplicationContext();
			context.getBean(Shelf.class).fail();
			Awaitility.await()
				.until(() -> Restarts.generation(context, "shelf") == 2
						&& Restarts.component(context, "shelf").state() == ChildState.RUNNING);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Classes {

		@Bean
		@Supervised
		Typed typed(Generation generation) {
			return new Typed(generation);
		}

		@Bean
		@Supervised
		ApplicationListener<ApplicationReadyEvent> lambda(Generation generation) {
			return (ready) -> Told.that("lambda " + generation.number());
		}

		@Bean
		@Supervised
		CommandLineRunner command(Generation generation) {
			return (arguments) -> Told.that("command " + generation.number() + " " + String.join(",", arguments));
		}

	}

	static class Shelf implements ApplicationRunner {

		private final Generation generation;

		private boolean ready;

		Shelf(Generation generation) {
			this.generation = generation;
		}

		boolean isReady() {
			return this.ready;
		}

		void fail() {
			this.generation.fail(new IllegalStateException("fell over"));
		}

		@EventListener
		@Order(1)
		void ready(ApplicationReadyEvent event) {
			if (FAILURES.get() > 0) {
				FAILURES.decrementAndGet();
				throw new IllegalStateException("the shelf is empty");
			}
			this.ready = true;
			Told.that("ready " + this.generation.number());
		}

		@EventListener(ApplicationReadyEvent.class)
		@Order(4)
		void readyOnceMore() {
			Told.that("ready once more " + this.generation.number());
		}

		@EventListener(classes = ContextRefreshedEvent.class, condition = "#root.event.applicationContext != null")
		@Order(2)
		void refreshed() {
			Told.that("refreshed " + this.generation.number());
		}

		@EventListener
		@Order(3)
		void started(ApplicationStartedEvent event) {
			Told.that("started " + this.generation.number());
		}

		@Override
		public void run(ApplicationArguments arguments) {
			Told.that("runs " + this.generation.number() + " with " + String.join(",", arguments.getNonOptionArgs()));
		}

	}

	static class Typed implements ApplicationListener<ContextRefreshedEvent> {

		private final Generation generation;

		Typed(Generation generation) {
			this.generation = generation;
		}

		@Override
		public void onApplicationEvent(ContextRefreshedEvent event) {
			Told.that("typed " + this.generation.number());
		}

	}

}
