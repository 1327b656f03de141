package io.supervision.benchmarks.calls;

import io.supervision.annotation.Supervised;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Calls of five components of five types, beside calls of five components of one type:
 * what all proxies share must not become slower with the number of types it has seen.
 */
public class TypeBenchmarks {

	private static final int CALLS = 5;

	/** Five components of one type. */
	@Benchmark
	@OperationsPerInvocation(CALLS)
	public int oneType(OneType state) {
		return state.a.price() + state.b.price() + state.c.price() + state.d.price() + state.e.price();
	}

	/** Five components of five types. */
	@Benchmark
	@OperationsPerInvocation(CALLS)
	public int fiveTypes(FiveTypes state) {
		return state.a.price() + state.b.price() + state.c.price() + state.d.price() + state.e.price();
	}

	/** Five of one. */
	public static class OneType extends InApplication {

		final A a = this.application.getBean("a", A.class);

		final A b = this.application.getBean("b", A.class);

		final A c = this.application.getBean("c", A.class);

		final A d = this.application.getBean("d", A.class);

		final A e = this.application.getBean("e", A.class);

		/** Start the application. */
		public OneType() {
			super(FiveOfOne.class);
		}

	}

	/** One of each. */
	public static class FiveTypes extends InApplication {

		final A a = this.application.getBean(A.class);

		final B b = this.application.getBean(B.class);

		final C c = this.application.getBean(C.class);

		final D d = this.application.getBean(D.class);

		final E e = this.application.getBean(E.class);

		/** Start the application. */
		public FiveTypes() {
			super(OneOfEach.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FiveOfOne {

		@Bean
		@Supervised
		A a() {
			return new A();
		}

		@Bean
		@Supervised
		A b() {
			return new A();
		}

		@Bean
		@Supervised
		A c() {
			return new A();
		}

		@Bean
		@Supervised
		A d() {
			return new A();
		}

		@Bean
		@Supervised
		A e() {
			return new A();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneOfEach {

		@Bean
		@Supervised
		A a() {
			return new A();
		}

		@Bean
		@Supervised
		B b() {
			return new B();
		}

		@Bean
		@Supervised
		C c() {
			return new C();
		}

		@Bean
		@Supervised
		D d() {
			return new D();
		}

		@Bean
		@Supervised
		E e() {
			return new E();
		}

	}

	static class A {

		private final int price = Integer.getInteger("a", 1);

		int price() {
			return this.price;
		}

	}

	static class B {

		private final int price = Integer.getInteger("b", 2);

		int price() {
			return this.price;
		}

	}

	static class C {

		private final int price = Integer.getInteger("c", 3);

		int price() {
			return this.price;
		}

	}

	static class D {

		private final int price = Integer.getInteger("d", 4);

		int price() {
			return this.price;
		}

	}

	static class E {

		private final int price = Integer.getInteger("e", 5);

		int price() {
			return this.price;
		}

	}

}
