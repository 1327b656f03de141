package io.supervision.bean;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.NativeDetector;

/**
 * Has a failure and a restart rehearsed once, a moment after the application is ready: it
 * costs as much as the first restart would without, and an application that starts has
 * better things to do. In a native image nothing is left to be loaded.
 */
public final class RehearsalWhenReady implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(RehearsalWhenReady.class);

	private static final Duration MOMENT = Duration.ofSeconds(1);

	private final ApplicationContext context;

	private final TreeThreads threads;

	/**
	 * Make the listener.
	 * @param context the application's context
	 * @param threads the threads of its tree; once they are closed, nothing is rehearsed
	 */
	public RehearsalWhenReady(ApplicationContext context, TreeThreads threads) {
		this.context = context;
		this.threads = threads;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context && !NativeDetector.inNativeImage()) {
			var unused = this.threads.after(MOMENT, () -> this.threads.workers().execute(this::rehearse));
		}
	}

	private void rehearse() {
		try {
			var unused = new Rehearsal(this.threads.workers()).play();
		}
		catch (Exception | LinkageError ex) {
			logger.debug("The restart of a component could not be rehearsed", ex);
		}
	}

}
