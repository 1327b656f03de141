package io.supervision.bean;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import io.supervision.detect.BuiltInClassifier;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.event.TransactionalApplicationListenerAdapter;
import org.springframework.web.filter.OncePerRequestFilter;

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
	void anyOtherScopeIsRefused() {
		RootBeanDefinition definition = new RootBeanDefinition(Closeable.class);
		definition.setScope("refresh");
		try {
			FoundTree.in((context) -> context.registerBeanDefinition("bean", definition));
			throw new AssertionError("Not refused");
		}
		catch (InvalidSupervisionException ex) {
			assertThat(ex.getProblems()).extracting(Problem::message)
				.containsExactly("The supervised bean 'bean' must be a singleton: 'refresh'");
		}
	}

	@Test
	void instanceThatWasRegisteredAsSuchIsRefused() {
		try {
			FoundTree.in((context) -> context.getBeanFactory().registerSingleton("bean", new Object()),
					"supervision.components.bean.supervised=true");
			throw new AssertionError("Not refused");
		}
		catch (InvalidSupervisionException ex) {
			assertThat(ex.getProblems()).singleElement().satisfies((problem) -> {
				assertThat(problem.message())
					.isEqualTo("The supervised bean 'bean' must have a definition from which it can be made again");
				assertThat(problem.remedy())
					.isEqualTo("It was registered as an instance: make it in a @Bean method, or remove the property.");
			});
		}
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
	void whatOthersInitializeOnceOrLeaveSomethingWithIsRefused() {
		Map<Class<?>, String> rules = Map.of(Filter.class,
				"must be no servlet filter with an 'init' method, which the server calls only once", HttpServlet.class,
				"must be no servlet, which the server initializes only once", OncePerRequest.class,
				"must be no servlet filter with an 'init' method, which the server calls only once", Listener.class,
				"must be no ServletContextListener, which the server tells of its start only once",
				ThreadPoolTaskScheduler.class,
				"must be no scheduler, which forgets what has been scheduled on it when it is restarted",
				ScheduledThreadPoolExecutor.class,
				"must be no scheduler, which forgets what has been scheduled on it when it is restarted",
				SimpleMeterRegistry.class, "must be no meter registry, which forgets its meters when it is restarted",
				TomcatServletWebServerFactory.class, "must not make the web server, which is made once",
				SimpleApplicationEventMulticaster.class,
				"must be no part of the application context, which needs it before there is a tree",
				BuiltInClassifier.class, "must be no part of what supervises");
		rules.forEach((type, rule) -> assertThat(chosen(type)).as(type.getName())
			.extracting(Problem::message)
			.containsExactly("The supervised bean 'bean' " + rule + ": '" + type.getName() + "'"));
	}

	@Test
	void filterWithoutInitIsFine() {
		assertThat(chosen(PlainFilter.class)).isEmpty();
	}

	@Test
	void wrongPropertyIsNamedAndNotAnAnnotationThatIsNotThere() {
		assertThat(chosen(OncePerRequest.class)).singleElement()
			.isEqualTo(new Problem(
					"The supervised bean 'bean' must be no servlet filter with an 'init' method, which the "
							+ "server calls only once: '" + OncePerRequest.class.getName() + "'",
					"supervision.components[bean].supervised, "
							+ "\"supervision.components[bean].supervised\" from property source \"test\"",
					"Remove the property. Supervise what it calls, or declare a class that has no such method."));
		assertThat(chosen(PostProcessor.class)).singleElement()
			.extracting(Problem::remedy)
			.isEqualTo("Remove the property from it; what it applies to can be supervised.");
	}

	@Test
	void longListsOfFinalMethodsAreCut() {
		assertThat(messages(ManyFinals.class))
			.containsExactly("The supervised bean 'bean' must not have final methods, which would run on the proxy "
					+ "and see none of its state: 'ManyFinals.a, ManyFinals.b, ManyFinals.c, ManyFinals.d, "
					+ "ManyFinals.e and 2 more'");
	}

	@Test
	void beanThatAPostProcessorNeedsIsRefused() {
		assertThat(FoundTree.problems(NeededEarly.class)).containsExactly(new Problem(
				"The supervised bean 'needed' must not be needed by a post-processor, which works before there is a "
						+ "tree: 'user'",
				NeededEarly.class.getName() + ".needed()",
				"Inject an ObjectProvider of it there and use it later, or remove @Supervised."));
		assertThat(FoundTree.problems(NeededLater.class)).isEmpty();
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

	private static List<Problem> chosen(Class<?> type) {
		try {
			FoundTree.in((context) -> context.registerBeanDefinition("bean", new RootBeanDefinition(type)),
					"supervision.components[bean].supervised=true");
			return List.of();
		}
		catch (InvalidSupervisionException ex) {
			return ex.getProblems();
		}
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

	static class OncePerRequest extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
		}

	}

	static class PlainFilter implements Filter {

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {
		}

	}

	static class Listener implements ServletContextListener {

	}

	@Supervised
	static class ManyFinals {

		final void a() {
		}

		final void b() {
		}

		final void c() {
		}

		final void d() {
		}

		final void e() {
		}

		final void f() {
		}

		final void g() {
		}

	}

	@Configuration
	static class NeededEarly {

		@Bean
		@Supervised
		static Closeable needed() {
			return new Closeable();
		}

		@Bean
		static UsingPostProcessor user(Closeable needed) {
			return new UsingPostProcessor();
		}

	}

	@Configuration
	static class NeededLater {

		@Bean
		@Supervised
		static Closeable needed() {
			return new Closeable();
		}

		@Bean
		static UsingPostProcessor user(ObjectProvider<Closeable> needed) {
			return new UsingPostProcessor();
		}

	}

	static class UsingPostProcessor implements BeanPostProcessor {

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
