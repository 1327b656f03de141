package io.supervision.benchmarks.calls;

import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.HotSwappableTargetSource;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * One call of a method without arguments, on each way to the same bean.
 */
public class CallBenchmarks {

	/** Nothing between caller and bean. */
	@Benchmark
	public int direct(Direct state) {
		return state.feed.price();
	}

	/** Nothing but an interface. */
	@Benchmark
	public int throughInterface(Direct state) {
		return state.source.price();
	}

	/** The floor. */
	@Benchmark
	public int striped(Striped state) {
		return state.feed.price();
	}

	/** Ours. */
	@Benchmark
	public int supervised(SupervisedFeed state) {
		return state.feed.price();
	}

	/** A proxy of Spring's whose target can be replaced. */
	@Benchmark
	public int hotSwap(HotSwap state) {
		return state.feed.price();
	}

	/** A proxy of Spring Cloud's whose target can be made anew. */
	@Benchmark
	public int refreshScope(Refreshed state) {
		return state.feed.price();
	}

	/** A circuit breaker, used by hand. */
	@Benchmark
	public Integer breaker(Breaker state) {
		return state.price.get();
	}

	/** A circuit breaker, used by annotation. */
	@Benchmark
	public int annotatedBreaker(AnnotatedBreaker state) {
		return state.feed.price();
	}

	/** Without anything. */
	@State(Scope.Benchmark)
	public static class Direct {

		final Feed feed = new Feed();

		final PriceSource source = this.feed;

	}

	/** With the least that would do. */
	@State(Scope.Benchmark)
	public static class Striped {

		final Feed feed = new StripedDelegate(new Feed());

	}

	/** With a proxy and no advice. */
	@State(Scope.Benchmark)
	public static class HotSwap {

		final Feed feed = proxy();

		private static Feed proxy() {
			ProxyFactory factory = new ProxyFactory();
			factory.setTargetSource(new HotSwappableTargetSource(new Feed()));
			factory.setProxyTargetClass(true);
			return (Feed) factory.getProxy();
		}

	}

	/** With a scope. */
	public static class Refreshed extends InApplication {

		final Feed feed = this.application.getBean(Feed.class);

		/** Start the application. */
		public Refreshed() {
			super(RefreshedFeeds.class);
		}

	}

	/** With a breaker that is closed. */
	@State(Scope.Benchmark)
	public static class Breaker {

		final Supplier<Integer> price = io.github.resilience4j.circuitbreaker.CircuitBreaker.decorateSupplier(
				io.github.resilience4j.circuitbreaker.CircuitBreaker.ofDefaults("feed"), new Feed()::price);

	}

	/** With an aspect around a breaker that is closed. */
	public static class AnnotatedBreaker extends InApplication {

		final Feed feed = this.application.getBean(Feed.class);

		/** Start the application. */
		public AnnotatedBreaker() {
			super(GuardedFeeds.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RefreshedFeeds {

		@Bean
		@RefreshScope
		Feed feed() {
			return new Feed();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GuardedFeeds {

		@Bean
		Feed feed() {
			return new GuardedFeed();
		}

	}

	static class GuardedFeed extends Feed {

		@Override
		@CircuitBreaker(name = "feed")
		public int price() {
			return super.price();
		}

	}

}
