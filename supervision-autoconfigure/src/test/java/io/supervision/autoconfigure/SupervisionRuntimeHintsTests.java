package io.supervision.autoconfigure;

import java.util.concurrent.Executors;

import io.supervision.annotation.Probe;
import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.SupervisionGroup;
import io.supervision.annotation.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image is told. None has been built with it.
 */
class SupervisionRuntimeHintsTests {

	private static final ReflectionHintsPredicates REFLECTION = RuntimeHintsPredicates.reflection();

	@Test
	void whatSupervisionReachesByReflectionIsRegistered() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new SupervisionRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(REFLECTION.onConstructor(SupervisionProperties.class.getDeclaredConstructors()[0]).invoke())
			.accepts(hints);
		assertThat(SupervisionProperties.class.getDeclaredClasses()).allSatisfy((section) -> {
			assertThat(REFLECTION.onConstructor(section.getDeclaredConstructors()[0]).invoke()).accepts(hints);
			assertThat(REFLECTION.onType(section).withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS))
				.accepts(hints);
		});
		assertThat(new Class<?>[] { Supervised.class, SupervisionGroup.class, Worker.class, Probe.class,
				SafeToRepeat.class })
			.allSatisfy((type) -> assertThat(
					REFLECTION.onType(type).withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS))
				.accepts(hints));
		assertThat(REFLECTION
			.onField(ReflectionUtils.findField(DefaultListableBeanFactory.class, "allowBeanDefinitionOverriding")))
			.accepts(hints);
		assertThat(REFLECTION.onField(ReflectionUtils.findField(RequestMappingHandlerAdapter.class, "methodResolver")))
			.accepts(hints);
		assertThat(REFLECTION.onType(Executors.class).withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS))
			.accepts(hints);
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.lang.Thread$Builder", "java.lang.Thread$Builder$OfVirtual",
			"org.springframework.web.ErrorResponse", "org.springframework.http.HttpStatusCode" })
	void whatIsReachedByNameIsRegistered(String type) {
		RuntimeHints hints = new RuntimeHints();
		new SupervisionRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(REFLECTION.onType(TypeReference.of(type)).withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS))
			.accepts(hints);
	}

	@Test
	void proxiesAndTheMethodsOfTheirBeansAreRegistered() throws Exception {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = process(files);
		RuntimeHints hints = generation.getRuntimeHints();
		String proxy = files.getGeneratedFiles(Kind.CLASS)
			.keySet()
			.stream()
			.filter((path) -> path.contains("Feed$$Supervised$$hintedFeed"))
			.findFirst()
			.orElseThrow();
		TypeReference name = TypeReference.of(proxy.replace(".class", "").replace('/', '.'));
		assertThat(REFLECTION.onType(name)
			.withMemberCategories(MemberCategory.UNSAFE_ALLOCATED, MemberCategory.DECLARED_FIELDS)).accepts(hints);
		assertThat(REFLECTION.onMethod(Feed.class.getDeclaredMethod("work")).invoke()).accepts(hints);
		assertThat(REFLECTION.onMethod(Feed.class.getDeclaredMethod("well")).invoke()).accepts(hints);
		assertThat(REFLECTION.onMethod(Priced.class.getMethod("price")).introspect()).accepts(hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("io/supervision/package-info.class")).accepts(hints);
		// What META-INF/spring/aot.factories adds.
		assertThat(REFLECTION.onType(Supervised.class)).accepts(hints);
	}

	@Test
	void nothingIsGeneratedWhereSupervisionIsSwitchedOff() {
		System.setProperty("supervision.enabled", "false");
		try {
			InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
			process(files);
			assertThat(files.getGeneratedFiles(Kind.CLASS).keySet())
				.noneMatch((path) -> path.contains("$$Supervised$$"));
		}
		finally {
			System.clearProperty("supervision.enabled");
		}
	}

	private static DefaultGenerationContext process(InMemoryGeneratedFiles files) {
		System.setProperty("spring.aot.processing", "true");
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean("hintedFeed", Feed.class);
			context.register(SupervisionAutoConfiguration.class);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get(SupervisionRuntimeHintsTests.class)), files);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
			return generation;
		}
		finally {
			System.clearProperty("spring.aot.processing");
		}
	}

	interface Priced {

		int price();

	}

	@Supervised
	static class Feed implements Priced {

		@Override
		public int price() {
			return 1;
		}

		@Worker
		void work() {
		}

		@Probe
		boolean well() {
			return true;
		}

	}

}
