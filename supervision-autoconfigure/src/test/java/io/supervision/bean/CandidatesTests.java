package io.supervision.bean;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.SupervisionGroup;
import io.supervision.spec.RestartType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.ChildBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.samples.clinic.Clinic;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CandidatesTests {

	@Test
	void annotatedClassIsSupervised() {
		ComponentDefinition component = FoundTree.component(PriceFeed.class);
		assertThat(component.id()).isEqualTo("priceFeed");
		assertThat(component.beanClass()).isEqualTo(PriceFeed.class);
		assertThat(component.factoryMethod()).isNull();
		assertThat(component.place()).isEqualTo(PriceFeed.class.getName());
		assertThat(component.supervision().essential()).isTrue();
	}

	@Test
	void annotatedBeanMethodIsSupervisedAndKeepsItsMethod() throws Exception {
		ComponentDefinition component = FoundTree.component(OnMethod.class);
		assertThat(component.id()).isEqualTo("plain");
		assertThat(component.beanClass()).isEqualTo(Plain.class);
		assertThat(component.factoryMethod()).isEqualTo(OnMethod.class.getDeclaredMethod("plain"));
		assertThat(component.place()).isEqualTo(OnMethod.class.getName() + ".plain()");
	}

	@Test
	void annotatedReturnTypeIsSupervised() {
		assertThat(FoundTree.component(OnReturnType.class).id()).isEqualTo("feed");
	}

	@Test
	void methodReplacesTheClassAsAWhole() {
		ComponentDefinition component = FoundTree.component(OnBoth.class);
		assertThat(component.supervision().waitTimeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(component.supervision().essential()).isFalse();
	}

	@Test
	void metaAnnotationCountsAndTheDirectOneIsStronger() {
		assertThat(FoundTree.component(Composed.class).supervision().restart()).isEqualTo(RestartType.TRANSIENT);
		ComponentDefinition both = FoundTree.component(ComposedAndDirect.class);
		assertThat(both.supervision().restart()).isEqualTo(RestartType.TRANSIENT);
		assertThat(both.supervision().waitTimeout()).isEqualTo(Duration.ofMillis(7));
	}

	@Test
	void annotationIsNotInherited() {
		assertThat(FoundTree.in(List.of(Sub.class, Implementation.class)).components()).isEmpty();
	}

	@Test
	void definitionWithSupplierIsSupervised() {
		TreeDefinition tree = FoundTree.in((context) -> context.registerBean("feed", PriceFeed.class, PriceFeed::new));
		assertThat(tree.components()).extracting(ComponentDefinition::id).containsExactly("feed");
	}

	@Test
	void classThatIsMissingIsNobodysMistake() {
		TreeDefinition tree = FoundTree.in((context) -> {
			RootBeanDefinition missing = new RootBeanDefinition();
			missing.setBeanClassName("com.acme.Missing");
			missing.setLazyInit(true);
			context.registerBeanDefinition("missing", missing);
			context.register(PriceFeed.class);
		});
		assertThat(tree.components()).extracting(ComponentDefinition::id).containsExactly("priceFeed");
	}

	@Test
	void definitionWithParentIsMerged() {
		TreeDefinition tree = FoundTree.in((context) -> {
			RootBeanDefinition parent = new RootBeanDefinition();
			parent.setAbstract(true);
			parent.setInitMethodName("start");
			context.registerBeanDefinition("parent", parent);
			ChildBeanDefinition child = new ChildBeanDefinition("parent");
			child.setBeanClass(PriceFeed.class);
			context.registerBeanDefinition("feed", child);
		});
		assertThat(tree.components().get(0).definition().getInitMethodName()).isEqualTo("start");
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "PLAIN", "pl-ain", "[plain]" })
	void propertySupervisesAnyBean(String id) {
		assertThat(FoundTree.component(Plain.class, "supervision.components." + id + ".supervised=true").id())
			.isEqualTo("plain");
	}

	@ParameterizedTest
	@ValueSource(strings = { "priceFeed", "price-feed", "pricefeed" })
	void propertyLeavesAnAnnotatedBeanOrdinary(String id) {
		assertThat(FoundTree.in(PriceFeed.class, "supervision.components." + id + ".supervised=false").components())
			.isEmpty();
	}

	@Test
	void idWithDotsIsWrittenInBrackets() {
		TreeDefinition tree = FoundTree.in((context) -> context.registerBean("com.acme.Feed", PriceFeed.class),
				"supervision.components[com.acme.Feed].wait-timeout=3ms");
		assertThat(tree.components().get(0).supervision().waitTimeout()).isEqualTo(Duration.ofMillis(3));
	}

	@Test
	void scopedBeanIsRefusedThoughItsProxyHidesIt() {
		assertThat(FoundTree.problems(List.of(Scoped.class))).containsExactly(
				new Problem("The supervised bean 'scoped' must be a singleton: 'prototype'", Scoped.class.getName(),
						"Remove the scope or @Supervised; a supervised bean is made anew when it is restarted."));
	}

	@Test
	void groupOnAClassThatIsNeitherSupervisedNorAConfigurationIsRefused() {
		assertThat(FoundTree.problems(Stray.class)).containsExactly(new Problem(
				"'@SupervisionGroup' must be on a supervised class, a @Configuration class or a package: '"
						+ Stray.class.getName() + "'",
				Stray.class.getName(), "Add @Supervised, or move the annotation to the package-info of the package."));
	}

	@Test
	void annotatedClassBelowTheNameOfTheFrameworkIsSupervised() {
		assertThat(FoundTree.component(Clinic.Owners.class).beanClass()).isEqualTo(Clinic.Owners.class);
	}

	@Test
	void packagesOfTheApplicationAreItsOwnWhateverTheirName() {
		TreeDefinition tree = FoundTree.in((context) -> {
			AutoConfigurationPackages.register(context, Clinic.class.getPackageName());
			context.register(Clinic.class, Clinic.Records.class);
		});
		assertThat(tree.components()).extracting(ComponentDefinition::id).containsExactly("visits");
		assertThat(FoundTree.shape(tree.root())).isEqualTo("[records[visits]]");
	}

	@Test
	void mistakeBelowTheNameOfTheFrameworkIsPointedOut() {
		assertThatExceptionOfType(InvalidSupervisionException.class).isThrownBy(() -> FoundTree.in((context) -> {
			AutoConfigurationPackages.register(context, Clinic.class.getPackageName());
			context.register(Clinic.Stray.class);
		}))
			.satisfies((ex) -> assertThat(ex.getProblems()).singleElement()
				.satisfies((problem) -> assertThat(problem.place()).isEqualTo(Clinic.Stray.class.getName())));
	}

	@Component("priceFeed")
	@Supervised(essential = true)
	static class PriceFeed {

		void start() {
		}

	}

	@Component("plain")
	static class Plain {

	}

	@Configuration
	static class OnMethod {

		@Bean
		@Supervised
		Plain plain() {
			return new Plain();
		}

	}

	@Configuration
	static class OnReturnType {

		@Bean
		static PriceFeed feed() {
			return new PriceFeed();
		}

	}

	@Configuration
	static class OnBoth {

		@Bean
		@Supervised(waitTimeout = "1s")
		PriceFeed feed() {
			return new PriceFeed();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Supervised(restart = RestartType.TRANSIENT, waitTimeout = "9ms")
	@interface Job {

	}

	@Job
	static class Composed {

	}

	@Job
	@Supervised(waitTimeout = "7ms")
	static class ComposedAndDirect {

	}

	static class Sub extends PriceFeed {

	}

	@Supervised
	interface Contract {

	}

	static class Implementation implements Contract {

	}

	@Component("scoped")
	@Supervised
	@Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped {

	}

	@SupervisionGroup
	static class Stray {

	}

}
