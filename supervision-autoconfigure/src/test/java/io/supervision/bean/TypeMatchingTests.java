package io.supervision.bean;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * To the rest of the application the proxy of a component is the bean.
 */
@Timeout(60)
class TypeMatchingTests {

	private static final Map<String, Integer> CALLBACKS = new ConcurrentHashMap<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class));

	@BeforeEach
	void forget() {
		CALLBACKS.clear();
	}

	@Test
	void beanIsFoundByItsTypesAndItsGenerics() {
		this.runner.withUserConfiguration(Stores.class).run((context) -> {
			assertThat(context.getBeanNamesForType(TextStore.class)).containsExactly("texts");
			assertThat(context.getBeanNamesForType(Store.class)).containsExactly("texts", "numbers", "longs");
			assertThat(names(context, String.class)).containsExactly("texts");
			assertThat(names(context, Integer.class)).containsExactly("numbers");
			assertThat(names(context, Long.class)).containsExactly("longs");
			assertThat(context.getBeanNamesForAnnotation(Supervised.class)).containsExactlyInAnyOrder("texts",
					"numbers", "longs");
			assertThat(context.getType("texts")).isEqualTo(TextStore.class);
			assertThat(context.isTypeMatch("numbers", Store.class)).isTrue();
			assertThat(AopUtils.getTargetClass(context.getBean("texts"))).isEqualTo(TextStore.class);
		});
	}

	@Test
	void beanIsInjectedByGenericsProviderOptionalListAndMap() {
		this.runner.withUserConfiguration(Stores.class, Everything.class).run((context) -> {
			Everything everything = context.getBean(Everything.class);
			assertThat(everything.texts.name()).isEqualTo("texts");
			assertThat(everything.numbers.name()).isEqualTo("numbers");
			assertThat(everything.longs.getObject().name()).isEqualTo("longs");
			assertThat(everything.optional).get().extracting(Store::name).isEqualTo("texts");
			assertThat(everything.all).extracting(Store::name).containsExactly("texts", "numbers", "longs");
			assertThat(everything.map).containsOnlyKeys("texts", "numbers", "longs");
			assertThat(everything.byResource.name()).isEqualTo("numbers");
			assertThat(everything.inherited.getObject().name()).isEqualTo("texts");
			assertThat(everything.lazy.name()).isEqualTo("longs");
			assertThat(everything.texts).isSameAs(context.getBean("texts"));
		});
	}

	@Test
	void qualifiersPrimaryAndNamesDecide() {
		this.runner.withUserConfiguration(Qualified.class, Choices.class).run((context) -> {
			Choices choices = context.getBean(Choices.class);
			assertThat(choices.primary.name()).isEqualTo("primary");
			assertThat(choices.byMethodQualifier.name()).isEqualTo("second");
			assertThat(choices.byName.name()).isEqualTo("third");
			assertThat(choices.byOwnAnnotation.name()).isEqualTo("third");
			assertThat(choices.byClassQualifier.name()).isEqualTo("fourth");
		});
	}

	@Test
	void ambiguityStaysAmbiguous() {
		this.runner.withUserConfiguration(Stores.class)
			.run((context) -> assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(Store.class)));
	}

	@Test
	void listsAreInTheOrderTheyWouldBeIn() {
		this.runner.withUserConfiguration(OrderedBeans.class)
			.withPropertyValues("supervision.components.plain2.supervised=true")
			.run((context) -> assertThat(context.getBeanProvider(Step.class).orderedStream().map(Step::step))
				.containsExactly("ordered", "class", "method", "plain", "plain2", "last"));
	}

	@Test
	void definitionsKeepTheirPlaces() {
		this.runner.withUserConfiguration(OrderedBeans.class)
			.run((context) -> assertThat(context.getBeanNamesForType(Step.class)).containsExactly("last", "plain",
					"method", "byClass", "ordered", "plain2"));
	}

	@Test
	void decoratorGetsWhatItDecorates() {
		this.runner.withUserConfiguration(Decorated.class).run((context) -> {
			assertThat(context.getBean(Name.class).name()).isEqualTo("decorated core");
			assertThat(((Decorator) AopUtilsTarget.of(context.getBean("decorator"))).all).hasSize(1);
		});
	}

	@Test
	void methodsOfAConfigurationMayCallOneAnother() {
		this.runner.withUserConfiguration(CallingConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(User.class).store).isSameAs(context.getBean("store"));
		});
	}

	@Test
	void propertiesAreBoundToWhatABeanMethodReturns() {
		this.runner.withUserConfiguration(Bound.class)
			.withPropertyValues("acme.name=fine")
			.run((context) -> assertThat(context.getBean(Name.class).name()).isEqualTo("fine"));
	}

	@Test
	void interfaceIsEnough() {
		this.runner.withUserConfiguration(ByInterface.class).run((context) -> {
			assertThat(context.getBean(Name.class).name()).isEqualTo("hidden");
			assertThat(context.getBean("hidden")).isNotInstanceOf(HiddenName.class);
		});
	}

	@Test
	void initAndDestroyMethodsOfTheDefinitionAreCalledOnTheBean() {
		this.runner.withUserConfiguration(Methods.class).run((context) -> {
			assertThat(context.getBean(WithMethods.class).calls()).isEqualTo(1);
			assertThat(CALLBACKS).containsOnly(Map.entry("init", 1));
		});
		assertThat(CALLBACKS).containsOnly(Map.entry("init", 1), Map.entry("shutdown", 1));
	}

	@Test
	void everyCallbackComesOncePerLife() {
		this.runner.withUserConfiguration(Callbacks.class).run((context) -> {
			assertThat(context.getBean(Callbacks.class).context()).isSameAs(context.getSourceApplicationContext());
			assertThat(CALLBACKS).containsOnly(Map.entry("constructor", 1), Map.entry("field", 1),
					Map.entry("setter", 1), Map.entry("name callbacks", 1), Map.entry("post-construct", 1),
					Map.entry("after-properties", 1), Map.entry("singletons", 1), Map.entry("start", 1),
					Map.entry("event", 1));
		});
		assertThat(CALLBACKS).containsEntry("stop", 1).containsEntry("pre-destroy", 1).containsEntry("close", 1);
		assertThat(CALLBACKS.values()).containsOnly(1);
	}

	private static String[] names(ApplicationContext context, Class<?> generic) {
		return context.getBeanNamesForType(ResolvableType.forClassWithGenerics(Store.class, generic));
	}

	private static void count(String callback) {
		CALLBACKS.merge(callback, 1, Integer::sum);
	}

	interface Name {

		String name();

	}

	interface Step {

		String step();

	}

	@Supervised
	static class Store<T> implements Name {

		private final String name;

		Store(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

	}

	@Supervised
	static class TextStore extends Store<String> {

		TextStore() {
			super("texts");
		}

	}

	@Configuration
	static class Stores {

		@Bean
		TextStore texts() {
			return new TextStore();
		}

		@Bean
		static Store<Integer> numbers() {
			return new Store<>("numbers");
		}

		@Bean
		@Lazy
		Store<Long> longs() {
			return new Store<>("longs");
		}

	}

	static class Base<T> {

		@Autowired
		ObjectProvider<Store<T>> inherited;

	}

	static class Everything extends Base<String> {

		@Autowired
		Store<String> texts;

		@Autowired
		Store<Integer> numbers;

		@Autowired
		ObjectProvider<Store<Long>> longs;

		@Autowired
		Optional<TextStore> optional;

		@Autowired
		List<Store<?>> all;

		@Autowired
		Map<String, Store<?>> map;

		@Resource(name = "numbers")
		Store<?> byResource;

		@Autowired
		@Lazy
		Store<Long> lazy;

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Qualifier
	@interface Third {

	}

	@Qualifier("byClass")
	@Supervised
	static class FourthName implements Name {

		@Override
		public String name() {
			return "fourth";
		}

	}

	@Configuration
	static class Qualified {

		@Bean
		@Primary
		Store<String> first() {
			return new Store<>("primary");
		}

		@Bean
		@Qualifier("two")
		Store<String> second() {
			return new Store<>("second");
		}

		@Bean
		@Third
		Store<String> third() {
			return new Store<>("third");
		}

		@Bean
		FourthName fourth() {
			return new FourthName();
		}

	}

	static class Choices {

		@Autowired
		Name primary;

		@Autowired
		@Qualifier("two")
		Name byMethodQualifier;

		@Autowired
		@Qualifier("third")
		Name byName;

		@Autowired
		@Third
		Name byOwnAnnotation;

		@Autowired
		@Qualifier("byClass")
		Name byClassQualifier;

	}

	@Configuration
	static class OrderedBeans {

		@Bean
		@Order(100)
		@Supervised
		Step last() {
			return () -> "last";
		}

		@Bean
		@Order(50)
		@Supervised
		Step plain() {
			return () -> "plain";
		}

		@Bean
		@Order(3)
		@Supervised
		Step method() {
			return () -> "method";
		}

		@Bean
		ByClass byClass() {
			return new ByClass();
		}

		@Bean
		ByInterfaceOrder ordered() {
			return new ByInterfaceOrder();
		}

		@Bean
		@Order(60)
		Step plain2() {
			return () -> "plain2";
		}

	}

	@Order(2)
	@Supervised
	static class ByClass implements Step {

		@Override
		public String step() {
			return "class";
		}

	}

	@Supervised
	static class ByInterfaceOrder implements Step, Ordered {

		@Override
		public String step() {
			return "ordered";
		}

		@Override
		public int getOrder() {
			return 1;
		}

	}

	@Configuration
	static class Decorated {

		@Bean
		@Supervised
		Name core() {
			return () -> "core";
		}

		@Bean
		@Primary
		Decorator decorator(Name decorated, List<Name> all) {
			return new Decorator(decorated, all);
		}

	}

	@Supervised
	static class Decorator implements Name {

		final Name decorated;

		final List<Name> all;

		Decorator(Name decorated, List<Name> all) {
			this.decorated = decorated;
			this.all = all;
		}

		@Override
		public String name() {
			return "decorated " + this.decorated.name();
		}

	}

	private static final class AopUtilsTarget {

		static Object of(Object proxy) throws Exception {
			return ((Advised) proxy).getTargetSource().getTarget();
		}

	}

	@Configuration
	static class CallingConfiguration {

		@Bean
		Store<String> store() {
			return new Store<>("called");
		}

		@Bean
		User user() {
			return new User(store());
		}

	}

	static class User {

		final Store<String> store;

		User(Store<String> store) {
			this.store = store;
		}

	}

	@Configuration
	@EnableConfigurationProperties
	static class Bound {

		@Bean
		@Supervised
		@ConfigurationProperties("acme")
		BoundName bound() {
			return new BoundName();
		}

	}

	static class BoundName implements Name {

		private String name = "unbound";

		@Override
		public String name() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

	}

	static final class HiddenName implements Name {

		@Override
		public String name() {
			return "hidden";
		}

	}

	@Configuration
	static class ByInterface {

		@Bean
		@Supervised
		Name hidden() {
			return new HiddenName();
		}

	}

	static class WithMethods {

		private int calls;

		void init() {
			this.calls++;
			count("init");
		}

		int calls() {
			return this.calls;
		}

		public void shutdown() {
			count("shutdown");
		}

	}

	@Configuration
	static class Methods {

		@Bean(initMethod = "init")
		@Supervised
		WithMethods methods() {
			return new WithMethods();
		}

	}

	@Supervised
	@Component("callbacks")
	static class Callbacks implements BeanNameAware, InitializingBean, SmartInitializingSingleton, SmartLifecycle,
			ApplicationListener<ContextRefreshedEvent>, AutoCloseable {

		private boolean running;

		private ApplicationContext context;

		Callbacks() {
			count("constructor");
		}

		@Autowired
		void field(BeanFactory factory) {
			count("field");
		}

		@Autowired
		public void setContext(ApplicationContext context) {
			this.context = context;
			count("setter");
		}

		ApplicationContext context() {
			return this.context;
		}

		@Override
		public void setBeanName(String name) {
			count("name " + name);
		}

		@PostConstruct
		void construct() {
			count("post-construct");
		}

		@Override
		public void afterPropertiesSet() {
			count("after-properties");
		}

		@Override
		public void afterSingletonsInstantiated() {
			count("singletons");
		}

		@Override
		public void start() {
			this.running = true;
			count("start");
		}

		@Override
		public void stop() {
			this.running = false;
			count("stop");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public void onApplicationEvent(ContextRefreshedEvent event) {
			count("event");
		}

		@PreDestroy
		void preDestroy() {
			count("pre-destroy");
		}

		@Override
		public void close() {
			count("close");
		}

	}

}
