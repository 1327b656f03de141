package io.supervision.benchmarks.generators;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.modifier.FieldManifestation;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.MethodInterceptor;

/**
 * What can make a proxy of a {@link QuoteService}. Each makes a new class whenever it is
 * asked, as each component has one of its own.
 */
public enum Generator {

	/**
	 * Byte code written with the ASM that is part of spring-core, as supervision does.
	 */
	ASM("spring-core's ASM") {

		@Override
		public Quotes proxy(Way way) throws ReflectiveOperationException {
			return (Quotes) AsmWriter.define(QuoteService.class).getConstructor(Way.class).newInstance(way);
		}

	},

	/** The CGLIB that is part of spring-core. */
	CGLIB("spring-core's CGLIB") {

		@Override
		public Quotes proxy(Way way) {
			Enhancer enhancer = new Enhancer();
			enhancer.setSuperclass(QuoteService.class);
			enhancer.setUseCache(false);
			enhancer.setCallback((MethodInterceptor) (proxy, method, arguments, call) -> {
				int stripe = way.enter();
				try {
					Object result = call.invoke(way.target(), arguments);
					way.leave(stripe);
					return result;
				}
				catch (Throwable ex) {
					way.fail(stripe, ex);
					throw ex;
				}
			});
			return (Quotes) enhancer.create();
		}

	},

	/** Byte Buddy, with its advice copied into each method. */
	BYTE_BUDDY("Byte Buddy") {

		@Override
		public Quotes proxy(Way way) throws ReflectiveOperationException {
			Class<? extends QuoteService> type = new ByteBuddy(ClassFileVersion.JAVA_V17).subclass(QuoteService.class)
				.defineField("way", Way.class, Visibility.PUBLIC)
				.defineField("target", QuoteService.class, Visibility.PUBLIC, FieldManifestation.VOLATILE)
				.method(ElementMatchers.isDeclaredBy(QuoteService.class))
				.intercept(Advice.to(Counted.class).wrap(MethodCall.invokeSelf().onField("target").withAllArguments()))
				.make()
				.load(QuoteService.class.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
				.getLoaded();
			QuoteService proxy = type.getConstructor().newInstance();
			type.getField("way").set(proxy, way);
			type.getField("target").set(proxy, way.target());
			return proxy;
		}

	},

	/** The JDK's proxy over method handles, for interfaces only. */
	METHOD_HANDLES("JDK proxy and method handles, interfaces only") {

		@Override
		public Quotes proxy(Way way) throws ReflectiveOperationException {
			Map<Method, MethodHandle> handles = new HashMap<>();
			for (Method method : Quotes.class.getMethods()) {
				handles.put(method,
						MethodHandles.lookup()
							.unreflect(method)
							.asFixedArity()
							.asSpreader(Object[].class, method.getParameterCount())
							.asType(SPREAD));
			}
			return (Quotes) Proxy.newProxyInstance(Quotes.class.getClassLoader(), new Class<?>[] { Quotes.class },
					(proxy, method, arguments) -> invoke(way, handles.get(method), arguments));
		}

		private @Nullable Object invoke(Way way, @Nullable MethodHandle handle, Object @Nullable [] arguments)
				throws Throwable {
			if (handle == null) {
				throw new UnsupportedOperationException();
			}
			int stripe = way.enter();
			try {
				Object result = (Object) handle.invokeExact(way.target(), arguments);
				way.leave(stripe);
				return result;
			}
			catch (Throwable ex) {
				way.fail(stripe, ex);
				throw ex;
			}
		}

	};

	private static final java.lang.invoke.MethodType SPREAD = java.lang.invoke.MethodType.methodType(Object.class,
			Object.class, Object[].class);

	private final String label;

	Generator(String label) {
		this.label = label;
	}

	/**
	 * Make a class and an object of it.
	 * @param way where its calls go
	 * @return the object
	 * @throws ReflectiveOperationException if the class cannot be made
	 */
	public abstract Quotes proxy(Way way) throws ReflectiveOperationException;

	@Override
	public String toString() {
		return this.label;
	}

	/** What Byte Buddy copies. */
	static final class Counted {

		private Counted() {
		}

		@Advice.OnMethodEnter
		static int enter(@Advice.FieldValue("way") Way way) {
			return way.enter();
		}

		@Advice.OnMethodExit(onThrowable = Throwable.class)
		static void exit(@Advice.FieldValue("way") Way way, @Advice.Enter int stripe,
				@Advice.Thrown @Nullable Throwable thrown) {
			if (thrown != null) {
				way.fail(stripe, thrown);
			}
			else {
				way.leave(stripe);
			}
		}

	}

}
