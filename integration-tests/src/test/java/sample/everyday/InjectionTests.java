package sample.everyday;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import jakarta.annotation.Resource;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Lookup;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A supervised bean gets injected what it would get without supervision, each generation
 * anew, and is injected into others as it would be.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "unit=kg")
@ActiveProfiles("plain")
class InjectionTests {

	@Autowired
	ApplicationContext context;

	@Autowired
	Subject subject;

	@Autowired
	Store apples;

	@Autowired
	@Qualifier("pears")
	Store pears;

	@Test
	void everyKindWorksInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "subject", () -> {
			assertThat(this.subject.byConstructor())
				.containsExactlyInAnyOrderEntriesOf(Map.ofEntries(Map.entry("plain", this.apples),
						Map.entry("qualified", this.pears), Map.entry("list", List.of(this.apples, this.pears)),
						Map.entry("set", Set.of(this.apples, this.pears)),
						Map.entry("map", Map.of("apples", this.apples, "pears", this.pears)),
						Map.entry("provider", List.of(this.apples, this.pears)), Map.entry("factory", this.apples),
						Map.entry("optional", Optional.of(this.apples)), Map.entry("absent", Optional.empty()),
						Map.entry("lazy", "apples"), Map.entry("value", "kg"), Map.entry("context", this.context),
						Map.entry("environment", this.context.getEnvironment())));
			assertThat(this.subject.byField())
				.containsExactlyInAnyOrderEntriesOf(Map.ofEntries(Map.entry("plain", this.apples),
						Map.entry("qualified", this.pears), Map.entry("list", List.of(this.apples, this.pears)),
						Map.entry("map", Map.of("apples", this.apples, "pears", this.pears)),
						Map.entry("provider", List.of(this.apples, this.pears)),
						Map.entry("optional", Optional.of(this.apples)), Map.entry("resource", this.pears),
						Map.entry("resourceByType", this.context.getBean(Note.class)), Map.entry("lazy", "apples"),
						Map.entry("value", "kg"), Map.entry("expression", 42), Map.entry("context", this.context),
						Map.entry("publisher", this.context), Map.entry("loader", this.context)));
			assertThat(this.subject.byMethod()).containsExactlyInAnyOrderEntriesOf(
					Map.of("setter", this.apples, "several", List.of(this.pears, "kg")));
		});
	}

	@Test
	void everyKindOfSelfIsTheProxy() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "narcissus", () -> {
			Narcissus narcissus = this.context.getBean(Narcissus.class);
			assertThat(narcissus.field()).isSameAs(narcissus);
			assertThat(narcissus.provided()).isSameAs(narcissus);
			assertThat(narcissus.providedByField()).isSameAs(narcissus);
			assertThat(narcissus.resource()).isSameAs(narcissus);
			assertThat(narcissus.echoed("lazy")).isEqualTo("lazy through the proxy");
			assertThat(narcissus.echoedByConstructor("lazy")).isEqualTo("lazy through the proxy");
		});
	}

	@Test
	void lookupMethodsWork() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "desk", () -> {
			Desk desk = this.context.getBean(Desk.class);
			assertThat(desk.write("a")).isNotSameAs(desk.write("b"));
		});
	}

	@Test
	void aBeanKeepsTheProxyItWasInjected() {
		Shop shop = this.context.getBean(Shop.class);
		Restarts.restart(this.context, "apples");
		long generation = Restarts.generation(this.context, "apples");
		assertThat(shop.store().name()).isEqualTo("apples");
		assertThat(shop.store().generation()).isEqualTo(generation);
		assertThat(shop.store()).isSameAs(this.apples);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Apples.class, Pears.class, Subject.class, Narcissus.class, Desk.class, Note.class })
	static class Application {

		@Bean
		Shop shop(Store store) {
			return new Shop(store);
		}

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		StringBuilder paper() {
			return new StringBuilder();
		}

	}

	record Shop(Store store) {
	}

	interface Store {

		String name();

		default long generation() {
			return 0;
		}

	}

	@Supervised
	@Primary
	@Order(1)
	@Component("apples")
	static class Apples implements Store {

		@Autowired
		Generation generation;

		@Override
		public String name() {
			return "apples";
		}

		@Override
		public long generation() {
			return this.generation.number();
		}

	}

	@Order(2)
	@Component("pears")
	static class Pears implements Store {

		@Override
		public String name() {
			return "pears";
		}

	}

	@Component("note")
	static class Note {

	}

	static class Nothing {

	}

	@Supervised
	@Component("subject")
	static class Subject {

		private final Map<String, Object> byConstructor = new LinkedHashMap<>();

		private final Map<String, Object> byMethod = new LinkedHashMap<>();

		@Autowired
		Store plain;

		@Autowired
		@Qualifier("pears")
		Store qualified;

		@Autowired
		List<Store> list;

		@Autowired
		Map<String, Store> map;

		@Autowired
		ObjectProvider<Store> provider;

		@Autowired
		Optional<Store> optional;

		@Autowired(required = false)
		Nothing nothing;

		@Autowired
		@Lazy
		Store lazy;

		@Resource(name = "pears")
		Store resource;

		@Resource
		Note resourceByType;

		@Value("${unit}")
		String value;

		@Value("#{6 * 7}")
		int expression;

		@Autowired
		ApplicationContext context;

		@Autowired
		ApplicationEventPublisher publisher;

		@Autowired
		ResourceLoader loader;

		Subject(Store plain, @Qualifier("pears") Store qualified, List<Store> list, Set<Store> set,
				Map<String, Store> map, ObjectProvider<Store> provider, ObjectFactory<Store> factory,
				Optional<Store> optional, Optional<Nothing> absent, @Lazy Store lazy, @Value("${unit}") String value,
				ApplicationContext context, Environment environment) {
			this.byConstructor.put("plain", plain);
			this.byConstructor.put("qualified", qualified);
			this.byConstructor.put("list", list);
			this.byConstructor.put("set", set);
			this.byConstructor.put("map", map);
			this.byConstructor.put("provider", provider.orderedStream().toList());
			this.byConstructor.put("factory", factory.getObject());
			this.byConstructor.put("optional", optional);
			this.byConstructor.put("absent", absent);
			this.byConstructor.put("lazy", lazy.name());
			this.byConstructor.put("value", value);
			this.byConstructor.put("context", context);
			this.byConstructor.put("environment", environment);
		}

		@Autowired
		public void setStore(Store store) {
			this.byMethod.put("setter", store);
		}

		@Autowired
		void several(@Qualifier("pears") Store store, @Value("${unit}") String unit) {
			this.byMethod.put("several", List.of(store, unit));
		}

		@Autowired(required = false)
		void never(Nothing nothing) {
			this.byMethod.put("never", nothing);
		}

		Map<String, Object> byConstructor() {
			return this.byConstructor;
		}

		Map<String, Object> byMethod() {
			return this.byMethod;
		}

		Map<String, Object> byField() {
			Map<String, Object> fields = new LinkedHashMap<>();
			fields.put("plain", this.plain);
			fields.put("qualified", this.qualified);
			fields.put("list", this.list);
			fields.put("map", this.map);
			fields.put("provider", this.provider.orderedStream().toList());
			fields.put("optional", this.optional);
			fields.put("resource", this.resource);
			fields.put("resourceByType", this.resourceByType);
			fields.put("lazy", this.lazy.name());
			fields.put("value", this.value);
			fields.put("expression", this.expression);
			fields.put("context", this.context);
			fields.put("publisher", this.publisher);
			fields.put("loader", this.loader);
			if (this.nothing != null) {
				fields.put("nothing", this.nothing);
			}
			return fields;
		}

	}

	/** Calls itself, and can tell whether a call came through the proxy. */
	@Supervised
	@Component("narcissus")
	static class Narcissus {

		private final Narcissus lazyByConstructor;

		private final ObjectProvider<Narcissus> provider;

		@Autowired
		Narcissus field;

		@Autowired
		@Lazy
		Narcissus lazy;

		@Autowired
		ObjectProvider<Narcissus> providerField;

		@Resource(name = "narcissus")
		Narcissus resource;

		Narcissus(@Lazy Narcissus lazyByConstructor, ObjectProvider<Narcissus> provider) {
			this.lazyByConstructor = lazyByConstructor;
			this.provider = provider;
		}

		Object field() {
			return this.field;
		}

		Object provided() {
			return this.provider.getObject();
		}

		Object providedByField() {
			return this.providerField.getObject();
		}

		Object resource() {
			return this.resource;
		}

		String echoed(String text) {
			return this.lazy.echo(text);
		}

		String echoedByConstructor(String text) {
			return this.lazyByConstructor.echo(text);
		}

		String echo(String text) {
			boolean proxied = StackWalker.getInstance()
				.walk((frames) -> frames.limit(4)
					.anyMatch((frame) -> frame.getClassName().contains("Narcissus$$Supervised")));
			return text + (proxied ? " through the proxy" : " directly");
		}

	}

	@Supervised
	@Component("desk")
	abstract static class Desk {

		StringBuilder write(String text) {
			return paper().append(text);
		}

		@Lookup
		abstract StringBuilder paper();

	}

}
