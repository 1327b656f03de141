package io.supervision.autoconfigure;

import java.util.List;

import io.supervision.ComponentUnavailableException;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;

/**
 * Auto-configuration of the answer 503 to requests that meet a component that is down. It
 * backs off from an advice of the application that handles
 * {@link ComponentUnavailableException}.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@Conditional(OnUnhandledComponentUnavailable.class)
public final class SupervisionWebMvcAutoConfiguration {

	@Bean
	ComponentUnavailableAdvice componentUnavailableAdvice() {
		return new ComponentUnavailableAdvice();
	}

	@Bean
	WebMvcConfigurer componentUnavailableConfigurer(ComponentUnavailableAdvice advice) {
		return new WebMvcConfigurer() {

			@Override
			public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
				resolvers.add(0, new ComponentUnavailableResolver(advice, converters(resolvers)));
			}

		};
	}

	private static List<HttpMessageConverter<?>> converters(List<HandlerExceptionResolver> resolvers) {
		for (HandlerExceptionResolver resolver : resolvers) {
			if (resolver instanceof ExceptionHandlerExceptionResolver known) {
				return known.getMessageConverters();
			}
		}
		return new ExceptionHandlerExceptionResolver().getMessageConverters();
	}

}
