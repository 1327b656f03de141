package io.supervision.bean;

import java.util.List;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.event.TransactionalApplicationListenerAdapter;

import static org.assertj.core.api.Assertions.assertThat;

class BeanRulesTests {

	@Test
	void finalClassIsRefused() {
		assertThat(problems(Final.class)).containsExactly(new Problem(
				"The supervised bean 'bean' must not be of a final class: '" + Final.class.getName() + "'",
				Final.class.getName(), "Open the class, or give the @Bean method an interface as its return type."));
	}

	@Test
	void recordAndSealedClassAreRefused() {
		assertThat(messages(Pair.class)).containsExactly(
				"The supervised bean 'bean' must not be of a record class: '" + Pair.class.getName() + "'");
		assertThat(messages(Sealed.class)).containsExactly(
				"The supervised bean 'bean' must not be of a sealed class: '" + Sealed.class.getName() + "'");
	}

	@Test
	void finalClassBehindAnInterfaceIsFine() {
		assertThat(FoundTree.problems(InterfaceType.class)).isEmpty();
	}

	@Test
	void finalMethodsAreRefusedAlsoInheritedOnes() {
		assertThat(messages(FinalMethods.class))
			.containsExactly("The supervised bean 'bean' must not have final methods, "
					+ "which would run on the proxy and see none of its state: 'FinalMethods.own, Parent.inherited'");
	}

	@Test
	void prototypeIsRefused() {
		assertThat(FoundTree.problems(Prototype.class)).extracting(Problem::message)
			.containsExactly("The supervised bean 'made' must be a singleton: 'prototype'");
	}

	@Test
	void factoryBeanIsRefused() {
		assertThat(FoundTree.problems(FactoryConfiguration.class)).extracting(Problem::remedy)
			.containsExactly("Make the object in a @Bean method, and put @Supervised on that.");
	}

	@Test
	void infrastructureIsRefused() {
		for (Class<?> type : List.of(PostProcessor.class, Adviser.class, SomeAspect.class)) {
			assertThat(messages(type)).as(type.getSimpleName())
				.containsExactly("The supervised bean 'bean' must be no infrastructure of the container: '"
						+ type.getName() + "'");
		}
		assertThat(FoundTree.problems(InfrastructureRole.class)).extracting(Problem::message)
			.containsExactly(
					"The supervised bean 'made' must be no infrastructure of the container: 'ROLE_INFRASTRUCTURE'");
	}

	@Test
	void configurationClassIsRefused() {
		assertThat(messages(SupervisedConfiguration.class))
			.containsExactly("The supervised bean 'bean' must be no @Configuration class: '"
					+ SupervisedConfiguration.class.getName() + "'");
	}

	@Test
	void beanWithoutATypeIsRefused() {
		assertThat(FoundTree.problems(Hidden.class)).extracting(Problem::message)
			.containsExactly("The supervised bean 'hidden' must have a type with methods to call: 'java.lang.Object'");
	}

	@Test
	void idThatCannotBeAPathIsRefused() {
		assertThat(FoundTree.problems(List.of(Dots.class))).extracting(Problem::message)
			.containsExactly("The name of a supervised bean must not be empty, '.' or '..': '..'");
	}

	@Test
	void workersMustBeCallableAndTheSupervisorsAlone() {
		assertThat(messages(Workers.class)).containsExactlyInAnyOrder(
				"The supervised bean 'bean' must have workers without arguments that are not static: 'Workers.arguments'",
				"The supervised bean 'bean' must have workers without arguments that are not static: 'Workers.shared'",
				"The supervised bean 'bean' must not have workers with @Scheduled or @Async: 'Workers.async'",
				"The supervised bean 'bean' must not have workers with @Scheduled or @Async: 'Workers.scheduled'");
	}

	@Test
	void privateListenersAreRefused() {
		assertThat(problems(PrivateListener.class)).containsExactly(new Problem(
				"The supervised bean 'bean' must not have private listeners, "
						+ "which would run on the proxy and see none of its state: 'PrivateListener.on'",
				PrivateListener.class.getName(), "Make the method package-private, or more visible."));
	}

	@Test
	void listenerThatHandsItselfToTransactionsIsRefused() {
		assertThat(problems(TransactionalListener.class)).containsExactly(new Problem(
				"The supervised bean 'bean' must be no TransactionalApplicationListener, "
						+ "which hands itself and not its proxy to the transaction: '"
						+ TransactionalListener.class.getName() + "'",
				TransactionalListener.class.getName(), "Listen in a method with @TransactionalEventListener."));
	}

	@Test
	void privateScheduledMethodIsRefused() {
		assertThat(problems(Jobs.class)).containsExactly(new Problem(
				"The supervised bean 'bean' must not have private @Scheduled methods, "
						+ "which cannot be called through its proxy: 'Jobs.hidden'",
				Jobs.class.getName(), "Make the method package-private, or remove @Supervised."));
	}

	@Test
	void closeableAndPackagePrivateBeansAreFine() {
		assertThat(problems(Closeable.class)).isEmpty();
	}

	private static List<String> messages(Class<?> type) {
		return problems(type).stream().map(Problem::message).toList();
	}

	private static List<Problem> problems(Class<?> type) {
		try {
			FoundTree.in((context) -> context.registerBean("bean", type));
			return List.of();
		}
		catch (InvalidSupervisionException ex) {
			return ex.getProblems();
		}
	}

	@Supervised
	static final class Final implements Runnable {

		@Override
		public void run() {
		}

	}

	@Supervised
	record Pair(String left, String right) {
	}

	@Supervised
	abstract static sealed class Sealed permits Open {

	}

	static non-sealed class Open extends Sealed {

	}

	static class Parent {

		public final void inherited() {
			hidden();
		}

		private final void hidden() {
		}

		static final void shared() {
		}

	}

	@Supervised
	static class FinalMethods extends Parent {

		final void own() {
		}

	}

	@Supervised
	static class PostProcessor implements BeanPostProcessor {

	}

	@Supervised
	static class Adviser extends DefaultPointcutAdvisor {

		private static final long serialVersionUID = 1L;

	}

	@Supervised
	@Aspect
	static class SomeAspect {

	}

	@Supervised
	static class Jobs {

		@Scheduled(fixedDelay = 1000)
		private void hidden() {
			seen();
		}

		@Scheduled(fixedDelay = 1000)
		void seen() {
		}

	}

	@Supervised
	static class Workers {

		@Worker
		void fine() {
		}

		@Worker
		void arguments(String argument) {
		}

		@Worker
		static void shared() {
		}

		@Worker
		@Async
		void async() {
		}

		@Worker
		@Scheduled(fixedDelay = 1)
		void scheduled() {
		}

	}

	@Supervised
	static class Closeable implements AutoCloseable {

		private Closeable() {
			throw new IllegalStateException("Never made");
		}

		@Override
		public void close() {
		}

	}

	@org.springframework.stereotype.Component("..")
	@Supervised
	static class Dots {

	}

	@Supervised
	@Configuration
	static class SupervisedConfiguration {

	}

	@Configuration
	static class InterfaceType {

		@Bean
		@Supervised
		Runnable made() {
			return new Final();
		}

	}

	@Configuration
	static class Prototype {

		@Bean
		@Supervised
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		Closeable made() {
			return new Closeable();
		}

	}

	@Configuration
	static class InfrastructureRole {

		@Bean
		@Supervised
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		Closeable made() {
			return new Closeable();
		}

	}

	@Configuration
	static class Hidden {

		@Bean
		@Supervised
		Object hidden() {
			return new Closeable();
		}

	}

	@Configuration
	static class FactoryConfiguration {

		@Bean
		@Supervised
		FactoryBean<String> made() {
			throw new IllegalStateException("Never made");
		}

	}

	@Supervised
	static class PrivateListener {

		@EventListener
		private void on(String event) {
		}

		@EventListener
		private static void shared(String event) {
		}

		@EventListener
		void open(String event) {
		}

	}

	@Supervised
	static class TransactionalListener extends TransactionalApplicationListenerAdapter<ApplicationEvent> {

		TransactionalListener() {
			super((event) -> {
			});
		}

	}

}
