package io.supervision.actuate;

import java.util.function.IntConsumer;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The end of the application: its context is closed, then the process ends with code 1.
 * Closing the context alone would not do, since a component that hangs keeps the process
 * alive.
 */
public final class ApplicationExit implements Runnable {

	private final ConfigurableApplicationContext context;

	private final IntConsumer process;

	/**
	 * Make the end.
	 * @param context the context to close
	 * @param process ends the process with the code it is given
	 */
	public ApplicationExit(ConfigurableApplicationContext context, IntConsumer process) {
		this.context = context;
		this.process = process;
	}

	/**
	 * Begin to end, on a thread of its own.
	 */
	@Override
	public void run() {
		new Thread(() -> this.process.accept(SpringApplication.exit(this.context, () -> 1)), "supervision-exit")
			.start();
	}

}
