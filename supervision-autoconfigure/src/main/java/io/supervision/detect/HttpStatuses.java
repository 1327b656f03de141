package io.supervision.detect;

import java.lang.reflect.Method;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * The HTTP statuses throwables stand for. Spring's web modules are optional, so they are
 * reached by reflection; what is found out about a type is kept with the type.
 */
final class HttpStatuses {

	private static final String RESPONSE_STATUS = "org.springframework.web.bind.annotation.ResponseStatus";

	private static final ClassValue<Getter> GETTERS = new ClassValue<>() {

		@Override
		protected Getter computeValue(Class<?> type) {
			try {
				Method status = type.getMethod("getStatusCode");
				return new Getter(status, status.getReturnType().getMethod("value"));
			}
			catch (NoSuchMethodException ex) {
				throw new IllegalStateException("'" + type.getName() + "' must have a 'getStatusCode'", ex);
			}
		}

	};

	private static final ClassValue<Integer> ANNOTATED = new ClassValue<>() {

		@Override
		protected Integer computeValue(Class<?> type) {
			MergedAnnotation<?> annotation = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY)
				.get(RESPONSE_STATUS);
			if (!annotation.isPresent()) {
				return 0;
			}
			Object status = annotation.getValue("code").orElseThrow();
			try {
				return (Integer) status.getClass().getMethod("value").invoke(status);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException("'" + status + "' must have a 'value'", ex);
			}
		}

	};

	private HttpStatuses() {
	}

	/**
	 * Ask a throwable for its status code.
	 * @param thrown the throwable
	 * @param type the public type of it that has a {@code getStatusCode}
	 * @return the status
	 * @throws ReflectiveOperationException if it fails to say
	 */
	static int of(Throwable thrown, Class<?> type) throws ReflectiveOperationException {
		Getter getter = GETTERS.get(type);
		return (Integer) getter.value().invoke(getter.status().invoke(thrown));
	}

	/**
	 * Look for {@code @ResponseStatus} on the class of a throwable.
	 * @param thrown the throwable
	 * @return the status, 0 if there is none
	 */
	static int annotated(Throwable thrown) {
		return ANNOTATED.get(thrown.getClass());
	}

	static boolean callers(int status) {
		return status >= 400 && status < 500;
	}

	static boolean dependencys(int status) {
		return status >= 500 || status == 429;
	}

	private record Getter(Method status, Method value) {
	}

}
