package io.supervision.bean;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * How far the start of the application has come, in the events it has published of it.
 */
final class StartEvents {

	/** What a bean waits for in order to initialize itself. */
	private static final List<Class<? extends ApplicationEvent>> TYPES = List.of(ContextRefreshedEvent.class,
			ApplicationStartedEvent.class, ApplicationReadyEvent.class);

	private final List<ApplicationEvent> happened = new CopyOnWriteArrayList<>();

	private volatile @Nullable ApplicationArguments arguments;

	static boolean contain(@Nullable Class<?> type) {
		return TYPES.contains(type);
	}

	/**
	 * Keep an event that is just being published.
	 * @param event the event
	 * @param arguments what runners are given, where this is known
	 */
	void add(ApplicationEvent event, @Nullable ApplicationArguments arguments) {
		this.arguments = arguments;
		this.happened.add(event);
	}

	/** What has happened, in order. */
	List<ApplicationEvent> happened() {
		return List.copyOf(this.happened);
	}

	@Nullable ApplicationArguments arguments() {
		return this.arguments;
	}

}
