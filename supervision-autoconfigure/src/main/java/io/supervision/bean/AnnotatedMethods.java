package io.supervision.bean;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Set;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * The methods of a class, its superclasses and interfaces that have a certain annotation.
 * Each class is searched once, since every generation asks for those of the same one.
 */
final class AnnotatedMethods extends ClassValue<Set<Method>> {

	private final Class<? extends Annotation> annotation;

	AnnotatedMethods(Class<? extends Annotation> annotation) {
		this.annotation = annotation;
	}

	@Override
	protected Set<Method> computeValue(Class<?> type) {
		return Collections.unmodifiableSet(MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.hasAnnotation(method, this.annotation)));
	}

}
