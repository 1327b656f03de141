package io.supervision.autoconfigure;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

import io.supervision.ComponentUnavailableException;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Finds handlers that declare {@link ComponentUnavailableException} itself or a subclass
 * of it. A handler of a superclass is a catch-all and does not count.
 */
final class ComponentUnavailableHandlers {

	private ComponentUnavailableHandlers() {
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
