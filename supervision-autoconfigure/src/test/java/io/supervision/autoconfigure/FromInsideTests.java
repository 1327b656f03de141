package io.supervision.autoconfigure;

import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.tree.Reply;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What components do to the tree they are in.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class FromInsideTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class));

	@Test
	void componentThatStopsItselfDoesNotWaitForItself() {
		this.runner.withUserConfiguration(Components.class)
			.withPropertyValues("supervision.defaults.shutdown-timeout=50s")
			.run((context) -> {
				Reply reply = context.getBean(Inside.class).terminate();
				assertThat(reply.outcome()).isEqualTo(Reply.Outcome.ACCEPTED);
				Awaitility.await()
					.until(() -> component(context.getBean(SupervisionTree.class), "inside")
						.state() == ChildState.STOPPED);
			});
	}

	@Test
	void applicationThatAComponentClosesDoesNotWaitForThatCall(CapturedOutput output) throws Exception {
		this.runner.withUserConfiguration(Components.class)
			.withBean("lifecycleProcessor", DefaultLifecycleProcessor.class, FromInsideTests::patient)
			.withPropertyValues("supervision.defaults.shutdown-timeout=50s")
			.run((context) -> {
				ConfigurableApplicationContext application = context.getSourceApplicationContext();
				CompletableFuture<Void> closed = CompletableFuture
					.runAsync(() -> context.getBean(Inside.class).close(application, 2));
				closed.get(40, TimeUnit.SECONDS);
				assertThat(application.isActive()).isFalse();
			});
		assertThat(output).doesNotContain("Abandoned").doesNotContain("shutdown_error");
	}

	@Test
	void stackThatOverflowsStopsNoDecision() {
		this.runner.withUserConfiguration(Components.class).run((context) -> {
			Inside inside = context.getBean(Inside.class);
			Outside outside = context.getBean(Outside.class);
			for (int request = 0; request < 20; request++) {
				assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> inside.recurse(inside, outside));
			}
			Awaitility.await().ignoreExceptions().until(outside::fail);
			SupervisionTree tree = context.getBean(SupervisionTree.class);
			Awaitility.await()
				.until(() -> component(tree, "outside").incidents()
					.stream()
					.anyMatch((incident) -> incident.detector() == Detector.SELF));
		});
	}

	@Test
	void beanOfWhichAPostProcessorMakesSomethingElseIsRefusedWithARemedy() {
		this.runner.withUserConfiguration(Replacing.class).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = Objects.requireNonNull(
					new InvalidSupervisionFailureAnalyzer().analyze(context.getStartupFailure()), "not analyzed");
			assertThat(analysis.getDescription())
				.contains("The supervised bean 'job' must be a '" + Job.class.getName())
				.contains("which a bean post-processor has made of it");
			assertThat(analysis.getAction()).contains("Declare the bean by an interface");
		});
	}

	private static DefaultLifecycleProcessor patient() {
		DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
		processor.setTimeoutPerShutdownPhase(50_000);
		return processor;
	}

	private static TreeSnapshot.Component component(SupervisionTree tree, String id) {
		return (TreeSnapshot.Component) Objects.requireNonNull(tree.snapshot().find("/" + id), id);
	}

	@Configuration(proxyBeanMethods = false)
	static class Components {

		@Bean
		@Supervised(suspicionAllowance = 100)
		Inside inside(SupervisionTree tree) {
			return new Inside(tree);
		}

		@Bean
		@Supervised(suspicionAllowance = 100)
		Outside outside() {
			return new Outside();
		}

	}

	static class Inside {

		@Autowired
		private ObjectProvider<Inside> self;

		private final SupervisionTree tree;

		Inside(SupervisionTree tree) {
			this.tree = tree;
		}

		Reply terminate() {
			return this.tree.root().terminateChild("inside");
		}

		void close(ConfigurableApplicationContext application, int deep) {
			if (deep > 0) {
				this.self.getObject().close(application, deep - 1);
			}
			else {
				application.close();
			}
		}

		void recurse(Inside inside, Outside outside) {
			outside.recurse(inside, outside);
		}

	}

	static class Outside {

		@Autowired
		private Generation generation;

		void recurse(Inside inside, Outside outside) {
			inside.recurse(inside, outside);
		}

		boolean fail() {
			this.generation.fail(new IllegalStateException("by itself"));
			return true;
		}

	}

	interface Runs {

		void run();

	}

	static class Job implements Runs {

		@Override
		public void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Replacing {

		@Bean
		@Supervised
		Job job() {
			return new Job();
		}

		@Bean
		static BeanPostProcessor replacing() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof Job) ? Proxy.newProxyInstance(Job.class.getClassLoader(),
							new Class<?>[] { Runs.class }, (proxy, method, arguments) -> null) : bean;
				}

			};
		}

	}

}
