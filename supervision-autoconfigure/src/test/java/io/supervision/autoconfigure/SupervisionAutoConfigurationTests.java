package io.supervision.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.supervision.FailureClassifier;
import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.actuate.ComponentDetails;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import io.supervision.bean.InvalidSupervisionException;
import io.supervision.event.SupervisionEvent;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.tree.Reply;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeListener;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.web.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.samples.clinic.Clinic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SupervisionAutoConfigurationTests {

	private static final List<String> LIVES = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class));

	@BeforeEach
	void forget() {
		LIVES.clear();
	}

	@Test
	void supervisedBeanIsRestartedBehindItsProxy() {
		this.runner.withUserConfiguration(Feeds.class).run((context) -> {
			Feed feed = context.getBean(Feed.class);
			assertThat(feed.price()).isEqualTo(1);
			assertThatIllegalStateException().isThrownBy(feed::fail);
			Awaitility.await().untilAsserted(() -> assertThat(feed.price()).isEqualTo(2));
			SupervisionTree tree = context.getBean(SupervisionTree.class);
			Awaitility.await()
				.untilAsserted(() -> assertThat(((TreeSnapshot.Component) tree.snapshot().find("feed")).generation())
					.isEqualTo(2));
			assertThat(context.getBean(ComponentDetails.class).type("/feed")).isEqualTo(Feed.class.getName());
		});
		assertThat(LIVES).containsExactly("made 1", "closed 1", "made 2", "closed 2");
	}

	@Test
	void treeIsLoggedOnceItRuns(CapturedOutput output) {
		this.runner.withUserConfiguration(Feeds.class)
			.withPropertyValues("supervision.groups.prices.strategy=one-for-all",
					"supervision.components.feed.group=prices", "supervision.components.feed.essential=true")
			.run((context) -> assertThat(output.toString().replace(System.lineSeparator(), "\n")).contains("""
					The supervision tree has started:
					root  ONE_FOR_ONE, 3 in 20s
					├── 1 prices  ONE_FOR_ALL, 3 in 5s
					│   └── 1 feed  RUNNING, essential
					└── 2 user  RUNNING
					""").doesNotContain("Overriding bean definition").doesNotContain("management.endpoints"));
	}

	@Test
	void endpointThatIsNotExposedIsPointedOutWhereAWebServerRuns(CapturedOutput output) {
		String hint = "management.endpoints.web.exposure.include=health,supervision";
		WebApplicationContextRunner web = new WebApplicationContextRunner(
				() -> new AnnotationConfigServletWebServerApplicationContext())
			.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class,
					ServletWebServerFactoryAutoConfiguration.class))
			.withPropertyValues("server.port=0")
			.withUserConfiguration(Feeds.class);
		web.withPropertyValues("management.endpoints.web.exposure.include=health,supervision")
			.run((context) -> assertThat(output).doesNotContain(hint));
		web.run((context) -> assertThat(output).containsOnlyOnce(hint));
	}

	@Test
	void failingStartFailsTheApplicationWithItsCause() {
		this.runner.withUserConfiguration(Feeds.class, Broken.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasRootCauseInstanceOf(UnsupportedOperationException.class)
				.hasStackTraceContaining("The supervision tree did not start");
		});
		assertThat(LIVES).containsExactly("made 1", "closed 1");
	}

	@Test
	void componentThatIsCalledEarlyStartsOnDemandAndOnce() {
		this.runner.withUserConfiguration(Feeds.class, EarlyCaller.class).run((context) -> {
			assertThat(context.getBean("price")).isEqualTo(1);
			assertThat(LIVES).containsExactly("made 1");
		});
		assertThat(LIVES).containsExactly("made 1", "closed 1");
	}

	@Test
	void componentThatWasCalledEarlyIsStoppedWhenTheApplicationFailsBeforeTheTreeStarts() {
		this.runner.withUserConfiguration(Feeds.class, EarlyCaller.class, LateFailure.class)
			.run((context) -> assertThat(context).hasFailed());
		assertThat(LIVES).containsExactly("made 1", "closed 1");
	}

	@Test
	void wrongConfigurationChangesNothingAndFailsTheStart() {
		this.runner.withUserConfiguration(Feeds.class)
			.withPropertyValues("supervision.components.fed.order=1", "supervision.mode=maybe")
			.run((context) -> {
				assertThat(context).getFailure().isInstanceOf(InvalidSupervisionException.class);
				assertThat(((InvalidSupervisionException) context.getStartupFailure()).getProblems()).hasSize(2);
			});
	}

	@Test
	void propertiesAreABean() {
		this.runner.withPropertyValues("supervision.max-abandoned=9")
			.run((context) -> assertThat(context.getBean(SupervisionProperties.class).maxAbandoned()).isEqualTo(9));
	}

	@Test
	void applicationWithoutSupervisedBeansHasAnEmptyTree() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(SupervisionKernel.class);
			assertThat(context.getBean(SupervisionTree.class).root().whichChildren()).isEmpty();
		});
	}

	@Test
	void classifierBacksOff() {
		this.runner.run((context) -> assertThat(context).hasBean("supervisionFailureClassifier"));
		this.runner.withUserConfiguration(Feeds.class, OwnClassifier.class).run((context) -> {
			assertThat(context).doesNotHaveBean("supervisionFailureClassifier").hasSingleBean(FailureClassifier.class);
			Feed feed = context.getBean(Feed.class);
			for (int i = 0; i < 20; i++) {
				assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(feed::refuse);
			}
			assertThat(feed.price()).isEqualTo(1);
		});
	}

	@Test
	void detectorThatIsObservedChangesNothing() {
		this.runner.withUserConfiguration(Feeds.class, TwoListeners.class)
			.withPropertyValues("supervision.detectors.exception.mode=observe")
			.run((context) -> {
				Feed feed = context.getBean(Feed.class);
				assertThatIllegalStateException().isThrownBy(feed::fail);
				TwoListeners listeners = context.getBean(TwoListeners.class);
				Awaitility.await().until(() -> listeners.observed.get() == 1);
				assertThat(feed.price()).isEqualTo(1);
			});
		assertThat(LIVES).containsExactly("made 1", "closed 1");
	}

	@Test
	void listenersAreToldAlthoughOneOfThemThrows() {
		this.runner.withUserConfiguration(Feeds.class, TwoListeners.class).run((context) -> {
			TwoListeners listeners = context.getBean(TwoListeners.class);
			Awaitility.await().untilAsserted(() -> assertThat(listeners.started.get()).isEqualTo(2));
			assertThat(listeners.snapshots.get()).isPositive();
		});
	}

	@Test
	void consumersOfTheApplicationAreLeftAlone() {
		this.runner.withUserConfiguration(Feeds.class, TwoListeners.class).run((context) -> {
			TwoListeners listeners = context.getBean(TwoListeners.class);
			Awaitility.await().until(() -> listeners.started.get() == 2);
			assertThat(listeners.unrelated.get()).isZero();
		});
	}

	@Test
	void componentThatFailsToHandleEventsIsLeftAlone() {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(SupervisionAutoConfiguration.class, SupervisionEventAutoConfiguration.class))
			.withUserConfiguration(Feeds.class)
			.withBean("nosy", Nosy.class)
			.withPropertyValues("supervision.defaults.failure-threshold=1")
			.run((context) -> {
				assertThatIllegalStateException().isThrownBy(context.getBean(Feed.class)::fail);
				Nosy nosy = context.getBean(Nosy.class);
				Awaitility.await().untilAsserted(() -> assertThat(nosy.seen()).contains("ChildRestarted /feed"));
				TreeSnapshot.Component component = (TreeSnapshot.Component) context.getBean(SupervisionTree.class)
					.snapshot()
					.find("nosy");
				assertThat(component.generation()).isEqualTo(1);
				assertThat(component.incidents()).isEmpty();
				assertThat(component.degradedBy()).isNull();
			});
	}

	@Test
	void lazyInitializationLeavesTheTreeAlone() {
		this.runner.withUserConfiguration(Feeds.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(state(context, "feed")).isEqualTo(ChildState.RUNNING);
				assertThat(
						context.getSourceApplicationContext().getBeanFactory().getBeanDefinition("feed").isLazyInit())
					.isFalse();
			});
	}

	@Test
	void beanWhoseDefinitionDoesNotTellIsPointedOut(CapturedOutput output) {
		this.runner.withUserConfiguration(Hidden.class).run((context) -> {
			assertThat(output).containsOnlyOnce("'hidden' is not supervised although its class '" + Feed.class.getName()
					+ "' is annotated with @Supervised");
			assertThat(context.getBean(SupervisionTree.class).root().whichChildren()).isEmpty();
		});
	}

	@Test
	void applicationBelowTheNameOfTheFrameworkIsSupervisedLikeAny(CapturedOutput output) {
		this.runner
			.withInitializer((context) -> AutoConfigurationPackages
				.register((BeanDefinitionRegistry) context.getBeanFactory(), Clinic.class.getPackageName()))
			.withUserConfiguration(Clinic.class, Clinic.Records.class)
			.run((context) -> {
				assertThat(state(context, "visits")).isEqualTo(ChildState.RUNNING);
				assertThat(output).containsOnlyOnce("'hidden' is not supervised although its class '"
						+ Clinic.Hidden.class.getName() + "' is annotated with @Supervised");
			});
	}

	@Test
	void beanThatIsOrdinaryOnPurposeIsNotPointedOut(CapturedOutput output) {
		this.runner.withUserConfiguration(Feeds.class)
			.withPropertyValues("supervision.components.feed.supervised=false")
			.run((context) -> assertThat(output).doesNotContain("is not supervised although"));
	}

	@Test
	void definitionThatIsReplacedLaterTakesTheComponentOutOfTheTree() {
		this.runner.withUserConfiguration(Feeds.class, Replacement.class).run((context) -> {
			assertThat(context.getBean(SupervisionTree.class).root().whichChildren()).extracting(TreeSnapshot.Node::id)
				.containsExactly("user");
			assertThat(context.getBean(Feed.class).price()).isEqualTo(-1);
			assertThat(LIVES).isEmpty();
		});
	}

	@Test
	void supervisionThatIsOffLeavesOrdinaryBeansThatWork(CapturedOutput output) {
		this.runner.withUserConfiguration(Feeds.class, WorkingConfiguration.class)
			.withPropertyValues("supervision.enabled=false", "supervision.mode=maybe", "supervision.unknown=1")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(SupervisionKernel.class);
				assertThat(context.getBean(Feed.class).getClass()).isEqualTo(Feed.class);
				Working working = context.getBean(Working.class);
				Awaitility.await().until(() -> working.thread != null);
				assertThat(working.thread.getName()).isEqualTo("working-work");
				assertThat(working.generation.number()).isEqualTo(1);
				assertThat(working.generation.component()).isEqualTo("working");
				working.generation.fail(new IllegalStateException("on purpose"));
				working.generation.complete();
				assertThat(output).contains("'working' reports that it has failed")
					.contains("'working' reports that it has done its work");
				assertInert(context.getBean(SupervisionTree.class));
				LIVES.add("ran " + working.thread.isAlive());
				Thread worker = working.thread;
				context.close();
				Awaitility.await().until(() -> !worker.isAlive());
			});
		assertThat(LIVES).containsExactly("made 1", "ran true", "closed 1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "FALSE", "off", "no", "0" })
	void supervisionIsSwitchedOffInAnyOfTheWordsForThat(String off) {
		this.runner.withUserConfiguration(Feeds.class)
			.withPropertyValues("supervision.enabled=" + off)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(SupervisionKernel.class);
				assertInert(context.getBean(SupervisionTree.class));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "on", "yes" })
	void supervisionIsSwitchedOnOtherwise(String on) {
		this.runner.withUserConfiguration(Feeds.class)
			.withPropertyValues("supervision.enabled=" + on)
			.run((context) -> assertThat(state(context.getSourceApplicationContext(), "feed"))
				.isEqualTo(ChildState.RUNNING));
	}

	@Test
	void switchThatIsNeitherOnNorOffIsReported() {
		this.runner.withUserConfiguration(Feeds.class)
			.withPropertyValues("supervision.enabled=maybe")
			.run((context) -> {
				assertThat(context).getFailure().isInstanceOf(InvalidSupervisionException.class);
				assertThat(((InvalidSupervisionException) context.getStartupFailure()).getProblems()).singleElement()
					.satisfies((problem) -> assertThat(problem.message())
						.isEqualTo("'supervision.enabled' must be 'true' or 'false': 'maybe'"));
			});
	}

	@Test
	void generationHasTheNameOfItsBeanWithoutSupervision() {
		this.runner.withUserConfiguration(Named.class)
			.withPropertyValues("supervision.enabled=false")
			.run((context) -> assertThat(context.getBean("com.acme.Feed", Holder.class).generation().component())
				.isEqualTo("com.acme.Feed"));
	}

	@Test
	void generationHasTheNameOfItsBeanAlsoAmongSeveralOfOneClass() {
		this.runner.withBean("first", Injected.class)
			.withBean("second", Injected.class)
			.withPropertyValues("supervision.enabled=false")
			.run((context) -> context.getBeansOfType(Injected.class)
				.forEach((name, bean) -> assertThat(List.of(bean.constructor, bean.field, bean.setter))
					.allSatisfy((generation) -> assertThat(generation.component()).isEqualTo(name))));
	}

	@Test
	void generationIsInjectedAlikeWithoutSupervision() {
		this.runner.withBean("injected", Injected.class)
			.withPropertyValues("supervision.enabled=false")
			.run((context) -> {
				Injected injected = context.getBean(Injected.class);
				assertThat(List.of(injected.constructor, injected.field, injected.setter))
					.allSatisfy((generation) -> assertThat(generation.component()).isEqualTo("injected"))
					.allSatisfy((generation) -> assertThat(generation.number()).isEqualTo(1));
				assertThat(injected.field.executor().submit(() -> Thread.currentThread().getName()).get())
					.isEqualTo("injected-executor");
				assertThat(injected.field.scheduler()).isSameAs(injected.field.scheduler());
				LIVES.add(String.valueOf(injected.field.executor().isShutdown()));
				context.close();
				LIVES.add(String.valueOf(injected.field.executor().isShutdown()));
			});
		assertThat(LIVES).containsExactly("false", "true");
	}

	private static void assertInert(SupervisionTree tree) {
		assertThat(tree.root().whichChildren()).isEmpty();
		assertThat(tree.find("nothing")).isEmpty();
		assertThat(tree.snapshot().hasRun()).isFalse();
		assertThat(tree.root().restartChild("feed").outcome()).isEqualTo(Reply.Outcome.NO_SUPERVISOR);
	}

	private static ChildState state(ConfigurableApplicationContext context, String id) {
		return context.getBean(SupervisionTree.class).snapshot().find(id).state();
	}

	@Supervised(failOn = IllegalStateException.class)
	static class Feed implements AutoCloseable {

		private final int number = (int) LIVES.stream().filter((life) -> life.startsWith("made")).count() + 1;

		Feed() {
			LIVES.add("made " + this.number);
		}

		int price() {
			return this.number;
		}

		void fail() {
			throw new IllegalStateException("on purpose");
		}

		void refuse() {
			throw new UnsupportedOperationException("refused");
		}

		@Override
		public void close() {
			LIVES.add("closed " + this.number);
		}

	}

	@Supervised
	static class User {

		@Autowired
		Feed feed;

	}

	static class Injected {

		final Generation constructor;

		@Autowired
		Generation field;

		Generation setter;

		Injected(Generation generation) {
			this.constructor = generation;
		}

		@Autowired
		void setGeneration(Generation generation) {
			this.setter = generation;
		}

	}

	@Configuration
	static class Feeds {

		@Bean
		Feed feed() {
			return new Feed();
		}

		@Bean
		User user() {
			return new User();
		}

	}

	@Configuration
	static class Broken {

		@Bean
		@Supervised
		Runnable broken() {
			throw new UnsupportedOperationException("on purpose");
		}

	}

	@Configuration
	static class EarlyCaller {

		@Bean
		Integer price(Feed feed) {
			return feed.price();
		}

	}

	@Configuration
	static class LateFailure {

		@Bean
		String late(Integer price) {
			throw new UnsupportedOperationException("on purpose");
		}

	}

	@Configuration
	static class OwnClassifier {

		@Bean
		FailureClassifier classifier() {
			return (thrown, method) -> Classification.CALLER;
		}

	}

	@Configuration
	static class TwoListeners {

		final AtomicInteger started = new AtomicInteger();

		final AtomicInteger observed = new AtomicInteger();

		final AtomicInteger snapshots = new AtomicInteger();

		final AtomicInteger unrelated = new AtomicInteger();

		@Bean
		TreeListener throwing() {
			return new TreeListener() {

				@Override
				public void happened(SupervisionEvent event) {
					throw new IllegalStateException("on purpose");
				}

				@Override
				public void changed(TreeSnapshot snapshot) {
					throw new IllegalStateException("on purpose");
				}

			};
		}

		@Bean
		TreeListener counting() {
			return new TreeListener() {

				@Override
				public void happened(SupervisionEvent event) {
					if (event instanceof SupervisionEvent.ChildStarted) {
						TwoListeners.this.started.incrementAndGet();
					}
					else if (event instanceof SupervisionEvent.RestartObserved) {
						TwoListeners.this.observed.incrementAndGet();
					}
				}

				@Override
				public void changed(TreeSnapshot snapshot) {
					TwoListeners.this.snapshots.incrementAndGet();
				}

			};
		}

		@Bean
		Consumer<SupervisionEvent> unrelated() {
			return (event) -> this.unrelated.incrementAndGet();
		}

	}

	@Configuration
	static class Hidden {

		@Bean
		Object hidden() {
			return new Feed();
		}

	}

	@Configuration
	static class Replacement {

		@Bean
		static BeanFactoryPostProcessor replacing() {
			return (factory) -> {
				var registry = (BeanDefinitionRegistry) factory;
				registry.removeBeanDefinition("feed");
				registry.registerBeanDefinition("feed", new RootBeanDefinition(Mock.class));
			};
		}

	}

	static class Mock extends Feed {

		Mock() {
			LIVES.clear();
		}

		@Override
		int price() {
			return -1;
		}

	}

	@Configuration
	static class WorkingConfiguration {

		@Bean
		Working working(Generation generation) {
			return new Working(generation);
		}

	}

	@Supervised
	static class Working {

		final Generation generation;

		volatile Thread thread;

		Working(Generation generation) {
			this.generation = generation;
		}

		@Worker
		void work() throws InterruptedException {
			this.thread = Thread.currentThread();
			new java.util.concurrent.CountDownLatch(1).await();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Named {

		@Bean("com.acme.Feed")
		Holder feed(Generation generation) {
			return new Holder(generation);
		}

	}

	record Holder(Generation generation) {
	}

	@Supervised
	static class Nosy {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		List<String> seen() {
			return List.copyOf(this.seen);
		}

		@EventListener
		void handle(SupervisionEvent event) {
			this.seen.add(event.getClass().getSimpleName() + " " + event.path());
			throw new IllegalStateException("nosy");
		}

	}

}
