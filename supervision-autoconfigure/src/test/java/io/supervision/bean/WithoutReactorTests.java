package io.supervision.bean;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

import org.springframework.aop.framework.AdvisedSupport;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.MergedAnnotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Follows calls in a class loader that has neither Reactor nor Reactive Streams.
 */
class WithoutReactorTests {

	@Test
	void futuresAreFollowedAllTheSame() throws Exception {
		URL[] urls = { place(CallGate.class), place(Bare.class), place(MergedAnnotations.class),
				place(AdvisedSupport.class), place(BeanFactory.class), place(Log.class), place(Logger.class),
				place(Nullable.class) };
		try (URLClassLoader bare = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> bare.loadClass("org.reactivestreams.Publisher"));
			Supplier<?> supplier = (Supplier<?>) bare.loadClass(Bare.class.getName())
				.getDeclaredConstructor()
				.newInstance();
			assertThat(supplier).isNotInstanceOf(Bare.class);
			assertThat(supplier.get()).isEqualTo("loaded, in flight: 1, 0");
		}
	}

	private static URL place(Class<?> type) {
		return type.getProtectionDomain().getCodeSource().getLocation();
	}

	/** What is run there. */
	public static class Bare implements Supplier<String> {

		private final CompletableFuture<String> pending = new CompletableFuture<>();

		public CompletableFuture<String> load() {
			return this.pending;
		}

		@Override
		public String get() {
			CallGate gate = Gates.gate("bare");
			Gates.open(gate, this);
			CompletableFuture<String> result = Gates.proxy(gate, Bare.class).load();
			long during = gate.inFlight();
			this.pending.complete("loaded");
			return result.join() + ", in flight: " + during + ", " + gate.inFlight();
		}

	}

}
