package io.supervision.bean;

import java.util.function.Supplier;

import io.supervision.Generation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The generation that is being created on the current thread, which is the one to inject.
 */
final class CurrentGeneration {

	private static final ThreadLocal<BeanGeneration> CREATING = new ThreadLocal<>();

	private CurrentGeneration() {
	}

	/**
	 * Make {@link Generation} injectable: into whatever a generation creates, on the
	 * thread that creates it, and nowhere else. Constructors and {@code @Bean} parameters
	 * are resolved by the generation's bean factory, which copies this; fields and
	 * setters by the application's.
	 * @param application the application's bean factory
	 */
	static void makeInjectable(ConfigurableListableBeanFactory application) {
		// A serializable factory would be hidden behind a proxy that asks it at each
		// call.
		ObjectFactory<Generation> factory = CurrentGeneration::get;
		application.registerResolvableDependency(Generation.class, factory);
	}

	/**
	 * Create something as part of a generation.
	 * @param generation the generation to inject meanwhile
	 * @param creation what creates it
	 * @return what was created
	 */
	static <T> T during(BeanGeneration generation, Supplier<T> creation) {
		BeanGeneration outer = CREATING.get();
		CREATING.set(generation);
		try {
			return creation.get();
		}
		finally {
			restore(outer);
		}
	}

	private static void restore(@Nullable BeanGeneration outer) {
		if (outer != null) {
			CREATING.set(outer);
		}
		else {
			CREATING.remove();
		}
	}

	private static Generation get() {
		BeanGeneration generation = CREATING.get();
		if (generation == null) {
			// Spring puts the name of the bean and the place of the injection in front.
			throw new BeanCreationException("Only supervised beans have a Generation: "
					+ "annotate the bean with @Supervised or do not inject one");
		}
		return generation;
	}

}
