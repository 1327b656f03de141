package io.supervision.bean;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.supervision.autoconfigure.BoundSettings;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;

/**
 * The tree that is found in an application of a few classes, which is never started.
 */
final class FoundTree {

	private FoundTree() {
	}

	static TreeDefinition in(List<Class<?>> classes, String... properties) {
		return in((context) -> context.register(classes.toArray(Class[]::new)), properties);
	}

	static TreeDefinition in(Class<?> type, String... properties) {
		return in(List.of(type), properties);
	}

	static ComponentDefinition component(Class<?> type, String... properties) {
		List<ComponentDefinition> components = in(type, properties).components();
		if (components.size() != 1) {
			throw new AssertionError("Not one component, but " + components);
		}
		return components.get(0);
	}

	static List<Problem> problems(List<Class<?>> classes, String... properties) {
		try {
			in(classes, properties);
			return List.of();
		}
		catch (InvalidSupervisionException ex) {
			return ex.getProblems();
		}
	}

	static List<Problem> problems(Class<?> type, String... properties) {
		return problems(List.of(type), properties);
	}

	static TreeDefinition in(Consumer<AnnotationConfigApplicationContext> definitions, String... properties) {
		AtomicReference<TreeDefinition> found = new AtomicReference<>();
		AtomicReference<RuntimeException> failure = new AtomicReference<>();
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(properties).applyTo(context);
		definitions.accept(context);
		context.addBeanFactoryPostProcessor(definitionsFinder(context, found, failure));
		try (context) {
			context.refresh();
		}
		if (failure.get() != null) {
			throw failure.get();
		}
		return found.get();
	}

	private static BeanFactoryPostProcessor definitionsFinder(AnnotationConfigApplicationContext context,
			AtomicReference<TreeDefinition> found, AtomicReference<RuntimeException> failure) {
		return (factory) -> {
			Problems problems = new Problems();
			try {
				TreeSettings settings = BoundSettings.of(context.getEnvironment(), problems);
				found.set(new Definitions((DefaultListableBeanFactory) factory, context.getEnvironment(),
						new CachingMetadataReaderFactory(), settings, problems)
					.find());
			}
			catch (RuntimeException ex) {
				failure.set(ex);
			}
			removeAll((DefaultListableBeanFactory) factory);
		};
	}

	/** Nothing of the application is to start. */
	private static void removeAll(DefaultListableBeanFactory factory) {
		for (String name : factory.getBeanDefinitionNames()) {
			if (!name.startsWith("org.springframework.")) {
				factory.removeBeanDefinition(name);
			}
		}
	}

	/** The children of a group as a list of ids, nested ones in brackets. */
	static String shape(GroupDefinition group) {
		List<String> children = new ArrayList<>();
		for (ChildDefinition child : group.children()) {
			children.add((child instanceof GroupDefinition nested) ? nested.id() + shape(nested) : child.id());
		}
		return children.toString();
	}

}
