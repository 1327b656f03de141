package io.supervision.autoconfigure;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

import io.supervision.ComponentUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Finds what a component that is down has thrown, and handlers that declare
 * {@link ComponentUnavailableException} itself or a subclass of it. A handler of a
 * superclass is a catch-all and does not count.
 */
final class ComponentUnavailableHandlers {

	/** Cause chains can be cyclic. */
	private static final int DEPTH = 32;

	private ComponentUnavailableHandlers() {
	}

	/**
	 * Look for it in a throwable and its causes.
	 * @param thrown what a request has ended with
	 * @return the outermost one, or {@code null} if it is about something else
	 */
	static @Nullable ComponentUnavailableException unavailable(Throwable thrown) {
		Throwable cause = thrown;
		for (int i = 0; i < DEPTH && cause != null; i++) {
			if (cause instanceof ComponentUnavailableException unavailable) {
				return unavailable;
			}
			cause = cause.getCause();
		}
		return null;
	}

	/**
	 * Look for a handler in a controller or an advice.
	 * @param type its class
	 * @return whether there is one
	 */
	static boolean declaredIn(Class<?> type) {
		Set<Method> methods = MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.hasAnnotation(method, ExceptionHandler.class));
		return methods.stream().anyMatch(ComponentUnavailableHandlers::declares);
	}

	private static boolean declares(Method method) {
		ExceptionHandler handler = AnnotatedElementUtils.findMergedAnnotation(method, ExceptionHandler.class);
		Class<?>[] declared = (handler != null) ? handler.value() : new Class<?>[0];
		return Arrays.stream((declared.length > 0) ? declared : method.getParameterTypes())
			.anyMatch(ComponentUnavailableException.class::isAssignableFrom);
	}

}
