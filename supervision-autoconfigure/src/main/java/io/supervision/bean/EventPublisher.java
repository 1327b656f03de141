package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import io.supervision.detect.OffTheRecord;
import io.supervision.event.SupervisionEvent;
import io.supervision.tree.TreeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;

/**
 * Takes the tree's events from its owner, and logs and publishes them in order on one
 * thread of its own, so that no listener can hold up a decision. They are ordinary
 * application events of the main context. What comes before the context is complete waits
 * until it is, since listeners are beans; nothing is published once it has begun to
 * close. The queue is bounded: what does not fit is dropped and counted. A listener that
 * throws is logged, and the other events still come; it counts for nothing, also where it
 * is a component.
 */
public final class EventPublisher implements TreeListener, SmartApplicationListener, AutoCloseable {

	/** How many events may wait. */
	static final int CAPACITY = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(EventPublisher.class);

	/** How long the end waits for a listener that is at work, and for the last lines. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final ConfigurableApplicationContext context;

	private final int capacity;

	private final TransitionLog log = new TransitionLog();

	private final ThreadPoolExecutor thread;

	private final ReentrantLock publishing = new ReentrantLock();

	private final AtomicLong dropped = new AtomicLong();

	/** Only touched by the thread. */
	private final Queue<SupervisionEvent> early = new ArrayDeque<>();

	private volatile boolean refreshed;

	/**
	 * Make the publisher; its thread starts with the first event.
	 * @param context the main context
	 */
	public EventPublisher(ConfigurableApplicationContext context) {
		this(context, CAPACITY);
	}

	EventPublisher(ConfigurableApplicationContext context, int capacity) {
		this.context = context;
		this.capacity = capacity;
		ThreadGroup group = GenerationThreads.outside();
		this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(capacity), (task) -> {
			Thread created = new Thread(group, task, "supervision-events", 0, false);
			created.setDaemon(true);
			created.setContextClassLoader(context.getClassLoader());
			return created;
		});
	}

	/**
	 * Take an event. Never waits and never throws.
	 */
	@Override
	public void happened(SupervisionEvent event) {
		try {
			this.thread.execute(() -> handle(event));
		}
		catch (RejectedExecutionException ex) {
			drop();
		}
	}

	/**
	 * How many events were dropped because too many were waiting.
	 * @return the number
	 */
	public long dropped() {
		return this.dropped.get();
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return ContextRefreshedEvent.class.isAssignableFrom(type) || ContextClosedEvent.class.isAssignableFrom(type);
	}

	/**
	 * The first to be told that the context closes.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		ApplicationContext source = (ApplicationContext) event.getSource();
		if (source != this.context) {
			return;
		}
		if (event instanceof ContextRefreshedEvent) {
			this.refreshed = true;
			flush();
		}
		else {
			awaitPublished();
		}
	}

	private void flush() {
		try {
			this.thread.execute(this::publishEarly);
		}
		catch (RejectedExecutionException ex) {
			// The queue is full, so events wait in it that will bring the others along.
			logger.debug("Early events are published with the next one");
		}
	}

	/** Let a publication that has begun end before beans are destroyed. */
	private void awaitPublished() {
		try {
			if (this.publishing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				this.publishing.unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void handle(SupervisionEvent event) {
		try {
			this.log.log(event);
		}
		catch (Throwable ex) {
			logger.warn("{} of '{}' could not be logged: {}", event.getClass().getSimpleName(), event.path(),
					ex.getClass().getName());
		}
		if (this.early.size() >= this.capacity) {
			drop();
			return;
		}
		this.early.add(event);
		if (this.refreshed) {
			publishEarly();
		}
	}

	private void publishEarly() {
		for (SupervisionEvent next = this.early.poll(); next != null; next = this.early.poll()) {
			publish(next);
		}
	}

	private void publish(SupervisionEvent event) {
		this.publishing.lock();
		try {
			if (!this.context.isClosed()) {
				OffTheRecord.run(() -> this.context.publishEvent(event));
			}
		}
		catch (Throwable ex) {
			report(event, ex);
		}
		finally {
			this.publishing.unlock();
		}
	}

	private static void report(SupervisionEvent event, Throwable ex) {
		String type = event.getClass().getSimpleName();
		try {
			logger.warn("A listener failed to handle {} of '{}'", type, event.path(), ex);
		}
		catch (Throwable unprintable) {
			logger.warn("A listener failed to handle {} of '{}': {}", type, event.path(), ex.getClass().getName());
		}
	}

	private void drop() {
		if (!this.thread.isShutdown() && this.dropped.getAndIncrement() == 0) {
			logger.warn("Events of the supervision tree are dropped: {} are waiting for their listeners",
					this.capacity);
		}
	}

	/**
	 * End the thread once it has logged what was waiting, or after a second.
	 */
	@Override
	public void close() {
		this.thread.shutdown();
		try {
			if (!this.thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				this.thread.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.thread.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

}
