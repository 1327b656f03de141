package io.supervision.bean;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.BoundSettings;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ten times as many components take ten times as much to be found and moved. It is
 * counted what is done, so that no clock decides.
 */
class LinearityTests {

	private static final int FEW = 50;

	private static final int MANY = 500;

	@Test
	void componentsOfOneTypeAreFoundAndMovedInLinearTime() {
		growsLinearly((components) -> {
			CountingFactory factory = new CountingFactory();
			define(factory, "part", Part.class, components);
			factory.registerBeanDefinition("board", new RootBeanDefinition(Board.class));
			return move(factory);
		});
	}

	@Test
	void componentsThatUseOneAnotherAreFoundAndMovedInLinearTime() {
		growsLinearly((components) -> {
			CountingFactory factory = new CountingFactory();
			define(factory, "user", User.class, components);
			factory.registerBeanDefinition("hub", new RootBeanDefinition(Hub.class));
			return move(factory);
		});
	}

	@Test
	void componentsWithPropertiesAreFoundAndMovedInLinearTime() {
		growsLinearly((components) -> {
			CountingFactory factory = new CountingFactory();
			define(factory, "part", Part.class, components);
			factory.registerBeanDefinition("board", new RootBeanDefinition(Board.class));
			return move(factory,
					IntStream.range(0, components)
						.mapToObj((index) -> "supervision.components.PART" + index + ".call-timeout=1s")
						.toArray(String[]::new));
		});
	}

	@Test
	void siblingsAreOrderedInLinearTime() {
		growsLinearly((siblings) -> {
			AtomicLong comparisons = new AtomicLong();
			List<Sibling> chain = new ArrayList<>();
			IntStream.range(0, siblings).forEach((index) -> chain.add(new Sibling(index, comparisons)));
			StartOrder<Sibling> order = new StartOrder<>(chain);
			for (int index = 1; index < siblings; index++) {
				order.after(chain.get(index - 1), chain.get(index));
			}
			List<Sibling> sorted = order.sorted((sibling) -> 0);
			assertThat(sorted.get(0).index()).isEqualTo(siblings - 1);
			return comparisons.get();
		});
	}

	@Test
	void classesAreDefinedInLinearTime() {
		growsLinearly((components) -> {
			DefinedClasses classes = DefinedClasses.of(components == FEW ? Few.class : Many.class);
			AtomicLong comparisons = new AtomicLong();
			List<Class<?>> interfaces = new CountedList(comparisons);
			for (int index = 0; index < components; index++) {
				classes.take(new DefinedClasses.Key("part" + index, interfaces), comparisons, (label) -> Part.class);
			}
			return comparisons.get();
		});
	}

	private static void growsLinearly(IntToLongFunction work) {
		long few = work.applyAsLong(FEW);
		long many = work.applyAsLong(MANY);
		assertThat(few).isPositive();
		assertThat(many).isLessThan(2 * few * MANY / FEW);
	}

	private static void define(DefaultListableBeanFactory factory, String name, Class<?> type, int number) {
		IntStream.range(0, number)
			.forEach((index) -> factory.registerBeanDefinition(name + index, new RootBeanDefinition(type)));
	}

	private static long move(CountingFactory factory, String... properties) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(factory)) {
			TestPropertyValues.of(properties).applyTo(context);
			long before = factory.asked;
			Problems problems = new Problems();
			TreeSettings settings = BoundSettings.of(context.getEnvironment(), problems);
			SupervisedBeans beans = SupervisedBeans.move(factory, context.getEnvironment(), settings, problems);
			assertThat(beans.ids()).hasSizeGreaterThanOrEqualTo(FEW);
			assertThat(factory.reset).as("definitions for which all others were looked through").isZero();
			return factory.asked - before;
		}
	}

	/** Counts how often it is asked about a bean. */
	@SuppressWarnings("serial")
	private static final class CountingFactory extends DefaultListableBeanFactory {

		private long asked;

		private long reset;

		@Override
		public BeanDefinition getBeanDefinition(String beanName) throws NoSuchBeanDefinitionException {
			this.asked++;
			return super.getBeanDefinition(beanName);
		}

		@Override
		protected RootBeanDefinition getMergedLocalBeanDefinition(String beanName) {
			this.asked++;
			return super.getMergedLocalBeanDefinition(beanName);
		}

		@Override
		protected boolean isTypeMatch(String name, ResolvableType typeToMatch, boolean allowFactoryBeanInit) {
			this.asked++;
			return super.isTypeMatch(name, typeToMatch, allowFactoryBeanInit);
		}

		@Override
		public boolean isAutowireCandidate(String beanName, DependencyDescriptor descriptor) {
			this.asked++;
			return super.isAutowireCandidate(beanName, descriptor);
		}

		@Override
		protected void resetBeanDefinition(String beanName) {
			this.reset++;
			super.resetBeanDefinition(beanName);
		}

	}

	/** Counts how often it is compared, as the only thing in its bucket may be. */
	private record Sibling(int index, AtomicLong comparisons) {

		@Override
		public boolean equals(Object other) {
			this.comparisons.incrementAndGet();
			return other instanceof Sibling sibling && sibling.index == this.index;
		}

		@Override
		public int hashCode() {
			this.comparisons.incrementAndGet();
			return this.index;
		}

	}

	/** Counts how often it is compared. */
	@SuppressWarnings("serial")
	private static final class CountedList extends ArrayList<Class<?>> {

		private final transient AtomicLong comparisons;

		CountedList(AtomicLong comparisons) {
			this.comparisons = comparisons;
		}

		@Override
		public boolean equals(Object other) {
			this.comparisons.incrementAndGet();
			return super.equals(other);
		}

		@Override
		public int hashCode() {
			this.comparisons.incrementAndGet();
			return super.hashCode();
		}

	}

	static class Board {

	}

	@Supervised
	static class Part {

		Part(Board board) {
		}

	}

	@Supervised
	static class Hub {

	}

	@Supervised
	static class User {

		User(Hub hub) {
		}

	}

	static class Few {

	}

	static class Many {

	}

}
