package io.supervision.autoconfigure;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.MediaType;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.annotation.ExceptionHandlerMappingInfo;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;

/**
 * Keeps the catch-alls of controllers, and of advices ordered before ours, from what a
 * component that is down has thrown, so that our advice is asked. WebFlux looks for a
 * handler while it calls the controller, and lets nobody in between: this replaces what
 * it looks in. Where that is not to be found, a catch-all that comes first hides ours, as
 * it would any other advice.
 */
final class WebFluxCatchAlls implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(WebFluxCatchAlls.class);

	private final ObjectProvider<RequestMappingHandlerAdapter> adapters;

	private final ObjectProvider<RequestMappingInfoHandlerMapping> mappings;

	WebFluxCatchAlls(ObjectProvider<RequestMappingHandlerAdapter> adapters,
			ObjectProvider<RequestMappingInfoHandlerMapping> mappings) {
		this.adapters = adapters;
		this.mappings = mappings;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.adapters.forEach((adapter) -> {
			try {
				Object methods = read(adapter, RequestMappingHandlerAdapter.class, "methodResolver");
				keepFromAdvices(read(methods, methods.getClass(), "exceptionHandlerAdviceCache"));
				keepFromControllers(read(methods, methods.getClass(), "exceptionHandlerCache"));
			}
			catch (RuntimeException ex) {
				logger.debug("A catch-all may hide that a component is down", ex);
			}
		});
	}

	/** None of them but ours declares it, or ours would not be there. */
	@SuppressWarnings("unchecked")
	private static void keepFromAdvices(Object known) {
		((Map<ControllerAdviceBean, ExceptionHandlerMethodResolver>) known).replaceAll((advice, handlers) -> {
			Class<?> type = advice.getBeanType();
			return (type != null && type != ComponentUnavailableAdvice.class) ? new OtherExceptions(type) : handlers;
		});
	}

	@SuppressWarnings("unchecked")
	private void keepFromControllers(Object known) {
		Map<Class<?>, ExceptionHandlerMethodResolver> handlers = (Map<Class<?>, ExceptionHandlerMethodResolver>) known;
		this.mappings.stream()
			.flatMap((mapping) -> mapping.getHandlerMethods().values().stream())
			.map(HandlerMethod::getBeanType)
			.distinct()
			.filter((type) -> !ComponentUnavailableHandlers.declaredIn(type))
			.forEach((type) -> handlers.put(type, new OtherExceptions(type)));
	}

	private static Object read(Object target, Class<?> type, String name) {
		Field field = Objects.requireNonNull(ReflectionUtils.findField(type, name), name);
		ReflectionUtils.makeAccessible(field);
		return Objects.requireNonNull(ReflectionUtils.getField(field, target), name);
	}

	/** The handlers of a class, for all but what concerns a component that is down. */
	private static final class OtherExceptions extends ExceptionHandlerMethodResolver {

		OtherExceptions(Class<?> type) {
			super(type);
		}

		@Override
		public @Nullable ExceptionHandlerMappingInfo resolveExceptionMapping(Throwable thrown, MediaType accepted) {
			return (ComponentUnavailableHandlers.unavailable(thrown) != null) ? null
					: super.resolveExceptionMapping(thrown, accepted);
		}

	}

}
