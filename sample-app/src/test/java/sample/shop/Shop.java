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

import com.jayway.jsonpath.JsonPath;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A running shop on a random port, with short intervals, as its clients see it.
 */
final class Shop implements AutoCloseable {

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private Shop(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Open a shop.
	 * @param properties more properties, as {@code name=value}; they win
	 * @return the running shop
	 */
	static Shop open(String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
				"--spring.main.register-shutdown-hook=false", "--sample.prices.interval=20ms",
				"--sample.inventory.audit-interval=20ms", "--sample.receipts.interval=20ms"));
		for (String property : properties) {
			String name = "--" + property.substring(0, property.indexOf('=') + 1);
			arguments.removeIf((argument) -> argument.startsWith(name));
			arguments.add("--" + property);
		}
		return new Shop(SpringApplication.run(ShopApplication.class, arguments.toArray(String[]::new)));
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

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	private HttpRequest.Builder request(String path) {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).timeout(Duration.ofSeconds(30));
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
