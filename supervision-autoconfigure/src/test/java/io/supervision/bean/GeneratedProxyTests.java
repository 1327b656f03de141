package io.supervision.bean;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.SpringProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proxy classes that are there before anybody asks for them.
 */
class GeneratedProxyTests {

	private static final String AHEAD = Feed.class.getName() + ProxyClass.TAG;

	private final Application application = new Application();

	@BeforeEach
	void useThem() {
		SpringProperties.setProperty("spring.aot.enabled", "true");
	}

	@AfterEach
	void doNot() {
		SpringProperties.setProperty("spring.aot.enabled", null);
	}

	@Test
	void whatWasGeneratedForTheTypeIsUsed() throws Exception {
		GeneratedProxy generated = ProxyClass.of("one", feed(new Application())).generated();
		this.application.add(generated.name(), generated.code());
		Class<?> used = ProxyClass.of("one", feed(this.application)).proxyClass();
		assertThat(used.getName()).isEqualTo(AHEAD + "one");
		assertThat(this.application.loaded(used.getName())).isSameAs(used);
	}

	@Test
	void itIsLeftAloneUnlessTheApplicationRunsFromWhatWasGenerated() throws Exception {
		GeneratedProxy generated = ProxyClass.of("one", feed(new Application())).generated();
		this.application.add(generated.name(), generated.code());
		SpringProperties.setProperty("spring.aot.enabled", null);
		Class<?> used = ProxyClass.of("one", feed(this.application)).proxyClass();
		assertThat(used.getName()).isEqualTo(AHEAD + "one");
		assertThat(this.application.asked()).doesNotContain(AHEAD);
	}

	@Test
	void whatWasGeneratedForAnotherComponentIsNotUsed() throws Exception {
		GeneratedProxy generated = ProxyClass.of("a-b", feed(new Application())).generated();
		assertThat(generated.name()).isEqualTo(AHEAD + "a_b");
		this.application.add(generated.name(), generated.code());
		Class<?> used = ProxyClass.of("a_b", feed(this.application)).proxyClass();
		assertThat(used.getName()).isEqualTo(AHEAD + "a_b$anew");
	}

	@Test
	void whatWasGeneratedBeforeTheTypeChangedIsNotUsed() throws Exception {
		Class<?> type = feed(this.application);
		ProxiedMethods before = new ProxiedMethods(Object.class, List.of(), type);
		this.application.add(AHEAD + "one", new ProxyWriter(AHEAD + "one", before).write(type, List.of(),
				"supervised one (" + Feed.class.getName() + ")"));
		ProxyClass proxy = ProxyClass.of("one", type);
		assertThat(proxy.proxyClass().getName()).isEqualTo(AHEAD + "one$anew");
		assertThat(proxy.proxyClass().getDeclaredMethod("price")).isNotNull();
	}

	@Test
	void whatIsNotThereIsGenerated() throws Exception {
		assertThat(ProxyClass.of("one", feed(this.application)).proxyClass().getName()).isEqualTo(AHEAD + "one");
	}

	@Test
	void theSameMethodsHaveTheSameNumbersInEveryRun() throws Exception {
		ProxyClass one = ProxyClass.of("one", feed(new Application()));
		assertThat(one.methods()).extracting("name").containsExactly("buy", "price", "sell");
		assertThat(one.generated().code()).isEqualTo(ProxyClass.of("one", feed(new Application())).generated().code());
	}

	private static Class<?> feed(Application application) throws ClassNotFoundException {
		return application.loadClass(Feed.class.getName());
	}

	public static class Feed {

		public int sell() {
			return 1;
		}

		public int price() {
			return 2;
		}

		public int buy() {
			return 3;
		}

	}

	/** Has its own bean class, and what was generated beside it. */
	private static final class Application extends ClassLoader {

		private final Map<String, byte[]> generated = new HashMap<>();

		private final StringBuilder asked = new StringBuilder();

		Application() {
			super(GeneratedProxyTests.class.getClassLoader());
		}

		void add(String name, byte[] code) {
			this.generated.put(name, code);
		}

		Class<?> loaded(String name) {
			return findLoadedClass(name);
		}

		String asked() {
			return this.asked.toString();
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			this.asked.append(name).append('\n');
			Class<?> loaded = findLoadedClass(name);
			if (loaded != null) {
				return loaded;
			}
			byte[] code = name.equals(Feed.class.getName()) ? ownCode() : this.generated.get(name);
			return (code != null) ? defineClass(name, code, 0, code.length) : super.loadClass(name, resolve);
		}

		private static byte[] ownCode() {
			String file = Feed.class.getName().replace('.', '/') + ".class";
			try (InputStream code = Feed.class.getClassLoader().getResourceAsStream(file)) {
				return code.readAllBytes();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
