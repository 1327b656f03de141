package io.supervision.autoconfigure;

import java.time.Duration;

import io.supervision.FailureClassifier;
import io.supervision.SupervisionTree;
import io.supervision.actuate.ComponentDetails;
import io.supervision.bean.RehearsalWhenReady;
import io.supervision.bean.SupervisedBeans;
import io.supervision.bean.SupervisedListenerFactory;
import io.supervision.bean.SupervisedListeners;
import io.supervision.bean.SupervisionLifecycle;
import io.supervision.bean.TreeThreads;
import io.supervision.detect.BuiltInClassifier;
import io.supervision.tree.Clock;
import io.supervision.tree.Ports;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the supervision tree.
 */
@AutoConfiguration
@Import({ UnsupervisedConfiguration.class, Boot3ProbeConfiguration.class, Boot4ProbeConfiguration.class })
public final class SupervisionAutoConfiguration {

	/** The application is supervised. */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnSupervision.class)
	static class SupervisedConfiguration {

		@Bean
		static SupervisionRegistrar supervisionRegistrar(Environment environment) {
			return new SupervisionRegistrar(environment, SpringBootVersion.getVersion());
		}

		/** The tree starts what is in it, so nothing of it waits for its first use. */
		@Bean
		static LazyInitializationExcludeFilter supervisionIsNotLazy() {
			return (name, definition, type) -> {
				String factory = definition.getBeanClassName();
				return isOurs(factory) || isOurs((type != null) ? type.getName() : null);
			};
		}

		private static boolean isOurs(@Nullable String type) {
			return type != null && type.startsWith("io.supervision.");
		}

		@Bean
		@ConditionalOnMissingBean
		FailureClassifier supervisionFailureClassifier() {
			return new BuiltInClassifier();
		}

		@Bean
		static SupervisedListenerFactory supervisionListenerFactory(ListableBeanFactory factory,
				ObjectProvider<SupervisedBeans> beans) {
			return new SupervisedListenerFactory(factory, beans::getObject);
		}

		@Bean
		SupervisedListeners supervisionSupervisedListeners(SupervisedBeans beans,
				ConfigurableApplicationContext context) {
			return new SupervisedListeners(beans, context);
		}

		@Bean
		TreeThreads supervisionThreads(ConfigurableApplicationContext context) {
			return new TreeThreads(context.getClassLoader());
		}

		@Bean
		RehearsalWhenReady supervisionRehearsal(ConfigurableApplicationContext context, TreeThreads threads) {
			return new RehearsalWhenReady(context, threads);
		}

		@Bean
		SupervisionKernel supervisionKernel(SupervisedBeans beans, ConfigurableApplicationContext context,
				FailureClassifier classifier, TreeThreads threads, ObjectProvider<TreeListener> listeners) {
			TreeListener all = new Listeners(listeners.orderedStream().toList());
			return beans.kernel(context, classifier,
					new Ports(Clock.SYSTEM, threads, threads.owner(), threads.workers(), all::happened, all::changed));
		}

		@Bean
		SupervisionLifecycle supervisionLifecycle(SupervisionKernel kernel, SupervisedBeans beans,
				ConfigurableApplicationContext context) {
			Duration timeout = context.getEnvironment()
				.getProperty("spring.lifecycle.timeout-per-shutdown-phase", Duration.class, Duration.ofSeconds(30));
			StartReport report = new StartReport(kernel, context);
			return new SupervisionLifecycle(kernel, timeout, () -> {
				beans.requireBreakers();
				report.run();
			}, beans::leaveOwnCalls, beans::standbysClosed);
		}

		@Bean
		ComponentDetails supervisionComponentDetails(SupervisedBeans beans) {
			return new BeanDetails(beans);
		}

		@Bean
		@ConditionalOnMissingBean
		SupervisionTree supervisionTree(SupervisionKernel kernel) {
			return new KernelTree(kernel);
		}

	}

	/** What the endpoint shows of components besides what the tree knows. */
	record BeanDetails(SupervisedBeans beans) implements ComponentDetails {

		@Override
		public @Nullable String type(String path) {
			Class<?> type = this.beans.type(path);
			return (type != null) ? type.getName() : null;
		}

		@Override
		public long inFlight(String path) {
			return this.beans.inFlight(path);
		}

		@Override
		public @Nullable Long droppedEvents(String path) {
			return this.beans.droppedEvents(path);
		}

	}

}
