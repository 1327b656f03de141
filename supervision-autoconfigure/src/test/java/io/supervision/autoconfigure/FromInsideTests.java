package io.supervision.autoconfigure;

import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
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
				Awaitility.await().until(() -> state(context.getBean(SupervisionTree.class)) == ChildState.STOPPED);
			});
	}

	@Test
	void applicationThatAComponentClosesDoesNotWaitForThatCall(CapturedOutput output) throws Exception {
		CompletableFuture<ConfigurableApplicationContext> closed = new CompletableFuture<>();
		this.runner.withUserConfiguration(Components.class)
			.withPropertyValues("supervision.defaults.shutdown-timeout=50s")
			.run((context) -> {
				ConfigurableApplicationContext application = context.getSourceApplicationContext();
				new Thread(() -> {
					context.getBean(Inside.class).close(application, 2);
					closed.complete(application);
				}).start();
				assertThat(closed.get(40, TimeUnit.SECONDS).isActive()).isFalse();
			});
		assertThat(output).doesNotContain("Abandoned").doesNotContain("shutdown_error");
	}

	@Test
	void stackThatOverflowsStopsNoDecision() {
		this.runner.withUserConfiguration(Components.class).run((context) -> {
			Inside inside = context.getBean(Inside.class);
			Outside outside = context.getBean(Outside.class);
			for (int request = 0; request < 20; request++) {
				assertThatExceptionOfType(StackOverflowError.class).isThrownBy(inside::recurse);
			}
			long before = outside.generation();
			outside.fail();
			Awaitility.await().untilAsserted(() -> assertThat(outside.generation()).isGreaterThan(before));
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

	private static ChildState state(SupervisionTree tree) {
		return tree.snapshot()
			.nodes()
			.filter((node) -> node.id().equals("inside"))
			.map(TreeSnapshot.Node::state)
			.findFirst()
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Components {

		@Bean
		@Supervised(suspicionAllowance = 100)
		Inside inside(SupervisionTree tree, ObjectProvider<Outside> outside) {
			return new Inside(tree, outside);
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

		private final ObjectProvider<Outside> outside;

		Inside(SupervisionTree tree, ObjectProvider<Outside> outside) {
			this.tree = tree;
			this.outside = outside;
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

		void recurse() {
			this.outside.getObject().recurse(this.self.getObject());
		}

	}

	static class Outside {

		@Autowired
		private Generation generation;

		void recurse(Inside inside) {
			inside.recurse();
		}

		long generation() {
			return this.generation.number();
		}

		void fail() {
			this.generation.fail(new IllegalStateException("by itself"));
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
