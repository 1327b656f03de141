package io.supervision.bean;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.supervision.detect.CallOutcomes;
import io.supervision.detect.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call through the generated class ends as the same call on the instance does, for
 * every shape of method, and is told as ended once.
 */
class ProxySignatureTests {

	private static final Signatures TARGET = new Signatures("abc");

	private final List<String> told = new ArrayList<>();

	private final CallGate gate = Gates.gate("signatures");

	private final Signatures proxy = Gates.proxy(this.gate, Signatures.class);

	private final ProxyClass proxyClass = ProxyClass.of("numbers", Signatures.class);

	static Stream<Method> methods() {
		return Stream.of(Signatures.class, SignaturesBase.Generic.class, SignaturesBase.Named.class)
			.flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
			.filter((method) -> !Modifier.isPrivate(method.getModifiers()));
	}

	@ParameterizedTest
	@MethodSource("methods")
	void callEndsAsOnTheInstance(Method method) throws Exception {
		GenerationCalls calls = Gates.open(this.gate, TARGET, new Telling());
		Object[] arguments = Arrays.stream(method.getParameterTypes())
			.map(ProxySignatureTests::argument)
			.toArray(Object[]::new);
		method.setAccessible(true);
		assertThat(call(method, this.proxy, arguments)).usingRecursiveComparison()
			.isEqualTo(call(method, TARGET, arguments));
		assertThat(this.told).hasSize(1);
		assertThat(calls.inFlight()).isZero();
		assertThat(Arrays.stream(this.proxy.getClass().getDeclaredMethods())).anySatisfy((found) -> {
			assertThat(found.getName()).isEqualTo(method.getName());
			assertThat(found.getParameterTypes()).isEqualTo(method.getParameterTypes());
			assertThat(found.getReturnType()).isEqualTo(method.getReturnType());
			assertThat(found.getExceptionTypes()).isEqualTo(method.getExceptionTypes());
			assertThat(found.isVarArgs()).isEqualTo(method.isVarArgs());
		});
	}

	private static Object call(Method method, Object on, Object[] arguments) throws IllegalAccessException {
		try {
			return method.invoke(on, arguments);
		}
		catch (InvocationTargetException ex) {
			return List.of(ex.getCause().getClass(), String.valueOf(ex.getCause().getMessage()));
		}
	}

	private static Object argument(Class<?> type) {
		if (type.isArray()) {
			Object array = Array.newInstance(type.getComponentType(), 2);
			Array.set(array, 0, argument(type.getComponentType()));
			Array.set(array, 1, argument(type.getComponentType()));
			return array;
		}
		return switch (type.getName()) {
			case "boolean" -> true;
			case "byte" -> (byte) -3;
			case "short" -> (short) -300;
			case "char" -> 'x';
			case "int" -> 7;
			case "long" -> 1L << 40;
			case "float" -> 1.5f;
			case "double" -> 2.25;
			case "java.util.List" -> List.of(1, 2);
			case "io.supervision.bean.Signatures" -> new Signatures("abd");
			case "java.lang.Comparable", "java.lang.Object", "java.lang.String" -> "text";
			default -> throw new IllegalArgumentException(type.getName());
		};
	}

	private final class Telling implements CallOutcomes {

		@Override
		public boolean troubled() {
			return true;
		}

		@Override
		public void succeeded(int method) {
			ProxySignatureTests.this.told.add(ProxySignatureTests.this.proxyClass.methods()[method].getName());
		}

		@Override
		public @Nullable Verdict threw(int method, Throwable thrown) {
			ProxySignatureTests.this.told
				.add(ProxySignatureTests.this.proxyClass.methods()[method].getName() + thrown.getMessage());
			return null;
		}

	}

}
