package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

/**
 * A bean definition that is to be supervised, before its attributes are known to make
 * sense.
 *
 * @param id the bean name
 * @param definition the merged definition
 * @param type the type of the bean as far as it can be told without making it
 * @param factoryMethod its {@code @Bean} method, or {@code null}
 * @param configuration the class of that method's bean, or {@code null}
 * @param annotations what the annotations on it set, the nearest first
 * @param place its class or method
 * @param chosen the place of the property that asks for it, or {@code null} if its
 * annotation does
 * @param index its place among the definitions
 */
record Candidate(String id, RootBeanDefinition definition, ResolvableType type, @Nullable Method factoryMethod,
		@Nullable Class<?> configuration, List<Attributes> annotations, String place, @Nullable String chosen,
		int index) {

	/** Where it says that the bean is to be supervised. */
	String requestedAt() {
		return (this.chosen != null) ? this.chosen : this.place;
	}

	/** What says so. */
	String request() {
		return (this.chosen != null) ? "the property" : "@Supervised";
	}

	Class<?> beanClass() {
		return this.type.resolve(Object.class);
	}

	/** The package its group is looked for in. */
	String packageName() {
		return ((this.configuration != null) ? this.configuration : beanClass()).getPackageName();
	}

}
