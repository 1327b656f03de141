package io.supervision.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.supervision.actuate.Standing.Life;
import io.supervision.spec.ChildState;
import io.supervision.tree.Clock;
import io.supervision.tree.Timers;
import io.supervision.tree.TreeListener;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Node;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.SmartApplicationListener;

/**
 * The one place that tells the platform about the tree. Others publish availability too
 * (Boot when the application is ready and when it closes, users when they like), and only
 * the last event of a kind counts. So what somebody else has refused stays refused, and
 * only our own refusal is taken back. Nothing is published before the application is
 * ready or once its context closes.
 * <p>
 * Snapshots and events only leave a note; all decisions are made by the timers, which run
 * one task at a time.
 */
public final class AvailabilityPublisher implements TreeListener, SmartApplicationListener {

	private static final Logger logger = LoggerFactory.getLogger(AvailabilityPublisher.class);

	/**
	 * How long somebody else's event may take to reach all its listeners before we answer
	 * it: an answer that overtakes it would be taken for the older one.
	 */
	private static final Duration SETTLED = Duration.ofMillis(100);

	/**
	 * Changes that follow each other this closely are looked at together. A decision
	 * walks over all nodes, so in a storm in a large tree it would be made in vain again
	 * and again.
	 */
	static final Duration CLOSELY = Duration.ofMillis(10);

	private final ConfigurableApplicationContext context;

	private final Clock clock;

	private final Timers timers;

	private final AvailabilitySettings settings;

	private final Runnable shutdown;

	private final AtomicBoolean noted = new AtomicBoolean();

	private volatile @Nullable TreeSnapshot latest;

	private volatile boolean ready;

	private volatile @Nullable AvailabilityChangeEvent<?> readiness;

	private volatile @Nullable AvailabilityChangeEvent<?> liveness;

	private Timers.@Nullable Timer review;

	private Set<String> stopped = Set.of();

	private Map<String, Instant> startedAgain = Map.of();

	private boolean shuttingDown;

	/**
	 * Make the publisher. It wants to be told each new snapshot.
	 * @param context where it publishes
	 * @param clock its time
	 * @param timers run its decisions, one at a time
	 * @param settings what it is to do
	 * @param shutdown ends the application; must return at once
	 */
	public AvailabilityPublisher(ConfigurableApplicationContext context, Clock clock, Timers timers,
			AvailabilitySettings settings, Runnable shutdown) {
		this.context = context;
		this.clock = clock;
		this.timers = timers;
		this.settings = settings;
		this.shutdown = shutdown;
	}

	@Override
	public void changed(TreeSnapshot snapshot) {
		this.latest = snapshot;
		if (this.noted.compareAndSet(false, true)) {
			this.timers.after(CLOSELY, this::decide);
		}
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return ApplicationReadyEvent.class.isAssignableFrom(type)
				|| AvailabilityChangeEvent.class.isAssignableFrom(type);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ApplicationReadyEvent started) {
			if (started.getApplicationContext() == this.context) {
				this.ready = true;
				this.timers.after(SETTLED, this::decide);
			}
		}
		else if (event instanceof AvailabilityChangeEvent<?> change && change.getSource() != this) {
			remember(change);
			this.timers.after(SETTLED, this::decide);
		}
	}

	private void decide() {
		this.noted.set(false);
		TreeSnapshot snapshot = this.latest;
		if (snapshot == null || !this.ready || this.context.isClosed()) {
			return;
		}
		Instant now = this.clock.now();
		noteStartedAgain(snapshot, now);
		Standing standing = Standing.of(snapshot, now, this.settings.heldRefusesAfter(), this.startedAgain);
		decideLiveness(standing.life(), snapshot);
		decideReadiness(standing.refusal());
		warnOfStopped(standing.stopped());
		if (this.review != null) {
			this.review.cancel();
		}
		this.review = (standing.review() != null)
				? this.timers.after(Duration.between(now, standing.review()), this::decide) : null;
	}

	/** The tree does not tell since when what had been stopped is being started. */
	private void noteStartedAgain(TreeSnapshot snapshot, Instant now) {
		Map<String, Instant> before = this.startedAgain;
		if (before.isEmpty() && this.stopped.isEmpty()) {
			return;
		}
		this.startedAgain = snapshot.nodes()
			.filter((node) -> node.state() == ChildState.RESTARTING)
			.map(Node::path)
			.filter((path) -> before.containsKey(path) || this.stopped.contains(path))
			.collect(Collectors.toMap(Function.identity(), (path) -> before.getOrDefault(path, now)));
	}

	private void decideReadiness(@Nullable String refusal) {
		if (!this.settings.readiness()) {
			return;
		}
		if (refusal != null && !is(this.readiness, ReadinessState.REFUSING_TRAFFIC)) {
			logger.warn("Refusing traffic: {}", refusal);
			publish(ReadinessState.REFUSING_TRAFFIC);
		}
		else if (refusal == null && isOurs(this.readiness, ReadinessState.REFUSING_TRAFFIC)) {
			logger.info("Accepting traffic again");
			publish(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	private void decideLiveness(Life life, TreeSnapshot snapshot) {
		if (life == Life.LOST) {
			lost(snapshot.givenUpBecause());
		}
		else if (life == Life.WHOLE && isOurs(this.liveness, LivenessState.BROKEN)) {
			logger.info("All essential components run again");
			publish(LivenessState.CORRECT);
		}
	}

	private void lost(String because) {
		switch (this.settings.onEssentialGiveUp()) {
			case BREAK_LIVENESS -> {
				if (!is(this.liveness, LivenessState.BROKEN)) {
					logger.error("Liveness is broken: {}", because);
					publish(LivenessState.BROKEN);
				}
			}
			case SHUTDOWN -> {
				if (!this.shuttingDown) {
					this.shuttingDown = true;
					logger.error("Shutting down: {}", because);
					this.shutdown.run();
				}
			}
			case ISOLATE -> {
			}
		}
	}

	private void warnOfStopped(Set<String> stopped) {
		for (String path : stopped) {
			if (!this.stopped.contains(path)) {
				logger.warn("Essential component '{}' is stopped, and traffic is still accepted", path);
			}
		}
		this.stopped = stopped;
	}

	private void publish(AvailabilityState state) {
		AvailabilityChangeEvent<?> event = new AvailabilityChangeEvent<>(this, state);
		remember(event);
		try {
			this.context.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed when told of {}", state, ex);
		}
	}

	private void remember(AvailabilityChangeEvent<?> event) {
		if (event.getState() instanceof ReadinessState) {
			this.readiness = event;
		}
		else if (event.getState() instanceof LivenessState) {
			this.liveness = event;
		}
	}

	private boolean isOurs(@Nullable AvailabilityChangeEvent<?> event, AvailabilityState state) {
		return event != null && event.getSource() == this && is(event, state);
	}

	private static boolean is(@Nullable AvailabilityChangeEvent<?> event, AvailabilityState state) {
		return event != null && event.getState() == state;
	}

}
