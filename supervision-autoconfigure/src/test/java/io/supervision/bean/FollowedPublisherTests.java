package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.supervision.ComponentUnavailableException;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class FollowedPublisherTests {

	private final FollowedFixture fixture = new FollowedFixture();

	private final CallGate gate = this.fixture.gate;

	private final Prices proxy = Gates.proxy(this.gate, Prices.class);

	private final Prices prices = new Prices(1);

	@Test
	void eachSubscriptionIsInFlightUntilItEnds() {
		this.fixture.open(this.prices);
		Flux<Integer> ticks = this.proxy.ticks();
		assertThat(this.gate.inFlight()).isZero();
		List<Integer> seen = new ArrayList<>();
		ticks.subscribe(seen::add);
		ticks.subscribe(seen::add);
		assertThat(this.gate.inFlight()).isEqualTo(2);
		this.prices.sink.tryEmitNext(5);
		assertThat(this.gate.inFlight()).isEqualTo(2);
		this.prices.sink.tryEmitComplete();
		assertThat(this.gate.inFlight()).isZero();
		assertThat(seen).containsExactly(5, 5);
		assertThat(this.fixture.ends).containsExactly("succeeded", "succeeded");
	}

	@Test
	void publisherNobodySubscribesToCountsForNothing() throws Exception {
		this.fixture.open(this.prices);
		this.proxy.price("x", 1);
		assertThat(this.fixture.ends).isEmpty();
		this.fixture.fence();
		assertThat(this.fixture.drained()).isTrue();
	}

	@Test
	void errorIsJudgedLikeAThrow() {
		this.fixture.open(this.prices);
		List<Throwable> seen = new ArrayList<>();
		this.proxy.ticks().subscribe((tick) -> {
		}, seen::add);
		IllegalStateException failure = new IllegalStateException("broken");
		this.prices.sink.tryEmitError(failure);
		assertThat(this.fixture.thrown).containsExactly(failure);
		assertThat(seen).containsExactly(failure);
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void monoSucceedsWithItsValue() {
		this.fixture.open(this.prices);
		assertThat(this.proxy.price("x", 2).block()).isEqualTo("x 2 of 1");
		assertThat(this.fixture.ends).containsExactly("succeeded");
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void cancelCountsOnlyWhereSomethingCameBefore() {
		this.fixture.open(this.prices);
		Disposable waiting = this.proxy.ticks().subscribe();
		waiting.dispose();
		assertThat(this.gate.inFlight()).isZero();
		assertThat(this.fixture.ends).isEmpty();
		assertThat(this.prices.sink.currentSubscriberCount()).isZero();
		Mono<Integer> first = this.proxy.ticks().next();
		CompletableFuture<Integer> value = first.toFuture();
		this.prices.sink.tryEmitNext(3);
		assertThat(value).isCompletedWithValue(3);
		assertThat(this.gate.inFlight()).isZero();
		assertThat(this.fixture.ends).containsExactly("succeeded");
	}

	@Test
	void contextReachesTheComponent() {
		this.fixture.open(this.prices);
		assertThat(this.proxy.user().contextWrite((context) -> context.put("user", "Eve")).block()).isEqualTo("Eve");
		Mono<String> plain = Mono.from(this.proxy.plainUser()).contextWrite((context) -> context.put("user", "Eve"));
		assertThat(plain.block()).isEqualTo("Eve");
	}

	@Test
	void plainPublisherStaysWhatItIs() {
		this.fixture.open(this.prices);
		assertThat(this.proxy.plainUser()).isInstanceOf(Mono.class);
		assertThat(this.proxy.foreign()).isNotInstanceOf(Flux.class).isNotInstanceOf(Mono.class);
		assertThat(Flux.from(this.proxy.foreign()).collectList().block()).containsExactly(1, 2);
		assertThat(this.fixture.ends).containsExactly("succeeded");
	}

	@Test
	void typesThatOnlyTheComponentCanMakeAreNotFollowed() {
		this.fixture.open(this.prices);
		assertThat(this.proxy.shared()).isSameAs(this.prices.shared);
		assertThat(this.fixture.ends).containsExactly("succeeded");
	}

	@Test
	void methodItselfMayThrowOrReturnNull() {
		this.fixture.open(this.prices);
		assertThatIllegalStateException().isThrownBy(this.proxy::refused);
		assertThat(this.proxy.nothing()).isNull();
		assertThat(this.fixture.ends).containsExactly("threw", "succeeded");
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void drainWaitsForASubscription() throws Exception {
		this.fixture.open(this.prices);
		this.proxy.ticks().subscribe();
		this.fixture.fence();
		assertThat(this.fixture.drained()).isFalse();
		this.prices.sink.tryEmitComplete();
		assertThat(this.fixture.drained()).isTrue();
	}

	@Test
	void publisherOfAnOldGenerationLeadsToTheCurrentOne() {
		this.fixture.open(this.prices);
		Mono<String> price = this.proxy.price("x", 2);
		Flux<Integer> ticks = this.proxy.ticks();
		this.fixture.fence();
		Prices next = new Prices(2);
		this.fixture.open(next);
		assertThat(price.block()).isEqualTo("x 2 of 2");
		ticks.subscribe();
		assertThat(this.prices.sink.currentSubscriberCount()).isZero();
		assertThat(next.sink.currentSubscriberCount()).isOne();
		assertThat(this.gate.inFlight()).isOne();
	}

	@Test
	void subscriptionDuringAnOutageGoesToTheNextGeneration() {
		this.fixture.open(this.prices);
		Mono<String> before = this.proxy.price("before", 1);
		this.fixture.fence();
		CompletableFuture<String> early = before.toFuture();
		CompletableFuture<String> late = this.proxy.price("during", 1).toFuture();
		CompletableFuture<String> plain = Mono.from(this.proxy.plainUser())
			.contextWrite((context) -> context.put("user", "Eve"))
			.toFuture();
		assertThat(this.gate.waited()).isEqualTo(3);
		this.fixture.open(new Prices(2));
		assertThat(early).isCompletedWithValue("before 1 of 2");
		assertThat(late).isCompletedWithValue("during 1 of 2");
		assertThat(plain).isCompletedWithValue("Eve");
		assertThat(this.gate.inFlight()).isZero();
		assertThat(this.fixture.timers).isEmpty();
	}

	@Test
	void subscriptionFailsWhenTheOutageIsTooOldAndCanBeTriedAgain() {
		this.fixture.open(this.prices);
		this.fixture.fence();
		Mono<String> price = this.proxy.price("x", 1);
		CompletableFuture<String> failed = price.toFuture();
		this.fixture.runOutOfPatience();
		assertThatExceptionOfType(Exception.class).isThrownBy(failed::get)
			.withCauseInstanceOf(ComponentUnavailableException.class);
		assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(price::block);
		this.fixture.open(new Prices(2));
		assertThat(price.block()).isEqualTo("x 1 of 2");
	}

	@Test
	void retryReachesTheNextGeneration() {
		this.fixture.open(this.prices);
		List<Integer> seen = new ArrayList<>();
		this.proxy.ticks().retryWhen(Retry.max(1)).subscribe(seen::add);
		this.fixture.fence();
		this.prices.sink.tryEmitError(new IllegalStateException());
		Prices next = new Prices(2);
		this.fixture.open(next);
		next.sink.tryEmitNext(4);
		assertThat(seen).containsExactly(4);
	}

	@Test
	void threadThatMustNotBlockGoesOnWhileItsSubscriptionWaits() throws Exception {
		this.fixture.open(this.prices);
		this.fixture.fence();
		Scheduler events = Schedulers.newParallel("events", 1);
		try {
			CompletableFuture<String> result = Mono.defer(() -> this.proxy.price("x", 1))
				.subscribeOn(events)
				.toFuture();
			CompletableFuture<Boolean> free = new CompletableFuture<>();
			events.schedule(() -> free.complete(result.isDone()));
			assertThat(free.get(30, TimeUnit.SECONDS)).as("is over before anything else is done").isFalse();
			assertThat(this.gate.waited()).isOne();
			this.fixture.open(new Prices(2));
			assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("x 1 of 2");
		}
		finally {
			events.dispose();
		}
	}

	@Test
	void beforeTheFirstStartASubscriptionHoldsItsThreadUp() throws Exception {
		Mono<String> price = this.proxy.price("x", 1);
		assertThat(this.gate.waited()).isZero();
		CompletableFuture<String> result = new CompletableFuture<>();
		new Thread(() -> price.subscribe(result::complete)).start();
		Awaitility.await().until(() -> this.gate.waited() == 1);
		this.fixture.open(this.prices);
		assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("x 1 of 1");
	}

	@Test
	void isolatedComponentFailsEverySubscription() {
		this.gate.became(new Child.Transition(ChildState.ISOLATED, 0, null));
		assertThatExceptionOfType(ComponentUnavailableException.class)
			.isThrownBy(() -> this.proxy.price("x", 1).block(Duration.ofSeconds(30)));
		assertThatExceptionOfType(ComponentUnavailableException.class)
			.isThrownBy(() -> this.proxy.ticks().blockFirst(Duration.ofSeconds(30)));
		assertThatExceptionOfType(ComponentUnavailableException.class)
			.isThrownBy(() -> Flux.from(this.proxy.foreign()).blockFirst(Duration.ofSeconds(30)));
	}

	static class Prices {

		private final int generation;

		private final Sinks.Many<Integer> sink = Sinks.many().multicast().directBestEffort();

		private final ConnectableFlux<Integer> shared = this.sink.asFlux().publish();

		Prices(int generation) {
			this.generation = generation;
		}

		public Mono<String> price(String sku, int quantity) {
			return Mono.fromSupplier(() -> sku + " " + quantity + " of " + this.generation);
		}

		public Flux<Integer> ticks() {
			return this.sink.asFlux();
		}

		public Mono<String> user() {
			return Mono.deferContextual((context) -> Mono.just(context.<String>get("user")));
		}

		public Publisher<String> plainUser() {
			return user();
		}

		public Publisher<Integer> foreign() {
			return (subscriber) -> Flux.just(1, 2).subscribe(subscriber);
		}

		public ConnectableFlux<Integer> shared() {
			return this.shared;
		}

		public Mono<String> refused() {
			throw new IllegalStateException("refused");
		}

		public Mono<String> nothing() {
			return null;
		}

	}

}
