package io.supervision.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;

/**
 * Asks our advice before all others when a component is down. An advice alone could be
 * hidden by a catch-all that is ordered before it or stands in a controller. A controller
 * with a handler of its own for this exception is left alone.
 */
final class ComponentUnavailableResolver implements HandlerExceptionResolver {

	private final ExceptionHandlerExceptionResolver resolver = new ExceptionHandlerExceptionResolver();

	/** Spring looks for a handler in the controller first, which is our advice here. */
	private final HandlerMethod advice;

	private final Map<Class<?>, Boolean> handled = new ConcurrentHashMap<>();

	ComponentUnavailableResolver(ComponentUnavailableAdvice advice, List<HttpMessageConverter<?>> converters) {
		this.advice = new HandlerMethod(advice, ComponentUnavailableAdvice.HANDLER);
		this.resolver.setMessageConverters(converters);
		this.resolver.afterPropertiesSet();
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		return (ComponentUnavailableHandlers.unavailable(ex) != null && !handlesItself(handler))
				? this.resolver.resolveException(request, response, this.advice, ex) : null;
	}

	private boolean handlesItself(@Nullable Object handler) {
		return handler instanceof HandlerMethod method
				&& this.handled.computeIfAbsent(method.getBeanType(), ComponentUnavailableHandlers::declaredIn);
	}

}
