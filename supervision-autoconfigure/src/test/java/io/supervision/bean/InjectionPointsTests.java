package io.supervision.bean;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.supervision.annotation.Supervised;
import jakarta.annotation.Resource;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

class InjectionPointsTests {

	@Test
	void constructorCounts() {
		assertThat(dependencies(ByConstructor.class)).containsExactlyInAnyOrder("texts");
	}

	@Test
	void onlyTheInjectedOneOfSeveralConstructorsCounts() {
		assertThat(dependencies(TwoConstructors.class)).containsExactlyInAnyOrder("numbers");
	}

	@Test
	void fieldsAndSettersCountAlsoInheritedOnes() {
		assertThat(dependencies(ByFieldAndSetter.class)).containsExactlyInAnyOrder("texts", "numbers");
	}

	@Test
	void resourceCounts() {
		assertThat(dependencies(ByResource.class)).containsExactlyInAnyOrder("numbers");
	}

	@Test
	void optionalCounts() {
		assertThat(dependencies(ByOptional.class)).containsExactlyInAnyOrder("texts");
	}

	@Test
	void whatIsFoundLaterDoesNotCount() {
		assertThat(dependencies(Indirect.class)).isEmpty();
	}

	@Test
	void dependsOnAndReferencesCount() {
		assertThat(dependencies(Declared.class)).containsExactlyInAnyOrder("numbers");
		TreeDefinition tree = FoundTree.in((context) -> {
			context.register(Stores.class);
			context.registerBean("subject", Empty.class,
					(definition) -> definition.getPropertyValues().add("store", new RuntimeBeanReference("texts")));
		});
		assertThat(find(tree, "subject").dependencies()).containsExactly("texts");
	}

	@Test
	void parametersOfTheBeanMethodCount() {
		TreeDefinition tree = FoundTree.in(List.of(Stores.class, ByParameter.class));
		assertThat(find(tree, "subject").dependencies()).containsExactly("numbers");
	}

	@Test
	void qualifierPrimaryAndNameChooseAmongSeveral() {
		TreeDefinition tree = FoundTree.in(List.of(Twins.class, Choosing.class));
		assertThat(find(tree, "byQualifier").dependencies()).containsExactly("left");
		assertThat(find(tree, "byName").dependencies()).containsExactly("left");
		TreeDefinition withPrimary = FoundTree.in(List.of(Twins.class, Choosing.class, OrdinaryPrimary.class));
		assertThat(find(withPrimary, "byQualifier").dependencies()).containsExactly("left");
		assertThat(find(withPrimary, "byName").dependencies()).isEmpty();
	}

	@Test
	void decoratorDoesNotDependOnItself() {
		TreeDefinition tree = FoundTree.in(List.of(Stores.class, Decorators.class));
		assertThat(find(tree, "decorator").dependencies()).containsExactly("texts");
	}

	@Test
	void dependenciesOrderTheTree() {
		TreeDefinition tree = FoundTree.in((context) -> {
			context.registerBean("subject", ByConstructor.class);
			context.register(Stores.class);
		}, "supervision.components.subject.supervised=true");
		assertThat(tree.components()).extracting(ComponentDefinition::id)
			.containsExactly("texts", "subject", "numbers");
		assertThat(tree.uses()).containsEntry("subject", Set.of("texts"));
	}

	private static Collection<String> dependencies(Class<?> type) {
		return find(FoundTree.in((context) -> {
			context.register(Stores.class);
			context.registerBean("subject", type);
		}, "supervision.components.subject.supervised=true"), "subject").dependencies();
	}

	private static ComponentDefinition find(TreeDefinition tree, String id) {
		return tree.components().stream().filter((component) -> component.id().equals(id)).findFirst().orElseThrow();
	}

	@Supervised
	static class Store<T> {

	}

	@Configuration
	static class Stores {

		@Bean
		Store<String> texts() {
			return new Store<>();
		}

		@Bean
		Store<Integer> numbers() {
			return new Store<>();
		}

		@Bean
		Object unrelated() {
			return new Object();
		}

	}

	@Supervised
	static class Empty {

		public void setStore(Store<?> store) {
		}

	}

	static class ByConstructor {

		ByConstructor(Store<String> store, Object ignored, List<Store<Integer>> all) {
		}

	}

	static class TwoConstructors {

		@Autowired
		TwoConstructors(Store<Integer> store) {
		}

		TwoConstructors(Store<String> store, String text) {
		}

	}

	static class Base {

		@Autowired
		Store<String> inherited;

	}

	static class ByFieldAndSetter extends Base {

		@Autowired
		void setStore(Store<Integer> store) {
		}

		void setOther(Empty other) {
		}

	}

	static class ByResource {

		@Resource
		Store<Integer> store;

	}

	static class ByOptional {

		@Autowired
		Optional<Store<String>> store;

	}

	static class Indirect {

		@Autowired
		@Lazy
		Store<String> lazily;

		Indirect(ObjectProvider<Store<String>> provider, List<Store<?>> list, Map<String, Store<String>> map,
				Store<Integer>[] array, @Lazy Store<Integer> late) {
		}

	}

	@DependsOn("numbers")
	static class Declared {

	}

	@Configuration
	static class ByParameter {

		@Bean
		@Supervised
		Empty subject(Store<Integer> store) {
			return new Empty();
		}

	}

	@Configuration
	static class Twins {

		@Bean
		Store<String> left() {
			return new Store<>();
		}

		@Bean
		Store<String> right() {
			return new Store<>();
		}

	}

	@Configuration
	static class OrdinaryPrimary {

		@Bean
		@Primary
		Special special() {
			return new Special();
		}

	}

	static class Special extends Store<String> {

	}

	@Configuration
	static class Choosing {

		@Bean
		@Supervised
		Empty byQualifier(@Qualifier("left") Store<String> store) {
			return new Empty();
		}

		@Bean
		@Supervised
		Empty byName(Store<String> left) {
			return new Empty();
		}

	}

	@Configuration
	static class Decorators {

		@Bean
		@Primary
		Store<String> decorator(Store<String> texts) {
			return new Store<>();
		}

	}

}
