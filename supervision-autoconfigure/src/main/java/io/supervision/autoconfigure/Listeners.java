package io.supervision.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several who want to be told the same. What one of them throws keeps nothing from the
 * others.
 *
 * @param all whom to tell, in order
 * @param <T> what they are told
 */
record Listeners<T>(List<Consumer<T>> all) implements Consumer<T> {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	@Override
	public void accept(T news) {
		for (Consumer<T> listener : this.all) {
			try {
				listener.accept(news);
			}
			catch (Throwable ex) {
				logger.error("A listener of the supervision tree failed: {}", listener.getClass().getName(), ex);
			}
		}
	}

}
