package io.supervision.bean;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * What initializes a component when the application starts: its listeners of that, and
 * what it does as a runner. Where that is asked for, it is done again with each further
 * generation, on the instance and before the generation takes calls.
 * <p>
 * A generation is told of what had happened when it started; of what happens later it is
 * told like everybody else. So the first one, which starts before the application has, is
 * told nothing here.
 */
final class StartHooks {

	private static final ThreadLocal<Telling> TELLING = new ThreadLocal<>();

	private final boolean replays;

	private final StartEvents events;

	private final List<Hook> hooks = new CopyOnWriteArrayList<>();

	private volatile Told told = new Told(new WeakReference<>(null), List.of());

	/**
	 * Make the hooks of a component.
	 * @param replays whether they are called for each generation
	 * @param events the start of the application
	 */
	StartHooks(boolean replays, StartEvents events) {
		this.replays = replays;
		this.events = events;
	}

	/** Those of a component that has none. */
	static StartHooks none() {
		return new StartHooks(false, new StartEvents());
	}

	/**
	 * Take in a listener that is told of the start of the application.
	 * @param hook the listener
	 */
	void add(Hook hook) {
		List<Hook> all = new ArrayList<>(this.hooks);
		all.add(hook);
		AnnotationAwareOrderComparator.sort(all);
		this.hooks.clear();
		this.hooks.addAll(all);
	}

	/** Where they are, for the log. */
	List<String> descriptions() {
		List<String> descriptions = new ArrayList<>();
		for (Hook hook : this.hooks) {
			descriptions.add(hook.description());
		}
		return List.copyOf(descriptions);
	}

	/**
	 * How many events an instance that is made now would be told again.
	 * @return the number, 0 if it would be told none whatever happens
	 */
	int due() {
		return this.replays ? this.events.happened().size() : 0;
	}

	/**
	 * Do again what has been done before this instance was made.
	 * @param instance the bean of a generation that takes no calls yet
	 * @throws Exception what a listener or a runner throws
	 */
	void replay(Object instance) throws Exception {
		if (!this.replays) {
			return;
		}
		List<ApplicationEvent> happened = this.events.happened();
		for (ApplicationEvent event : happened) {
			if (event instanceof ApplicationReadyEvent) {
				run(instance, this.events.arguments());
			}
			for (Hook hook : this.hooks) {
				tell(hook, event, instance);
			}
		}
		this.told = new Told(new WeakReference<>(instance), happened);
	}

	private void tell(Hook hook, ApplicationEvent event, Object instance) {
		if (!hook.supportsEventType(ResolvableType.forInstance(event))) {
			return;
		}
		Telling outer = TELLING.get();
		TELLING.set(new Telling(hook, instance));
		try {
			hook.handle(event, instance);
		}
		finally {
			if (outer != null) {
				TELLING.set(outer);
			}
			else {
				TELLING.remove();
			}
		}
	}

	/** As the application does it: after it has started, and before it is ready. */
	private static void run(Object instance, @Nullable ApplicationArguments arguments) throws Exception {
		if (arguments != null && instance instanceof ApplicationRunner runner) {
			runner.run(arguments);
		}
		if (arguments != null && instance instanceof CommandLineRunner runner) {
			runner.run(arguments.getSourceArgs());
		}
	}

	/**
	 * The instance a listener is to call, on this thread, instead of the proxy.
	 * @param hook the listener
	 * @return the instance of the generation that starts, or {@code null}
	 */
	@Nullable Object targetOf(Hook hook) {
		Telling current = TELLING.get();
		return (current != null && current.hook == hook) ? current.instance : null;
	}

	/**
	 * Tell whether an event that is being published needs not be delivered, because the
	 * generation that would get it was told of it when it started.
	 * @param event the event
	 * @param current the instance that is called now
	 */
	boolean knows(ApplicationEvent event, @Nullable Object current) {
		Told last = this.told;
		return current != null && last.instance.refersTo(current)
				&& last.events.stream().anyMatch((known) -> known == event);
	}

	/**
	 * Tell whether a listener can do without an event that finds the component down,
	 * because the next generation is told of it when it starts.
	 */
	boolean makeUpFor(Hook hook) {
		return this.replays && this.hooks.contains(hook);
	}

	/**
	 * A listener that is told of the start of the application.
	 */
	interface Hook {

		/**
		 * Whether it takes such events at all.
		 */
		boolean supportsEventType(ResolvableType type);

		/**
		 * Handle an event on an instance.
		 * @param event the event
		 * @param instance the bean of the generation that starts
		 */
		void handle(ApplicationEvent event, Object instance);

		/** Where it is, for the log. */
		String description();

	}

	/** What a thread is doing. */
	private record Telling(Hook hook, Object instance) {
	}

	/** What the newest instance was told, held weakly because it may go before. */
	private record Told(WeakReference<Object> instance, List<ApplicationEvent> events) {
	}

}
