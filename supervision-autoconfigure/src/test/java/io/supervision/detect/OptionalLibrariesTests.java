package io.supervision.detect;

import java.net.ConnectException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

import io.supervision.detect.Verdict.Weight;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

import org.springframework.core.annotation.MergedAnnotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs detection in a class loader that has nothing but what every application has.
 */
class OptionalLibrariesTests {

	@Test
	void detectionNeedsNoneOfThem() throws Exception {
		URL[] urls = { place(Detection.class), place(Bare.class), place(MergedAnnotations.class), place(Log.class),
				place(Logger.class), place(Nullable.class) };
		try (URLClassLoader bare = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> bare.loadClass(Violations.EXCEPTION));
			Supplier<?> supplier = (Supplier<?>) bare.loadClass(Bare.class.getName())
				.getDeclaredConstructor()
				.newInstance();
			assertThat(supplier).isNotInstanceOf(Bare.class);
			assertThat(supplier.get()).hasToString("NOTHING DEPENDENCY COUNTED");
		}
	}

	private static URL place(Class<?> type) {
		return type.getProtectionDomain().getCodeSource().getLocation();
	}

	/** What is run there. */
	public static final class Bare implements Supplier<String> {

		@Override
		public String get() {
			return weight(new NoSuchElementException()) + " " + weight(new ConnectException()) + " "
					+ weight(new IllegalStateException());
		}

		private static Weight weight(Throwable thrown) {
			Detection detection = new Detection(DetectionSettings.of("bare"), new BuiltInClassifier(), new Blame(),
					System::nanoTime);
			return detection.judgeCall(thrown, Object.class.getMethods()[0]).weight();
		}

	}

}
