package sample.everyday;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Sends requests to the application of a test.
 */
public final class Http {

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	/**
	 * Make a client.
	 * @param port the application's port
	 */
	public Http(int port) {
		this.port = port;
	}

	/**
	 * Get a resource.
	 * @param path its path with the query
	 * @return the answer
	 */
	public HttpResponse<String> get(String path) {
		return send(request(path).GET());
	}

	/**
	 * Post JSON to a resource.
	 * @param path its path
	 * @param json the body
	 * @return the answer
	 */
	public HttpResponse<String> post(String path, String json) {
		return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(20));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
