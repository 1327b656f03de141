package io.supervision.benchmarks.runs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

import io.supervision.benchmarks.runs.Applications.Components;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What a web application with many components does as they become more: all of them fail
 * at once, all of them are restarted for one of them, and somebody looks at the tree over
 * HTTP, while it is quiet and in the middle of such a storm. The time is that on the
 * wall, since that is what somebody waits for.
 */
public final class ScaleRun {

	/** Small trees are restarted so often that this many components are. */
	private static final int AT_LEAST = 10_000;

	private static final int MOST_ROUNDS = 20;

	private static final int QUERIES = 50;

	private final int size;

	private final String name;

	private ScaleRun(int size) {
		this.size = size;
		this.name = "scale." + size;
	}

	/**
	 * Measure.
	 * @param arguments how many components there are
	 * @throws Exception if the tree does not heal or cannot be looked at
	 */
	public static void main(String[] arguments) throws Exception {
		ScaleRun run = new ScaleRun(Integer.parseInt(arguments[0]));
		run.storms();
		run.oneForAll();
	}

	private void storms() throws Exception {
		try (ConfigurableApplicationContext application = Applications
			.web(new Components(SupervisedSmall.class, this.size))) {
			Collection<SupervisedSmall> all = application.getBeansOfType(SupervisedSmall.class).values();
			Restarted restarted = application.getBean(Restarted.class);
			Figures.Work storm = () -> {
				all.forEach(Restarted::fail);
				restarted.await(this.size);
			};
			Onlooker onlooker = new Onlooker(application);
			WarmUp.run(() -> {
				storm.run();
				onlooker.look();
			});
			quickest("storm", storm);
			onlooker.forget();
			Thread watching = new Thread(onlooker);
			watching.start();
			for (int round = 0; watching.isAlive() && (round < rounds() || onlooker.looks() < QUERIES); round++) {
				storm.run();
			}
			watching.interrupt();
			watching.join();
			print("watched", onlooker.forget());
			for (int query = 0; query < QUERIES; query++) {
				onlooker.look();
			}
			print("page", onlooker.forget());
			Figures.print(this.name + ".page.bytes", onlooker.bytes);
		}
	}

	private void oneForAll() throws InterruptedException {
		try (ConfigurableApplicationContext application = Applications
			.web(new Components(TiedSmall.class, this.size))) {
			TiedSmall one = application.getBean("TiedSmall0", TiedSmall.class);
			Restarted restarted = application.getBean(Restarted.class);
			Figures.Work all = () -> {
				Restarted.fail(one);
				restarted.await(this.size);
			};
			WarmUp.run(all);
			quickest("all", all);
		}
	}

	private int rounds() {
		return Math.min(MOST_ROUNDS, Math.max(3, AT_LEAST / this.size));
	}

	private void quickest(String what, Figures.Work work) throws InterruptedException {
		double quickest = Double.MAX_VALUE;
		for (int round = 0; round < rounds(); round++) {
			double since = Figures.wallMicros();
			work.run();
			quickest = Math.min(quickest, Figures.wallMicros() - since);
		}
		Figures.print(this.name + "." + what, quickest / 1e3);
	}

	private void print(String what, List<Double> latencies) {
		Collections.sort(latencies);
		Figures.print(this.name + "." + what + ".median", latencies.get(latencies.size() / 2));
		Figures.print(this.name + "." + what + ".worst", latencies.get(latencies.size() - 1));
	}

	/** Looks at the tree as a browser would, and again as soon as it has seen it. */
	private static final class Onlooker implements Runnable {

		private final HttpClient client = HttpClient.newHttpClient();

		private final HttpRequest request;

		private final List<Double> latencies = new ArrayList<>();

		private volatile int bytes;

		Onlooker(ConfigurableApplicationContext application) {
			this.request = HttpRequest.newBuilder(URI.create("http://localhost:"
					+ application.getEnvironment().getRequiredProperty("local.server.port") + "/actuator/supervision"))
				.build();
		}

		@Override
		public void run() {
			while (!Thread.currentThread().isInterrupted()) {
				look();
			}
		}

		void look() {
			double since = Figures.wallMicros();
			try {
				HttpResponse<byte[]> response = this.client.send(this.request, HttpResponse.BodyHandlers.ofByteArray());
				if (response.statusCode() != 200) {
					throw new IllegalStateException("The tree cannot be seen: " + response);
				}
				this.bytes = response.body().length;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			synchronized (this.latencies) {
				this.latencies.add((Figures.wallMicros() - since) / 1e3);
			}
		}

		int looks() {
			synchronized (this.latencies) {
				return this.latencies.size();
			}
		}

		/** What each look took, in milliseconds, since this was last asked. */
		List<Double> forget() {
			synchronized (this.latencies) {
				List<Double> seen = new ArrayList<>(this.latencies);
				this.latencies.clear();
				return seen;
			}
		}

	}

}
