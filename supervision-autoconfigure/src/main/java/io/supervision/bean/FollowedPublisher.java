package io.supervision.bean;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What a caller gets for a publisher of the component. Each subscription is a call of its
 * own, in flight until its end.
 * <p>
 * A publisher is a recipe, and may be subscribed to long after it was made: when it is
 * tried again, or because it was put together once and for all. It belongs to the
 * generation that has made it. Once that takes no more calls, the method is called again,
 * with the same arguments, on the current one; where there is none, the subscription
 * waits for it as a call would, though without a thread. Who cancels it waits no longer.
 *
 * @param <T> the type of the elements
 */
final class FollowedPublisher<T> implements Publisher<T> {

	private final @Nullable Origin<T> origin;

	private final CallAgain again;

	private FollowedPublisher(@Nullable Origin<T> origin, CallAgain again) {
		this.origin = origin;
		this.again = again;
	}

	/**
	 * Follow the subscriptions to a publisher.
	 * @param <T> the type of the elements
	 * @param source the component's own
	 * @param calls the generation that has made it
	 * @param again the call that has made it
	 * @return what the caller gets: a {@code Mono} for a {@code Mono}, and so on
	 */
	static <T> Publisher<T> of(Publisher<T> source, GenerationCalls calls, CallAgain again) {
		return as(source.getClass(), new FollowedPublisher<>(new Origin<>(source, calls), again));
	}

	/**
	 * Call a component when somebody subscribes.
	 * @param again the call
	 * @return what the caller gets, of the type the method declares
	 */
	static Publisher<Object> later(CallAgain again) {
		return as(again.method().getReturnType(), new FollowedPublisher<>(null, again));
	}

	private static <T> Publisher<T> as(Class<?> type, FollowedPublisher<T> publisher) {
		if (Mono.class.isAssignableFrom(type)) {
			return new OfMono<>(publisher);
		}
		return Flux.class.isAssignableFrom(type) ? new OfFlux<>(publisher) : publisher;
	}

	@Override
	public void subscribe(Subscriber<? super T> subscriber) {
		begin(Operators.toCoreSubscriber(subscriber));
	}

	private void begin(CoreSubscriber<? super T> subscriber) {
		Origin<T> known = this.origin;
		FollowedCall call = (known != null) ? FollowedCall.into(known.calls(), this.again.number()) : null;
		if (known == null || call == null) {
			Mono.fromFuture(this.again::open).thenMany(Flux.defer(this::current)).subscribe(subscriber);
			return;
		}
		try {
			known.source().subscribe(new Followed<>(call, subscriber));
		}
		catch (Throwable ex) {
			call.threw(ex);
			throw ex;
		}
	}

	@SuppressWarnings("unchecked")
	private Publisher<T> current() {
		try {
			return (Publisher<T>) Objects.requireNonNull(this.again.call(),
					() -> "'" + this.again.method() + "' has returned null");
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
	}

	/**
	 * Where a publisher comes from.
	 *
	 * @param source the component's own
	 * @param calls the generation that has made it
	 */
	private record Origin<T>(Publisher<T> source, GenerationCalls calls) {
	}

	/** For a caller who is to get a {@link Mono}. */
	private static final class OfMono<T> extends Mono<T> {

		private final FollowedPublisher<T> publisher;

		OfMono(FollowedPublisher<T> publisher) {
			this.publisher = publisher;
		}

		@Override
		public void subscribe(CoreSubscriber<? super T> subscriber) {
			this.publisher.begin(subscriber);
		}

	}

	/** For a caller who is to get a {@link Flux}. */
	private static final class OfFlux<T> extends Flux<T> {

		private final FollowedPublisher<T> publisher;

		OfFlux(FollowedPublisher<T> publisher) {
			this.publisher = publisher;
		}

		@Override
		public void subscribe(CoreSubscriber<? super T> subscriber) {
			this.publisher.begin(subscriber);
		}

	}

	/**
	 * One subscription. It has succeeded when it completes, or when it is cancelled after
	 * something has been delivered: whoever takes the first of many wants no more. To be
	 * cancelled before says nothing of the component.
	 */
	private static final class Followed<T> implements CoreSubscriber<T>, Subscription {

		private final FollowedCall call;

		private final CoreSubscriber<? super T> subscriber;

		private @Nullable Subscription upstream;

		private volatile boolean delivered;

		Followed(FollowedCall call, CoreSubscriber<? super T> subscriber) {
			this.call = call;
			this.subscriber = subscriber;
		}

		@Override
		public Context currentContext() {
			return this.subscriber.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.subscriber.onSubscribe(this);
		}

		@Override
		public void onNext(T element) {
			if (!this.delivered) {
				this.delivered = true;
			}
			this.subscriber.onNext(element);
		}

		@Override
		public void onError(Throwable thrown) {
			this.call.threw(thrown);
			this.subscriber.onError(thrown);
		}

		@Override
		public void onComplete() {
			this.call.succeeded();
			this.subscriber.onComplete();
		}

		@Override
		public void request(long elements) {
			upstream().request(elements);
		}

		@Override
		public void cancel() {
			try {
				upstream().cancel();
			}
			finally {
				if (this.delivered) {
					this.call.succeeded();
				}
				else {
					this.call.left();
				}
			}
		}

		private Subscription upstream() {
			return Objects.requireNonNull(this.upstream, "not subscribed");
		}

	}

}
