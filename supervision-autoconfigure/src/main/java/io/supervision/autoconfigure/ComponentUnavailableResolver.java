package io.supervision.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.support.GenericApplicationContext;
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

	private final ExceptionHandlerExceptionResolver advice;

	private final Map<Class<?>, Boolean> handled = new ConcurrentHashMap<>();

	ComponentUnavailableResolver(ComponentUnavailableAdvice advice, List<HttpMessageConverter<?>> converters) {
		this.advice = resolverOf(advice, converters);
	}

	/**
	 * Make a resolver that knows one advice only.
	 */
	private static ExceptionHandlerExceptionResolver resolverOf(ComponentUnavailableAdvice advice,
			List<HttpMessageConverter<?>> converters) {
		GenericApplicationContext context = new AdviceContext();
		context.registerBean(ComponentUnavailableAdvice.class, () -> advice);
		context.refresh();
		ExceptionHandlerExceptionResolver resolver = new ExceptionHandlerExceptionResolver();
		resolver.setApplicationContext(context);
		resolver.setMessageConverters(converters);
		resolver.afterPropertiesSet();
		return resolver;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		return (ComponentUnavailableHandlers.unavailable(ex) != null && !handlesItself(handler))
				? this.advice.resolveException(request, response, null, ex) : null;
	}

	private boolean handlesItself(@Nullable Object handler) {
		return handler instanceof HandlerMethod method
				&& this.handled.computeIfAbsent(method.getBeanType(), ComponentUnavailableHandlers::declaredIn);
	}

	/** An application in which there is nothing but our advice. */
	private static final class AdviceContext extends GenericApplicationContext {

		@Override
		protected void resetCommonCaches() {
			// They are those of the real application, which is starting.
		}

	}

}
