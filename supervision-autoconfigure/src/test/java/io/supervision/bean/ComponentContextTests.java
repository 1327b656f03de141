package io.supervision.bean;

import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.supervision.spec.RestartType;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;

class ComponentContextTests {

	private static final List<String> LOG = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		LOG.clear();
	}

	@Test
	void everyCallbackRunsOncePerLifeInSpringsOrder() throws Exception {
		try (AnnotationConfigApplicationContext plain = new AnnotationConfigApplicationContext()) {
			everything(plain);
			plain.refresh();
		}
		List<String> ordinary = new ArrayList<>(LOG);
		assertThat(ordinary).doesNotHaveDuplicates().hasSize(19);
		LOG.clear();
		try (TestComponent component = new TestComponent(Everything.class, RestartType.PERMANENT,
				ComponentContextTests::everything)
			.refresh()) {
			assertThat(LOG).isEmpty();
			component.restart(1);
			assertThat(LOG).isEqualTo(ordinary);
			component.restart(2);
			assertThat(LOG).hasSize(3 * ordinary.size());
			LOG.clear();
		}
		assertThat(LOG).isEmpty();
	}

	@Test
	void beanSeesTheApplicationWhereverItIsInjected() throws Exception {
		try (TestComponent component = TestComponent.of(Curious.class)) {
			component.open();
			Curious curious = (Curious) component.target();
			assertThat(curious.contexts).hasSize(4).containsOnly(component.application);
			assertThat(curious.factories).hasSize(3).containsOnly(component.application.getBeanFactory());
		}
	}

	@Test
	void placeholdersAreReadAnewAtEachStart() throws Exception {
		System.setProperty("component.greeting", "hello");
		try (TestComponent component = TestComponent.of(Greeter.class)) {
			component.open();
			assertThat(component.proxy(Greeter.class).greetings()).containsExactly("hello", "hello");
			System.setProperty("component.greeting", "welcome");
			component.open();
			assertThat(component.proxy(Greeter.class).greetings()).containsExactly("welcome", "welcome");
		}
		finally {
			System.clearProperty("component.greeting");
		}
	}

	@Test
	void whatIsFoundOutAboutTheDefinitionIsKept() throws Exception {
		try (TestComponent component = TestComponent.of(Greeter.class, Inspector.class)) {
			component.restart(3);
			assertThat(LOG).containsExactly("constructors", "definition");
		}
	}

	@Test
	void environmentOfTheApplicationIsSharedAndLeftAlone() throws Exception {
		try (TestComponent component = TestComponent.of(Greeter.class)) {
			String before = component.application.getEnvironment().toString();
			component.restart(3);
			assertThat(component.application.getEnvironment().toString()).isEqualTo(before);
			assertThat(component.application.getEnvironment().getDefaultProfiles()).containsExactly("default");
		}
	}

	@Test
	void lazyBeanIsMadeWhenItsGenerationIs() throws Exception {
		try (TestComponent component = new TestComponent(Everything.class, RestartType.PERMANENT, (context) -> {
			everything(context);
			context.getBeanDefinition(TestComponent.NAME).setLazyInit(true);
		}).refresh()) {
			component.start();
			assertThat(LOG).contains("constructor", "afterSingletonsInstantiated", "start");
		}
	}

	@Test
	void lifeOfTheContextIsNobodysBusiness() throws Exception {
		try (TestComponent component = TestComponent.of(Greeter.class, ContextListener.class)) {
			LOG.clear();
			component.restart(2);
			assertThat(LOG).isEmpty();
		}
	}

	@Test
	void eventsOfTheBeanReachTheApplicationOnce() throws Exception {
		try (TestComponent component = TestComponent.of(Publisher.class, EventRecorder.class)) {
			component.open();
			component.proxy(Publisher.class).publish();
			component.restart(2);
			component.open();
			component.proxy(Publisher.class).publish();
			assertThat(LOG).containsExactly("heard", "heard");
		}
	}

	@Test
	void listenerHearsEachEventOnceHoweverOftenItIsRestarted() throws Exception {
		try (TestComponent component = TestComponent.of(Listener.class)) {
			component.restart(50);
			component.open();
			component.application.publishEvent(new Thing("thing"));
			assertThat(LOG).containsExactlyInAnyOrder("onApplicationEvent", "onThing");
			assertThat(component.application.getApplicationListeners()).doesNotHaveDuplicates().hasSizeLessThan(10);
		}
	}

	@Test
	void decoratorGetsWhatItDecoratesNotItself() throws Exception {
		try (TestComponent component = TestComponent.of(Decorator.class, PlainStore.class)) {
			component.open();
			assertThat(component.application.getBean(Store.class).name()).isEqualTo("decorated plain, 1 other");
		}
	}

	@Test
	void autowiredSelfIsTheProxyWhichOutlivesTheGeneration() throws Exception {
		try (TestComponent component = TestComponent.of(Selfish.class)) {
			component.open();
			Selfish first = (Selfish) component.target();
			component.open();
			assertThat(AopUtils.isAopProxy(first.self)).isTrue();
			assertThat(first.self.me()).containsExactly(component.target()).doesNotContain(first);
		}
	}

	@Test
	void thirdPartyListenerHandlersStayAwayFromInstances() throws Exception {
		try (TestComponent component = TestComponent.of(Greeter.class, FancyListenerAnnotationBeanPostProcessor.class,
				Wrapping.class)) {
			component.restart(2);
			assertThat(LOG).containsExactly("wrapped", "wrapped");
		}
	}

	@Test
	void thousandRestartsLeaveNothingBehind() throws Exception {
		try (TestComponent component = TestComponent.of(Listener.class)) {
			component.open();
			WeakReference<Object> old = new WeakReference<>(component.target());
			component.restart(100);
			long before = usedMemory();
			component.restart(1000);
			long after = usedMemory();
			Awaitility.await().until(() -> {
				System.gc();
				return old.get() == null;
			});
			assertThat((after - before) / 1000).as("bytes per restart").isLessThan(500);
			component.open();
			component.application.publishEvent(new Thing("thing"));
			assertThat(LOG).containsExactlyInAnyOrder("onApplicationEvent", "onThing");
		}
	}

	private static long usedMemory() {
		Runtime runtime = Runtime.getRuntime();
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 5; i++) {
			System.gc();
			least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
		}
		return least;
	}

	private static void everything(AnnotationConfigApplicationContext context) {
		context.registerBean(TestComponent.NAME, Everything.class, (definition) -> {
			((AbstractBeanDefinition) definition).setInitMethodName("initMethod");
			((AbstractBeanDefinition) definition).setDestroyMethodName("destroyMethod");
		});
	}

	static class Everything implements BeanNameAware, BeanClassLoaderAware, BeanFactoryAware, EnvironmentAware,
			ResourceLoaderAware, ApplicationEventPublisherAware, ApplicationContextAware, InitializingBean,
			DisposableBean, SmartInitializingSingleton, SmartLifecycle {

		private boolean running;

		Everything() {
			LOG.add("constructor");
		}

		@Autowired
		void method(Environment environment) {
			LOG.add("autowired method");
		}

		@Override
		public void setBeanName(String name) {
			LOG.add("setBeanName " + name);
		}

		@Override
		public void setBeanClassLoader(ClassLoader classLoader) {
			LOG.add("setBeanClassLoader " + (classLoader != null));
		}

		@Override
		public void setBeanFactory(BeanFactory beanFactory) {
			LOG.add("setBeanFactory");
		}

		@Override
		public void setEnvironment(Environment environment) {
			LOG.add("setEnvironment");
		}

		@Override
		public void setResourceLoader(ResourceLoader resourceLoader) {
			LOG.add("setResourceLoader");
		}

		@Override
		public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
			LOG.add("setApplicationEventPublisher");
		}

		@Override
		public void setApplicationContext(ApplicationContext context) {
			LOG.add("setApplicationContext");
		}

		@PostConstruct
		void postConstruct() {
			LOG.add("@PostConstruct");
		}

		@Override
		public void afterPropertiesSet() {
			LOG.add("afterPropertiesSet");
		}

		void initMethod() {
			LOG.add("initMethod");
		}

		@Override
		public void afterSingletonsInstantiated() {
			LOG.add("afterSingletonsInstantiated");
		}

		@Override
		public boolean isAutoStartup() {
			return true;
		}

		@Override
		public void start() {
			LOG.add("start");
			this.running = true;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public void stop(Runnable callback) {
			LOG.add("stop with callback");
			SmartLifecycle.super.stop(callback);
		}

		@Override
		public void stop() {
			LOG.add("stop");
			this.running = false;
		}

		@PreDestroy
		void preDestroy() {
			LOG.add("@PreDestroy");
		}

		@Override
		public void destroy() {
			LOG.add("destroy");
		}

		void destroyMethod() {
			LOG.add("destroyMethod");
		}

	}

	static class Curious implements ApplicationContextAware, BeanFactoryAware {

		final List<ApplicationContext> contexts = new ArrayList<>();

		final List<BeanFactory> factories = new ArrayList<>();

		@Autowired
		ApplicationContext field;

		@Autowired
		BeanFactory factory;

		Curious() {
		}

		@Autowired
		Curious(ApplicationContext context, BeanFactory factory) {
			this.contexts.add(context);
			this.factories.add(factory);
		}

		@Autowired
		void setter(ApplicationContext context) {
			this.contexts.add(context);
		}

		@Override
		public void setApplicationContext(ApplicationContext context) {
			this.contexts.add(context);
			this.contexts.add(this.field);
			this.factories.add(this.factory);
		}

		@Override
		public void setBeanFactory(BeanFactory beanFactory) {
			this.factories.add(beanFactory);
		}

	}

	static class Greeter {

		@Value("${component.greeting:none}")
		private String field;

		private final String argument;

		Greeter(@Value("${component.greeting:none}") String argument) {
			this.argument = argument;
		}

		List<String> greetings() {
			return List.of(this.argument, this.field);
		}

	}

	static class ContextListener {

		@EventListener
		void on(ApplicationContextEvent event) {
			LOG.add(event.getClass().getSimpleName());
		}

	}

	static class Thing extends ApplicationEvent {

		private static final long serialVersionUID = 1L;

		Thing(Object source) {
			super(source);
		}

	}

	static class Publisher {

		private final ApplicationEventPublisher publisher;

		Publisher(ApplicationEventPublisher publisher) {
			this.publisher = publisher;
		}

		void publish() {
			this.publisher.publishEvent(new Thing(this));
		}

	}

	static class EventRecorder {

		@EventListener
		void on(Thing thing) {
			LOG.add("heard");
		}

	}

	static class Listener implements ApplicationListener<Thing> {

		final byte[] ballast = new byte[10_000];

		@Override
		public void onApplicationEvent(Thing event) {
			LOG.add("onApplicationEvent");
		}

		@EventListener
		void onThing(Thing event) {
			LOG.add("onThing");
		}

	}

	interface Store {

		String name();

	}

	static class PlainStore implements Store {

		@Override
		public String name() {
			return "plain";
		}

	}

	@Primary
	static class Decorator implements Store {

		private Store decorated;

		private List<Store> others;

		Decorator() {
		}

		@Autowired
		Decorator(Store decorated, List<Store> others) {
			this.decorated = decorated;
			this.others = others;
		}

		@Override
		public String name() {
			return "decorated " + this.decorated.name() + ", " + this.others.size() + " other";
		}

	}

	static class Selfish {

		@Autowired
		Selfish self;

		List<Object> me() {
			return List.of(this);
		}

	}

	static class FancyListenerAnnotationBeanPostProcessor implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (beanName.equals(TestComponent.NAME)) {
				LOG.add("listening");
			}
			return bean;
		}

	}

	/** Says what is looked for in the definition of the component. */
	static class Inspector
			implements SmartInstantiationAwareBeanPostProcessor, MergedBeanDefinitionPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

		@Override
		public Constructor<?> @Nullable [] determineCandidateConstructors(Class<?> type, String name) {
			log("constructors", type);
			return null;
		}

		@Override
		public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
			log("definition", type);
		}

		private static void log(String what, Class<?> type) {
			if (type == Greeter.class) {
				LOG.add(what);
			}
		}

	}

	static class Wrapping implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (beanName.equals(TestComponent.NAME)) {
				LOG.add("wrapped");
			}
			return bean;
		}

	}

}
