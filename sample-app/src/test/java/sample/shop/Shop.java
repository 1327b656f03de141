package sample.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static java.util.function.Predicate.isEqual;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A running shop on a random port, with short intervals, as its clients see it.
 */
final class Shop implements AutoCloseable {

	private final HttpClient http = HttpClient.newHttpClient();

	private final String port;

	private final ConfigurableApplicationContext context;

	private Shop(String port, ConfigurableApplicationContext context) {
		this.port = port;
		this.context = context;
	}

	/**
	 * Open a shop whose faults are armed.
	 * @param properties more properties, as {@code name=value}; they win
	 * @return the running shop
	 */
	static Shop open(String... properties) {
		ConfigurableApplicationContext context = SpringApplication.run(ShopApplication.class,
				arguments(properties).toArray(String[]::new));
		return new Shop(context.getEnvironment().getRequiredProperty("local.server.port"), context);
	}

	/**
	 * Visit a shop that runs in another virtual machine.
	 * @param port where it listens
	 * @return the shop, which this does not close
	 */
	static Shop at(String port) {
		return new Shop(port, new GenericApplicationContext());
	}

	/**
	 * Return what {@link #open} starts the shop with.
	 * @param properties more properties, as {@code name=value}; they win
	 * @return the arguments
	 */
	static List<String> arguments(String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
				"--spring.main.register-shutdown-hook=false", "--sample.prices.interval=20ms",
				"--sample.inventory.audit-interval=20ms", "--sample.receipts.interval=20ms",
				"--sample.receipts.probe-interval=20ms", "--sample.faults.enabled=true",
				"--logging.level.sample.shop.checkout.ReceiptMailer=warn",
				"--logging.level.org.apache.catalina.core.ContainerBase=off"));
		for (String property : properties) {
			String name = "--" + property.substring(0, property.indexOf('=') + 1);
			arguments.removeIf((argument) -> argument.startsWith(name));
			arguments.add("--" + property);
		}
		return arguments;
	}

	Answer get(String path) {
		return send(request(path).GET());
	}

	Answer post(String path) {
		return send(request(path).POST(BodyPublishers.noBody()));
	}

	Answer post(String path, String json) {
		return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
	}

	Answer order(String sku, int quantity) {
		return post("/orders", "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity));
	}

	int stock(String sku) {
		List<Integer> stock = get("/products").json("$[?(@.sku == '%s')].stock".formatted(sku));
		return stock.get(0);
	}

	void strike(String component, String kind) {
		Answer answer = post("/faults/" + component + "/" + kind);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
	}

	void outage(String component, boolean on) {
		assertThat(post("/faults/" + component + "/dependency?on=" + on).status()).isEqualTo(204);
	}

	/**
	 * Ask how much of the heap is in use by what can still be reached.
	 * @return bytes
	 */
	long heapInUse() {
		System.gc();
		Double used = get("/actuator/metrics/jvm.memory.used?tag=area:heap").json("$.measurements[0].value");
		return used.longValue();
	}

	Tree tree() {
		return Tree.of(get("/actuator/supervision"));
	}

	Answer operate(String node, String operation) {
		return post("/actuator/supervision/" + node,
				"{\"operation\":\"%s\",\"reason\":\"a test asks for it\"}".formatted(operation));
	}

	int liveness() {
		return get("/actuator/health/liveness").status();
	}

	int readiness() {
		return get("/actuator/health/readiness").status();
	}

	/**
	 * Wait until the tree is as it should be.
	 * @param condition what it should be
	 * @return the tree
	 */
	Tree awaitTree(Predicate<Tree> condition) {
		return patiently().until(this::tree, condition);
	}

	/**
	 * Forget what was counted, start what is down, and wait until all is well.
	 */
	void heal() {
		assertThat(operate("root", "reset").status()).isEqualTo(200);
		tree().down().forEach((component) -> operate(component, "start"));
		awaitTree(Tree::isUp);
		patiently().until(this::readiness, isEqual(200));
		patiently().until(this::liveness, isEqual(200));
	}

	static ConditionFactory patiently() {
		return Awaitility.await()
			.dontCatchUncaughtExceptions()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20));
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(30));
	}

	private Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = this.http.send(request.build(), BodyHandlers.ofString());
			return new Answer(response);
		}
		catch (IOException ex) {
			throw new IllegalStateException("No answer from the shop", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * What the shop answered.
	 *
	 * @param response the response
	 */
	record Answer(HttpResponse<String> response) {

		int status() {
			return this.response.statusCode();
		}

		String body() {
			return this.response.body();
		}

		/**
		 * Return a part of the body.
		 * @param <T> the type it has in JSON: a number, a string, a list or a map
		 * @param path a JSON path
		 * @return what is there
		 */
		@SuppressWarnings("TypeParameterUnusedInFormals")
		<T> T json(String path) {
			return JsonPath.read(body(), path);
		}

		String header(String name) {
			return this.response.headers().firstValue(name).orElseThrow();
		}

		@Override
		public String toString() {
			return status() + " " + body();
		}

	}

}
