package sample.everyday.shapes;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import jakarta.annotation.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A component is found wherever the bean would be found, and what was injected once stays
 * good: before a restart, after three, and to hold on to while it is down.
 */
@Timeout(120)
class LookupTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class));

	@Test
	void everyKindOfInjectionPointKeepsReachingTheComponent() {
		this.runner.withUserConfiguration(Stores.class, Everything.class).run((context) -> {
			Life life = Life.of(context);
			Everything everything = context.getBean(Everything.class);
			for (String id : List.of("texts", "numbers", "longs")) {
				life.throughoutRestarts(id, everything::names);
				life.whileDown(id, () -> everything.isWhatTheContainerHas(context));
			}
			everything.names();
			assertThat(everything.texts.life()).isEqualTo(5);
			assertThat(everything.all).extracting(Store::life).containsExactly(5, 5, 5);
		});
	}

	@Test
	void lookupsByTypeAnswerTheSameWhateverTheComponentDoes() {
		this.runner.withUserConfiguration(Stores.class).run((context) -> {
			Life life = Life.of(context);
			life.throughoutRestarts("numbers", () -> typesMatch(context));
			life.whileDown("numbers", () -> typesMatch(context));
		});
	}

	private static void typesMatch(ApplicationContext context) {
		assertThat(context.getBeanNamesForType(Store.class)).containsExactly("texts", "numbers", "longs");
		assertThat(names(context, String.class)).containsExactly("texts");
		assertThat(names(context, Integer.class)).containsExactly("numbers");
		assertThat(names(context, Long.class)).containsExactly("longs");
		assertThat(context.getBeanNamesForAnnotation(Supervised.class)).containsExactlyInAnyOrder("texts", "numbers",
				"longs");
		assertThat(context.getBeansOfType(Store.class)).hasSize(3);
		assertThat(context.getType("texts")).isEqualTo(TextStore.class);
		assertThat(context.isTypeMatch("numbers", ResolvableType.forClassWithGenerics(Store.class, Integer.class)))
			.isTrue();
		assertThat(context.isTypeMatch("numbers", ResolvableType.forClassWithGenerics(Store.class, Long.class)))
			.isFalse();
		assertThat(context.isSingleton("numbers")).isTrue();
		assertThat(context.getAliases("texts")).containsExactly("strings");
		assertThat(context.getBean("strings")).isSameAs(context.getBean("texts"));
	}

	private static String[] names(ApplicationContext context, Class<?> generic) {
		return context.getBeanNamesForType(ResolvableType.forClassWithGenerics(Store.class, generic));
	}

	@Test
	void primaryFallbackAndQualifiersDecide() {
		this.runner.withUserConfiguration(Named.class, Choices.class).run((context) -> {
			Choices choices = context.getBean(Choices.class);
			Life life = Life.of(context);
			life.throughoutRestarts("primary", choices::areRight);
			life.throughoutRestarts("fallback", choices::areRight);
			life.throughoutRestarts("third", choices::areRight);
			assertThat(life.<String>whileDown("primary", () -> context.getBean(Named.Names.class).getClass().getName()))
				.contains("Named$Names");
		});
	}

	@Test
	void fallbackGivesWayToASupervisedBeanAndSteps() {
		this.runner.withUserConfiguration(Fallbacks.class)
			.run((context) -> assertThat(context.getBean(Named.Names.class).name()).isEqualTo("regular"));
	}

	@Test
	void listsAreSortedAsEverAndSortingNeverFails() {
		this.runner.withUserConfiguration(Steps.class).run((context) -> {
			Life life = Life.of(context);
			List<String> order = List.of("interface", "class", "method", "plain");
			life.throughoutRestarts("interface",
					() -> assertThat(context.getBeanProvider(Steps.Step.class).orderedStream().map(Steps.Step::step))
						.containsExactlyElementsOf(order));
			for (String id : List.of("interface", "class", "method")) {
				List<Steps.Step> sorted = life.whileDown(id,
						() -> context.getBeanProvider(Steps.Step.class).orderedStream().toList());
				assertThat(sorted).extracting(Steps.Step::step).containsExactlyElementsOf(order);
			}
			assertThat(life.<Integer>whileDown("interface", () -> ((Ordered) context.getBean("interface")).getOrder()))
				.isEqualTo(1);
		});
	}

	/** A store; how often it has been made is its life. */
	interface Store<T> {

		String name();

		int life();

	}

	static class SimpleStore<T> implements Store<T> {

		private final String name;

		private final int life;

		SimpleStore(String name, Lives lives) {
			this.name = name;
			this.life = lives.next(name);
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public int life() {
			return this.life;
		}

	}

	@Supervised
	static class TextStore extends SimpleStore<String> {

		TextStore(Lives lives) {
			super("texts", lives);
		}

	}

	@Configuration
	static class Stores {

		@Bean
		Lives lives() {
			return new Lives();
		}

		@Bean({ "texts", "strings" })
		TextStore texts(Lives lives) {
			return new TextStore(lives);
		}

		@Bean
		@Supervised
		static Store<Integer> numbers(@Autowired Lives lives) {
			return new SimpleStore<>("numbers", lives);
		}

		@Bean
		@Lazy
		@Supervised
		SimpleStore<Long> longs() {
			return new SimpleStore<>("longs", lives());
		}

	}

	static class Base<T> {

		@Autowired
		ObjectProvider<Store<T>> inherited;

	}

	static class Everything extends Base<String> {

		final Store<Integer> numbers;

		@Autowired
		Store<String> texts;

		@Autowired
		ObjectProvider<Store<Long>> longs;

		@Autowired
		Optional<TextStore> optional;

		@Autowired
		List<Store<?>> all;

		@Autowired
		Map<String, Store<?>> map;

		@Autowired
		Store<?>[] array;

		@Resource(name = "numbers")
		Store<?> byResource;

		@Autowired
		@Lazy
		Store<Long> lazy;

		Store<?> bySetter;

		private final BeanFactory factory;

		Everything(Store<Integer> numbers, BeanFactory factory) {
			this.numbers = numbers;
			this.factory = factory;
		}

		@Autowired
		void setTexts(Store<String> texts) {
			this.bySetter = texts;
		}

		void names() {
			assertThat(this.texts.name()).isEqualTo("texts");
			assertThat(this.numbers.name()).isEqualTo("numbers");
			assertThat(this.longs.getObject().name()).isEqualTo("longs");
			assertThat(this.optional).get().extracting(Store::name).isEqualTo("texts");
			assertThat(this.all).extracting(Store::name).containsExactly("texts", "numbers", "longs");
			assertThat(this.map.values()).extracting(Store::name).containsExactly("texts", "numbers", "longs");
			assertThat(this.map).containsOnlyKeys("texts", "numbers", "longs");
			assertThat(this.array).extracting(Store::name).containsExactly("texts", "numbers", "longs");
			assertThat(this.byResource.name()).isEqualTo("numbers");
			assertThat(this.inherited.getObject().name()).isEqualTo("texts");
			assertThat(this.lazy.name()).isEqualTo("longs");
			assertThat(this.bySetter.name()).isEqualTo("texts");
			isWhatTheContainerHas(this.factory);
		}

		void isWhatTheContainerHas(BeanFactory beans) {
			assertThat(this.texts).isSameAs(beans.getBean("texts")).isSameAs(this.bySetter);
			assertThat(this.numbers).isSameAs(beans.getBean("numbers")).isSameAs(this.byResource);
			assertThat(this.longs.getObject()).isSameAs(beans.getBean("longs"));
			assertThat(this.inherited.getObject()).isSameAs(this.texts);
			assertThat(this.optional.orElseThrow()).isSameAs(this.texts);
			assertThat(this.all).containsExactly(this.array);
			assertThat(this.map).containsEntry("texts", this.texts).containsEntry("numbers", this.numbers);
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Qualifier
	@interface Third {

	}

	@Configuration
	static class Named {

		/** What they are called. */
		interface Names {

			String name();

		}

		@Bean
		@Primary
		@Supervised
		Names primary() {
			return () -> "primary";
		}

		@Bean
		@Qualifier("two")
		@Supervised
		Names second() {
			return () -> "second";
		}

		@Bean
		@Third
		@Supervised
		Names third() {
			return () -> "third";
		}

		@Bean
		ByClass fourth() {
			return new ByClass();
		}

		@Bean
		@Fallback
		@Supervised
		Names fallback() {
			return () -> "fallback";
		}

		@Bean(defaultCandidate = false)
		@Supervised
		Names notByDefault() {
			return () -> "not by default";
		}

		@Bean(autowireCandidate = false)
		@Supervised
		Names never() {
			return () -> "never";
		}

	}

	@Supervised
	@Qualifier("byClass")
	static class ByClass implements Named.Names {

		@Override
		public String name() {
			return "fourth";
		}

	}

	static class Choices {

		@Autowired
		Named.Names any;

		@Autowired
		@Qualifier("two")
		Named.Names byMethodQualifier;

		@Autowired
		@Qualifier("third")
		Named.Names byName;

		@Autowired
		@Third
		Named.Names byOwnAnnotation;

		@Autowired
		@Qualifier("byClass")
		Named.Names byClassQualifier;

		@Autowired
		@Qualifier("fallback")
		Named.Names fallback;

		@Autowired
		@Qualifier("notByDefault")
		Named.Names notByDefault;

		@Autowired
		List<Named.Names> all;

		void areRight() {
			assertThat(this.any.name()).isEqualTo("primary");
			assertThat(this.byMethodQualifier.name()).isEqualTo("second");
			assertThat(this.byName.name()).isEqualTo("third");
			assertThat(this.byOwnAnnotation).isSameAs(this.byName);
			assertThat(this.byClassQualifier.name()).isEqualTo("fourth");
			assertThat(this.fallback.name()).isEqualTo("fallback");
			assertThat(this.notByDefault.name()).isEqualTo("not by default");
			assertThat(this.all).extracting(Named.Names::name)
				.containsExactly("primary", "second", "third", "fourth", "fallback");
		}

	}

	@Configuration
	static class Fallbacks {

		@Bean
		@Fallback
		@Supervised
		Named.Names fallback() {
			return () -> "fallback";
		}

		@Bean
		@Supervised
		Named.Names regular() {
			return () -> "regular";
		}

	}

	@Configuration
	static class Steps {

		/** One of several. */
		interface Step {

			String step();

		}

		@Bean
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

		@Bean("class")
		OrderedByClass byClass() {
			return new OrderedByClass();
		}

		@Bean("interface")
		OrderedByInterface byInterface() {
			return new OrderedByInterface();
		}

	}

	@Order(2)
	@Supervised
	static class OrderedByClass implements Steps.Step {

		@Override
		public String step() {
			return "class";
		}

	}

	@Supervised
	static class OrderedByInterface implements Steps.Step, Ordered {

		@Override
		public String step() {
			return "interface";
		}

		@Override
		public int getOrder() {
			return 1;
		}

	}

}
