package io.supervision.autoconfigure;

import java.util.List;
import java.util.concurrent.Executors;

import io.supervision.annotation.Probe;
import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.SupervisionGroup;
import io.supervision.annotation.Worker;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * What a native image has to know of supervision itself: whatever is reached by
 * reflection.
 */
final class SupervisionRuntimeHints implements RuntimeHintsRegistrar {

	/** What throwables with an HTTP status are asked by; none of them need be there. */
	private static final List<String> WITH_STATUS = List.of("org.springframework.http.HttpStatus",
			"org.springframework.http.HttpStatusCode", "org.springframework.web.ErrorResponse",
			"org.springframework.web.client.RestClientResponseException",
			"org.springframework.web.reactive.function.client.WebClientResponseException");

	/** Where WebFlux keeps the handlers of exceptions. */
	private static final List<String> WEBFLUX = List.of(
			"org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter",
			"org.springframework.web.reactive.result.method.annotation.ControllerMethodResolver");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		ReflectionHints reflection = hints.reflection();
		properties(hints);
		for (Class<?> annotation : List.of(Supervised.class, SupervisionGroup.class, Worker.class, Probe.class,
				SafeToRepeat.class)) {
			reflection.registerType(annotation, MemberCategory.INVOKE_DECLARED_METHODS);
		}
		// The one setting that cannot be restored through its setter.
		reflection.registerType(DefaultListableBeanFactory.class, MemberCategory.DECLARED_FIELDS);
		for (String type : WEBFLUX) {
			reflection.registerTypeIfPresent(classLoader, type, MemberCategory.DECLARED_FIELDS);
		}
		for (String type : WITH_STATUS) {
			reflection.registerTypeIfPresent(classLoader, type, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		for (String type : List.of("reactor.core.publisher.Mono", "reactor.core.publisher.Flux",
				"org.reactivestreams.Publisher")) {
			reflection.registerTypeIfPresent(classLoader, type);
		}
		virtualThreads(reflection);
	}

	/** Bound by their constructors, and read component by component. */
	private static void properties(RuntimeHints hints) {
		BindableRuntimeHintsRegistrar.forTypes(SupervisionProperties.class).registerHints(hints);
		hints.reflection().registerType(SupervisionProperties.class, MemberCategory.INVOKE_DECLARED_METHODS);
		for (Class<?> section : SupervisionProperties.class.getDeclaredClasses()) {
			hints.reflection().registerType(section, MemberCategory.INVOKE_DECLARED_METHODS);
		}
	}

	/** Called by name, since they are newer than what this is compiled for. */
	private static void virtualThreads(ReflectionHints reflection) {
		for (String type : List.of(Thread.class.getName(), Executors.class.getName(), "java.lang.Thread$Builder",
				"java.lang.Thread$Builder$OfVirtual")) {
			reflection.registerType(TypeReference.of(type), MemberCategory.INVOKE_PUBLIC_METHODS);
		}
	}

}
