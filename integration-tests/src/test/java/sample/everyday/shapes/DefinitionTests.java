package sample.everyday.shapes;

import java.util.List;

import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.ChildBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Profile;
import org.springframework.core.type.AnnotationMetadata;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However a bean is defined, it can be supervised, and what the definition says holds for
 * every one of its lives.
 */
@Timeout(60)
class DefinitionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withBean("lives", Lives.class);

	@ParameterizedTest
	@ValueSource(strings = { "proxied", "lite", "isStatic", "callsAnother" })
	void beanMethodOfAnyKind(String name) {
		this.runner.withUserConfiguration(Proxied.class, Lite.class)
			.withPropertyValues("supervision.components." + name + ".supervised=true")
			.run((context) -> {
				Life life = Life.of(context);
				assertThat(life.components()).containsExactly(name);
				Thing thing = (Thing) context.getBean(name);
				life.throughoutRestarts(name, () -> {
					assertThat(thing.name()).isEqualTo(name);
					assertThat(thing.partner()).isSameAs(context.getBean("partner"));
				});
				assertThat(context.getBean(Lives.class).of(name)).isEqualTo(4);
				assertThat(context.getBean(Lives.class).of("partner")).isEqualTo(1);
			});
	}

	@Test
	void callsBetweenBeanMethodsGiveTheProxy() {
		this.runner.withUserConfiguration(Proxied.class)
			.withPropertyValues("supervision.components.partner.supervised=true",
					"supervision.components.callsAnother.supervised=true")
			.run((context) -> {
				Life life = Life.of(context);
				Thing thing = context.getBean("callsAnother", Thing.class);
				life.throughoutRestarts("partner",
						() -> assertThat(thing.partner()).isSameAs(context.getBean("partner")));
				life.throughoutRestarts("callsAnother",
						() -> assertThat(thing.partner()).isSameAs(context.getBean("partner")));
				assertThat(context.getBean(Lives.class).of("partner")).isEqualTo(4);
			});
	}

	@Test
	void initAndDestroyMethodsRunOncePerLife() {
		Lives[] lives = new Lives[1];
		this.runner.withUserConfiguration(Methods.class).run((context) -> {
			lives[0] = context.getBean(Lives.class);
			Life life = Life.of(context);
			life.restart("named", 3);
			life.restart("inferred", 3);
			life.restart("disposable", 3);
			life.restart("none", 3);
			assertThat(lives[0].of("open")).isEqualTo(4);
			assertThat(lives[0].of("named.release")).isEqualTo(3);
		});
		assertThat(lives[0].of("named.release")).isEqualTo(4);
		assertThat(lives[0].of("inferred.close")).isEqualTo(4);
		assertThat(lives[0].of("disposable.destroy")).isEqualTo(4);
		assertThat(lives[0].of("none.close")).isZero();
	}

	@Test
	void definitionsMadeByHand() {
		this.runner.withInitializer((context) -> {
			BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
			RootBeanDefinition parent = new RootBeanDefinition(SimpleThing.class);
			parent.setAbstract(true);
			parent.setInitMethodName("open");
			ConstructorArgumentValues arguments = parent.getConstructorArgumentValues();
			arguments.addIndexedArgumentValue(0, "${thing.name:child}");
			arguments.addIndexedArgumentValue(1, new RuntimeBeanReference("lives"));
			registry.registerBeanDefinition("parent", parent);
			registry.registerBeanDefinition("child", new ChildBeanDefinition("parent"));
			registry.registerBeanDefinition("property",
					BeanDefinitionBuilder.rootBeanDefinition(SimpleThing.class)
						.addConstructorArgValue("property")
						.addConstructorArgReference("lives")
						.addPropertyReference("partner", "child")
						.getBeanDefinition());
		})
			.withPropertyValues("supervision.components.child.supervised=true",
					"supervision.components.property.supervised=true", "thing.name=resolved")
			.run((context) -> {
				Life life = Life.of(context);
				life.throughoutRestarts("child",
						() -> assertThat(context.getBean("child", Thing.class).name()).isEqualTo("resolved"));
				life.throughoutRestarts("property", () -> assertThat(context.getBean("property", Thing.class).partner())
					.isSameAs(context.getBean("child")));
				assertThat(context.getBean(Lives.class).of("open")).isEqualTo(4);
				assertThat(context.getBeanNamesForType(Thing.class)).containsExactlyInAnyOrder("child", "property");
			});
	}

	@Test
	void definitionsOfRegistrarsAndSuppliers() {
		this.runner.withUserConfiguration(Registrar.class)
			.withInitializer((context) -> ((org.springframework.context.support.GenericApplicationContext) context)
				.registerBean("supplied", Thing.class, () -> new SimpleThing("supplied", context.getBean(Lives.class))))
			.withPropertyValues("supervision.components.supplied.supervised=true")
			.run((context) -> {
				Life life = Life.of(context);
				for (String id : List.of("registered", "supplied")) {
					life.throughoutRestarts(id,
							() -> assertThat(context.getBean(id, Thing.class).name()).isEqualTo(id));
					assertThat(context.getBean(Lives.class).of(id)).isEqualTo(4);
				}
			});
	}

	@Test
	void overridingMayBeForbidden() {
		this.runner.withAllowBeanDefinitionOverriding(false)
			.withUserConfiguration(Proxied.class)
			.withPropertyValues("supervision.components.partner.supervised=true")
			.run((context) -> {
				assertThat(Life.of(context).components()).containsExactly("partner");
				assertThat(context.getBean("partner", Thing.class).name()).isEqualTo("partner");
				assertThat(((org.springframework.beans.factory.support.DefaultListableBeanFactory) context
					.getSourceApplicationContext()
					.getAutowireCapableBeanFactory()).isAllowBeanDefinitionOverriding()).isFalse();
			});
	}

	@Test
	void lazyInitializationOfAllBeansLeavesOutTheTree() {
		this.runner.withUserConfiguration(Proxied.class).withBean("ordinary", SimpleThing.class, () -> {
			throw new IllegalStateException("made");
		})
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("supervision.components.partner.supervised=true",
					"supervision.components.lite.supervised=true")
			.withUserConfiguration(Lite.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Life life = Life.of(context);
				assertThat(life.component("partner").generation()).isEqualTo(1);
				assertThat(context.getBean(Lives.class).all()).containsOnlyKeys("partner", "lite");
				life.throughoutRestarts("lite",
						() -> assertThat(context.getBean("lite", Thing.class).partner().name()).isEqualTo("partner"));
			});
	}

	@Test
	void lazyBeanIsStartedWithTheTree() {
		this.runner.withUserConfiguration(LazyBeans.class).run((context) -> {
			assertThat(context.getBean(Lives.class).all()).containsOnlyKeys("lazy");
			Life life = Life.of(context);
			life.throughoutRestarts("lazy",
					() -> assertThat(context.getBean("lazy", Thing.class).name()).isEqualTo("lazy"));
		});
	}

	@Test
	void conditionsKeepTheirMeaning() {
		this.runner.withUserConfiguration(Conditional.class)
			.withPropertyValues("spring.profiles.active=on", "thing=yes")
			.withConfiguration(AutoConfigurations.of(Backup.class))
			.run((context) -> assertThat(Life.of(context).components()).containsExactly("byProfile", "byProperty",
					"byBean"));
		this.runner.withConfiguration(AutoConfigurations.of(Backup.class))
			.withUserConfiguration(Conditional.class)
			.run((context) -> assertThat(Life.of(context).components()).containsExactly("backup"));
	}

	@Test
	void dependsOnIsTheOrderOfTheTree() {
		this.runner.withUserConfiguration(Ordered.class).run((context) -> {
			assertThat(Life.of(context).components()).containsExactly("last", "middle", "first");
			assertThat(AopUtils.isAopProxy(context.getBean("first"))).isTrue();
			Lives lives = context.getBean(Lives.class);
			assertThat(lives.of("ordinary")).isEqualTo(1);
			Life.of(context).throughoutRestarts("middle", () -> assertThat(lives.of("ordinary")).isEqualTo(1));
		});
	}

	/** What is made in one way or another. */
	interface Thing {

		String name();

		Thing partner();

	}

	static class SimpleThing implements Thing {

		private final String name;

		private final Lives lives;

		private Thing partner;

		SimpleThing(String name, Lives lives) {
			this(name, lives, null);
		}

		SimpleThing(String name, Lives lives, Thing partner) {
			this.name = name;
			this.lives = lives;
			this.partner = partner;
			lives.next(name);
		}

		void open() {
			this.lives.next("open");
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public Thing partner() {
			return this.partner;
		}

		public void setPartner(Thing partner) {
			this.partner = partner;
		}

		void release() {
			this.lives.next(this.name + ".release");
		}

	}

	static class Closing extends SimpleThing implements AutoCloseable {

		private final Lives lives;

		Closing(String name, Lives lives) {
			super(name, lives);
			this.lives = lives;
		}

		@Override
		public void close() {
			this.lives.next(name() + ".close");
		}

	}

	static class Disposable extends SimpleThing implements DisposableBean {

		private final Lives lives;

		Disposable(String name, Lives lives) {
			super(name, lives);
			this.lives = lives;
		}

		@Override
		public void destroy() {
			this.lives.next(name() + ".destroy");
		}

	}

	@Configuration
	static class Proxied {

		private final Lives lives;

		Proxied(Lives lives) {
			this.lives = lives;
		}

		@Bean
		SimpleThing partner() {
			return new SimpleThing("partner", this.lives);
		}

		@Bean
		SimpleThing proxied(SimpleThing partner) {
			return new SimpleThing("proxied", this.lives, partner);
		}

		@Bean
		Thing callsAnother() {
			return new SimpleThing("callsAnother", this.lives, partner());
		}

		@Bean
		static Thing isStatic(Lives lives, Thing partner) {
			return new SimpleThing("isStatic", lives, partner);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lite {

		@Bean
		SimpleThing lite(Lives lives, Thing partner) {
			return new SimpleThing("lite", lives, partner);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Methods {

		@Bean(initMethod = "open", destroyMethod = "release")
		@Supervised
		SimpleThing named(Lives lives) {
			return new SimpleThing("named", lives);
		}

		@Bean
		@Supervised
		Closing inferred(Lives lives) {
			return new Closing("inferred", lives);
		}

		@Bean
		@Supervised
		Thing disposable(Lives lives) {
			return new Disposable("disposable", lives);
		}

		@Bean(destroyMethod = "")
		@Supervised
		Closing none(Lives lives) {
			return new Closing("none", lives);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Registrar.Things.class)
	static class Registrar {

		/** Registers a definition. */
		static class Things implements ImportBeanDefinitionRegistrar {

			@Override
			public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
				registry.registerBeanDefinition("registered",
						BeanDefinitionBuilder.rootBeanDefinition(Registered.class)
							.addConstructorArgValue("registered")
							.addConstructorArgReference("lives")
							.getBeanDefinition());
			}

		}

	}

	@Supervised
	static class Registered extends SimpleThing {

		Registered(String name, Lives lives) {
			super(name, lives);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyBeans {

		@Bean
		@Lazy
		@Supervised
		SimpleThing lazy(Lives lives) {
			return new SimpleThing("lazy", lives);
		}

		@Bean
		@Lazy
		SimpleThing lazyAndOrdinary(Lives lives) {
			return new SimpleThing("lazyAndOrdinary", lives);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Conditional {

		@Bean
		@Profile("on")
		@Supervised
		SimpleThing byProfile(Lives lives) {
			return new SimpleThing("byProfile", lives);
		}

		@Bean
		@ConditionalOnProperty("thing")
		@Supervised
		SimpleThing byProperty(Lives lives) {
			return new SimpleThing("byProperty", lives);
		}

		@Bean
		@ConditionalOnBean(name = "byProfile")
		@Supervised
		SimpleThing byBean(Lives lives) {
			return new SimpleThing("byBean", lives);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Backup {

		@Bean
		@ConditionalOnMissingBean(Thing.class)
		@Supervised
		SimpleThing backup(Lives lives) {
			return new SimpleThing("backup", lives);
		}

		@Bean
		@ConditionalOnMissingBean(SimpleThing.class)
		@Supervised
		SimpleThing neverTwo(Lives lives) {
			return new SimpleThing("neverTwo", lives);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		@Bean
		@DependsOn("middle")
		@Supervised
		SimpleThing first(Lives lives) {
			return new SimpleThing("first", lives);
		}

		@Bean
		@DependsOn({ "last", "ordinary" })
		@Supervised
		SimpleThing middle(Lives lives) {
			assertThat(lives.of("ordinary")).isEqualTo(1);
			return new SimpleThing("middle", lives);
		}

		@Bean
		@Supervised
		SimpleThing last(Lives lives) {
			return new SimpleThing("last", lives);
		}

		@Bean
		SimpleThing ordinary(Lives lives) {
			return new SimpleThing("ordinary", lives);
		}

	}

}
