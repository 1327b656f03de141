package sample.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Clients that send the same request over and over, each as soon as the one before is
 * answered.
 *
 * @param <T> what they make of an answer
 */
final class Clients<T> implements AutoCloseable {

	private final ExecutorService executor;

	private final List<Future<List<T>>> clients = new ArrayList<>();

	private final AtomicInteger answered = new AtomicInteger();

	private volatile boolean stopped;

	Clients(int number, Supplier<T> request) {
		this.executor = Executors.newFixedThreadPool(number);
		for (int i = 0; i < number; i++) {
			this.clients.add(this.executor.submit(() -> send(request)));
		}
	}

	private List<T> send(Supplier<T> request) {
		List<T> answers = new ArrayList<>();
		while (!this.stopped) {
			answers.add(request.get());
			this.answered.incrementAndGet();
		}
		return answers;
	}

	/**
	 * Wait until some more requests have been answered.
	 * @param number how many
	 */
	void awaitAnswers(int number) {
		int now = this.answered.get();
		Shop.patiently().until(() -> this.answered.get() >= now + number);
	}

	/**
	 * Stop and return what was answered.
	 * @return the answers of all clients
	 * @throws Exception if a request was not answered at all
	 */
	List<T> stop() throws Exception {
		this.stopped = true;
		List<T> answers = new ArrayList<>();
		for (Future<List<T>> client : this.clients) {
			answers.addAll(client.get());
		}
		return answers;
	}

	@Override
	public void close() {
		this.stopped = true;
		this.executor.shutdownNow();
	}

}
