package io.supervision.autoconfigure;

import io.supervision.ComponentUnavailableException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;

/**
 * Auto-configuration of the answer 503 to requests that meet a component that is down, in
 * reactive applications. It backs off from an advice of the application that handles
 * {@link ComponentUnavailableException}.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(DispatcherHandler.class)
@Conditional(OnUnhandledComponentUnavailable.class)
public final class SupervisionWebFluxAutoConfiguration {

	@Bean
	ComponentUnavailableAdvice componentUnavailableAdvice() {
		return new ComponentUnavailableAdvice();
	}

	@Bean
	ComponentUnavailableWebHandler componentUnavailableWebHandler(ComponentUnavailableAdvice advice,
			ObjectProvider<ServerCodecConfigurer> codecs) {
		return new ComponentUnavailableWebHandler(advice, codecs.getIfAvailable(ServerCodecConfigurer::create));
	}

	@Bean
	WebFluxCatchAlls webFluxCatchAlls(ObjectProvider<RequestMappingHandlerAdapter> adapters,
			ObjectProvider<RequestMappingInfoHandlerMapping> mappings) {
		return new WebFluxCatchAlls(adapters, mappings);
	}

}
