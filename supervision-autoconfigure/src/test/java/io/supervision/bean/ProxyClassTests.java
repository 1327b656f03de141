package io.supervision.bean;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import io.supervision.bean.elsewhere.Handler;
import io.supervision.detect.CallOutcomes;
import io.supervision.detect.Verdict;
import org.jspecify.annotations.Nullable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProxyClassTests {

	private final CallGate gate = Gates.gate("priceFeed");

	@Test
	void nameSaysTypeAndComponent() {
		Class<?> proxyClass = ProxyClass.of("feed-1.a", Named.class).proxyClass();
		assertThat(proxyClass.getName()).isEqualTo(Named.class.getName() + "$$Supervised$$feed_1_a");
		assertThat(ProxyClass.of("feed_1_a", Named.class).proxyClass()).isNotEqualTo(proxyClass);
	}

	@Test
	void objectMethodsAreAnsweredWithoutTheTarget() {
		Named proxy = Gates.proxy(this.gate, Named.class);
		Named other = Gates.proxy(this.gate, Named.class);
		assertThat(proxy).hasToString("supervised priceFeed (" + Named.class.getName() + ")");
		assertThat(proxy.hashCode()).isEqualTo(System.identityHashCode(proxy));
		assertThat(proxy.equals(proxy)).isTrue();
		assertThat(proxy.equals(other)).isFalse();
		assertThat(this.gate.rejected()).isZero();
	}

	@Test
	void finalObjectMethodsAreLeftAlone() {
		FinalText proxy = Gates.proxy(this.gate, FinalText.class);
		assertThat(proxy).hasToString("final");
		assertThat(ProxyClass.of("x", FinalText.class).unreachable()).extracting(Method::getName)
			.containsExactlyInAnyOrder("toString", "fixed");
	}

	@Test
	void constructorDoesNotRun() {
		assertThat(Gates.proxy(this.gate, Throwing.class)).isInstanceOf(Throwing.class);
	}

	@Test
	void referenceReachesTheNextGeneration() {
		Named proxy = Gates.proxy(this.gate, Named.class);
		Supplier<String> reference = proxy::name;
		Gates.open(this.gate, new Named("first"));
		assertThat(reference.get()).isEqualTo("first");
		Gates.open(this.gate, new Named("second"));
		assertThat(reference.get()).isEqualTo("second");
	}

	@Test
	void interfaceIsEnough() throws Exception {
		Callable<?> proxy = Gates.proxy(this.gate, Callable.class, Greeter.class, Supplier.class);
		Gates.open(this.gate, new Greeting());
		assertThat(proxy.call()).isEqualTo("called");
		assertThat(((Greeter) proxy).greet("Eve")).isEqualTo("Hello, Eve");
		assertThat(((Supplier<?>) proxy).get()).isEqualTo("got");
		assertThat(proxy.getClass().getSuperclass()).isEqualTo(Object.class);
		assertThat(proxy).hasToString("supervised priceFeed (java.util.concurrent.Callable)");
	}

	@Test
	void interfacesBesidesTheClassAreImplemented() {
		Named proxy = Gates.proxy(this.gate, Named.class, Greeter.class);
		class Both extends Named implements Greeter {

			Both() {
				super("both");
			}

			@Override
			public String salute() {
				return "Hi";
			}

		}
		Gates.open(this.gate, new Both());
		assertThat(proxy.name()).isEqualTo("both");
		assertThat(((Greeter) proxy).greet("Eve")).isEqualTo("Hi, Eve");
	}

	@Test
	void packagePrivateInterfaceWorks() {
		Greeter proxy = Gates.proxy(this.gate, Greeter.class);
		Gates.open(this.gate, new Greeting());
		assertThat(proxy.greet("Eve")).isEqualTo("Hello, Eve");
	}

	@Test
	void typeOfThePlatformIsProxiedFromHere() {
		@SuppressWarnings("unchecked")
		List<String> proxy = Gates.proxy(this.gate, ArrayList.class);
		Gates.open(this.gate, new ArrayList<>(List.of("a", "b")));
		assertThat(proxy.get(1)).isEqualTo("b");
		assertThat(proxy.size()).isEqualTo(2);
		assertThat(proxy.stream().toList()).containsExactly("a", "b");
		assertThat(proxy.getClass().getClassLoader()).isEqualTo(CallGate.class.getClassLoader());
	}

	@Test
	void protectedMethodOfAnotherPackageReachesTheTarget() {
		Handler proxy = Gates.proxy(this.gate, Last.class);
		Gates.open(this.gate, new Last("last"));
		assertThat(new Last("first").ask(proxy, 1L << 40, 2)).isEqualTo("last" + (1L << 40) + "2open");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> Last.provoke(proxy)).withMessage("zero");
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void methodThatCannotBeOverriddenIsNamed() {
		assertThat(ProxyClass.of("x", Last.class).unreachable()).extracting(Method::getName).containsExactly("unseen");
	}

	@Test
	void typeOfAnotherLoaderIsProxiedThere() throws Exception {
		Class<?> type = new Loader().loadClass(Secluded.class.getName());
		assertThat(type).isNotEqualTo(Secluded.class);
		Constructor<?> constructor = type.getDeclaredConstructor(String.class);
		constructor.setAccessible(true);
		Object proxy = Gates.proxy(this.gate, type);
		Gates.open(this.gate, constructor.newInstance("abc"));
		Method hidden = type.getDeclaredMethod("hidden", int.class);
		hidden.setAccessible(true);
		assertThat(hidden.invoke(proxy, 7)).isEqualTo("abc7");
		assertThat(proxy.getClass().getClassLoader()).isEqualTo(type.getClassLoader());
		assertThat(proxy.getClass().getPackageName()).isEqualTo(type.getPackageName());
	}

	@Test
	void finalAndSealedTypesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyClass.of("priceFeed", String.class))
			.withMessage("The type 'java.lang.String' of component 'priceFeed' must not be final or sealed; open it, "
					+ "or declare the bean by an interface");
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyClass.of("priceFeed", Sealed.class))
			.withMessageContaining("must not be final or sealed");
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyClass.of("priceFeed", WaitRules.class))
			.withMessageContaining("must not be final or sealed");
	}

	@Test
	void methodsAreNumberedWithoutBridges() {
		Method[] methods = ProxyClass.of("x", Signatures.class).methods();
		assertThat(Arrays.stream(methods).filter((method) -> method.getName().equals("compareTo"))).singleElement()
			.satisfies((method) -> assertThat(method.getParameterTypes()).containsExactly(Signatures.class));
		assertThat(methods).doesNotHaveDuplicates().noneMatch(Method::isBridge);
	}

	@Test
	void bridgeIsOneCallWithTheNumberOfWhatItLeadsTo() {
		List<Integer> told = new ArrayList<>();
		Gates.open(this.gate, new Signatures("abc"), new Telling(told));
		Comparable<Signatures> proxy = Gates.proxy(this.gate, Signatures.class);
		assertThat(proxy.compareTo(new Signatures("abc"))).isZero();
		Method[] methods = ProxyClass.of("x", Signatures.class).methods();
		assertThat(told).singleElement().satisfies((number) -> {
			assertThat(methods[number].getName()).isEqualTo("compareTo");
			assertThat(methods[number].getParameterTypes()).containsExactly(Signatures.class);
		});
	}

	@Test
	void visibilityBridgeReachesTheTarget() {
		Open proxy = Gates.proxy(this.gate, Open.class);
		Gates.open(this.gate, new Open("here"));
		assertThat(proxy.where()).isEqualTo("here");
	}

	@Test
	void annotationsAndUserClassAreSeenThroughTheProxy() throws Exception {
		Object proxy = Gates.proxy(this.gate, Named.class);
		assertThat(ClassUtils.getUserClass(proxy)).isEqualTo(Named.class);
		assertThat(proxy.getClass().isAnnotationPresent(Marked.class)).isTrue();
		assertThat(AnnotatedElementUtils.hasAnnotation(proxy.getClass().getMethod("name"), Marked.class)).isTrue();
	}

	@Test
	void classOfAComponentThatIsGoneIsUsedAgain() {
		Class<?> first = ProxyClass.of("again", Greeting.class).proxyClass();
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInSameThread().until(() -> {
			System.gc();
			return ProxyClass.of("again", Greeting.class).proxyClass() == first;
		});
	}

	@Test
	void twoComponentsThatLiveNeverShareAClass() {
		CallGate other = Gates.gate("priceFeed");
		Object one = Gates.proxy(this.gate, Named.class);
		System.gc();
		Object two = Gates.proxy(other, Named.class);
		assertThat(one.getClass()).isNotEqualTo(two.getClass());
	}

	@Test
	void nothingKeepsAnInstanceOnceItsGenerationHasEnded() {
		Gates.proxy(this.gate, Named.class);
		GenerationCalls calls = Gates.open(this.gate, new Named("old"));
		WeakReference<Object> target = new WeakReference<>(calls.active().target());
		calls.fence();
		calls.ended();
		calls = null;
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			System.gc();
			return target.get() == null;
		});
	}

	@Inherited
	@Retention(RetentionPolicy.RUNTIME)
	@interface Marked {

	}

	@Marked
	static class Named {

		private final String name;

		Named(String name) {
			this.name = name;
		}

		@Marked
		public String name() {
			return this.name;
		}

	}

	static class FinalText {

		public final int fixed() {
			return 1;
		}

		@Override
		public final String toString() {
			return "final";
		}

	}

	static class Throwing {

		Throwing() {
			throw new IllegalStateException();
		}

	}

	interface Greeter {

		String salute();

		default String greet(String name) {
			return salute() + ", " + name;
		}

	}

	static class Greeting implements Greeter, Callable<String>, Supplier<String> {

		@Override
		public String salute() {
			return "Hello";
		}

		@Override
		public String call() {
			return "called";
		}

		@Override
		public String get() {
			return "got";
		}

	}

	static class Last extends Handler {

		private final String name;

		Last(String name) {
			this.name = name;
		}

		@Override
		protected String handle(long a, int b) {
			if (a == 0) {
				throw ProxyClassTests.sneaky(new IOException("zero"));
			}
			return this.name + a + b;
		}

		static void provoke(Handler handler) throws Exception {
			((Last) handler).fail(handler);
		}

	}

	static class Secluded {

		private final String state;

		Secluded(String state) {
			this.state = state;
		}

		String hidden(int a) {
			return this.state + a;
		}

	}

	abstract static sealed class Sealed permits SealedPart {

	}

	static final class SealedPart extends Sealed {

	}

	static class Closed {

		private final String place;

		Closed(String place) {
			this.place = place;
		}

		public String where() {
			return this.place;
		}

	}

	public static class Open extends Closed {

		Open(String place) {
			super(place);
		}

	}

	private record Telling(List<Integer> told) implements CallOutcomes {

		@Override
		public boolean troubled() {
			return true;
		}

		@Override
		public void succeeded(int method) {
			this.told.add(method);
		}

		@Override
		public @Nullable Verdict threw(int method, Throwable thrown) {
			return null;
		}

	}

	private static final class Loader extends ClassLoader {

		Loader() {
			super(ProxyClassTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.equals(Secluded.class.getName())) {
				return super.loadClass(name, resolve);
			}
			synchronized (this) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream code = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = code.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
		throw (E) thrown;
	}

}
