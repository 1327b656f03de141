package io.supervision.detect;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnErrorEvent;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of one component. When it opens, that is a suspicion, unless most
 * of the failures it has recorded since it was last closed are a dependency's: then
 * breaking the circuit is just right, and a restart would help nobody.
 * <p>
 * The breaker is the application's and outlives the generations of the component, and so
 * does what it has recorded. It cannot be unsubscribed from; therefore it is subscribed
 * to once, and what it says is passed on to the generation that takes calls at the time.
 * To be opened or disabled by force is an operator's doing and not reported.
 * <p>
 * Thread-safe without locks. The breaker calls this on the threads of its callers, within
 * their calls.
 */
public final class WatchedBreaker {

	private static final Logger logger = LoggerFactory.getLogger(WatchedBreaker.class);

	private final String name;

	private final Detection detection;

	private final AtomicReference<@Nullable CircuitBreaker> breaker = new AtomicReference<>();

	private final AtomicReference<Tally> tally = new AtomicReference<>(Tally.NONE);

	private volatile @Nullable Generation current;

	private WatchedBreaker(String name, Detection detection) {
		this.name = name;
		this.detection = detection;
	}

	/**
	 * Watch a breaker, which may still have to be made.
	 * @param registry the application's registry
	 * @param name the name of the breaker
	 * @param detection what counts as a fault of the component
	 * @return the watched breaker
	 */
	public static WatchedBreaker of(CircuitBreakerRegistry registry, String name, Detection detection) {
		WatchedBreaker watched = new WatchedBreaker(name, detection);
		registry.getEventPublisher()
			.onEntryAdded((event) -> watched.attach(event.getAddedEntry()))
			.onEntryReplaced((event) -> watched.attach(event.getNewEntry()));
		registry.find(name).ifPresent(watched::attach);
		return watched;
	}

	private void attach(CircuitBreaker candidate) {
		if (!candidate.getName().equals(this.name) || this.breaker.getAndSet(candidate) == candidate) {
			return;
		}
		this.tally.set(Tally.NONE);
		candidate.getEventPublisher()
			.onError((event) -> guarded(() -> failed(candidate, event)))
			.onReset((event) -> guarded(() -> closed(candidate)))
			.onStateTransition((event) -> guarded(() -> changed(candidate, event)));
	}

	/** What goes wrong here would come out of the call the breaker is in. */
	private void guarded(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("What circuit breaker '{}' has to say could not be heard", this.name, ex);
		}
	}

	/**
	 * A generation takes calls from now on.
	 * @param link the line to its supervisor
	 * @param outcomes what keeps track of its dependencies
	 */
	public void begin(Link link, GenerationOutcomes outcomes) {
		this.current = new Generation(link, outcomes);
	}

	/**
	 * A generation takes no more calls. Another one may have begun before.
	 * @param outcomes what keeps track of the dependencies of the one that ends
	 */
	public void end(GenerationOutcomes outcomes) {
		Generation known = this.current;
		if (known != null && known.outcomes() == outcomes) {
			this.current = null;
		}
	}

	/**
	 * Tell whether a generation takes calls.
	 * @return whether one has begun and not ended
	 */
	public boolean isOccupied() {
		return this.current != null;
	}

	/**
	 * Close the breaker, because what it had opened for is gone. One that is not open, or
	 * open by force, is left as it is. Runs what the application has hung on the breaker.
	 */
	public void reset() {
		CircuitBreaker known = this.breaker.get();
		if (known == null || (known.getState() != State.OPEN && known.getState() != State.HALF_OPEN)) {
			return;
		}
		try {
			known.transitionToClosedState();
		}
		catch (RuntimeException ex) {
			logger.warn("Circuit breaker '{}' could not be closed after the restart it was the reason for", this.name,
					ex);
		}
	}

	private void failed(CircuitBreaker source, CircuitBreakerOnErrorEvent event) {
		if (source == this.breaker.get()) {
			Throwable thrown = event.getThrowable();
			boolean dependencys = this.detection.isDependencys(thrown);
			this.tally.updateAndGet((before) -> before.plus(thrown, dependencys));
		}
	}

	private void changed(CircuitBreaker source, CircuitBreakerOnStateTransitionEvent event) {
		State to = event.getStateTransition().getToState();
		if (to == State.CLOSED) {
			closed(source);
		}
		else if (to == State.OPEN && event.getStateTransition().getFromState() != State.OPEN) {
			opened(source);
		}
	}

	private void closed(CircuitBreaker source) {
		if (source != this.breaker.get()) {
			return;
		}
		this.tally.set(Tally.NONE);
		Generation generation = this.current;
		if (generation != null) {
			generation.outcomes().worked(Detector.BREAKER);
		}
	}

	private void opened(CircuitBreaker source) {
		Generation generation = this.current;
		if (generation == null || source != this.breaker.get()) {
			return;
		}
		Tally counted = Objects.requireNonNull(this.tally.get());
		BreakerOpenedException opened = new BreakerOpenedException(this.name, counted);
		if (counted.isMostlyDependencys()) {
			generation.outcomes().dependencyFailed(Detector.BREAKER, opened);
		}
		else {
			generation.link().suspected(Fault.suspicion(Detector.BREAKER, opened));
		}
	}

	/** The generation that takes calls. */
	private record Generation(Link link, GenerationOutcomes outcomes) {
	}

	/**
	 * What a breaker has recorded since it was last closed.
	 *
	 * @param failures how many failures
	 * @param dependencys how many of them a dependency is to blame for
	 * @param last the last of them
	 */
	record Tally(long failures, long dependencys, @Nullable Throwable last) {

		static final Tally NONE = new Tally(0, 0, null);

		Tally plus(Throwable thrown, boolean dependencys) {
			return new Tally(this.failures + 1, this.dependencys + (dependencys ? 1 : 0), thrown);
		}

		boolean isMostlyDependencys() {
			return this.dependencys * 2 > this.failures;
		}

	}

}
