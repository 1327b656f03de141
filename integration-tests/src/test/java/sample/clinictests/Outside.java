package sample.clinictests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The world outside the clinic: a mail server and an insurance. It remembers what it was
 * asked for.
 */
final class Outside implements AutoCloseable {

	private final Queue<String> mails = new ConcurrentLinkedQueue<>();

	private final Queue<String> senders = new ConcurrentLinkedQueue<>();

	private final Map<String, AtomicInteger> claims = new ConcurrentHashMap<>();

	private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	private final HttpServer server;

	Outside() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/mail", this::mail);
		this.server.createContext("/claims", this::claim);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	String url(String path) {
		return "http://localhost:" + this.server.getAddress().getPort() + path;
	}

	/** Let the insurance fail the next requests about an invoice. */
	void refuse(long invoice, int times) {
		this.refusals.put(Long.toString(invoice), times);
	}

	int claims(long invoice) {
		AtomicInteger count = this.claims.get(Long.toString(invoice));
		return (count != null) ? count.get() : 0;
	}

	/** All mails, each as {@code recipient: subject}. */
	List<String> mails() {
		return List.copyOf(this.mails);
	}

	List<String> senders() {
		return List.copyOf(this.senders);
	}

	private void mail(HttpExchange exchange) throws IOException {
		this.mails.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		this.senders.add(exchange.getRequestHeaders().getFirst("Sender"));
		answer(exchange, 200, "sent");
	}

	private void claim(HttpExchange exchange) throws IOException {
		String invoice = exchange.getRequestURI().getPath().replaceAll(".*/", "");
		int count = this.claims.computeIfAbsent(invoice, (none) -> new AtomicInteger()).incrementAndGet();
		boolean refused = count <= this.refusals.getOrDefault(invoice, 0);
		answer(exchange, refused ? 503 : 200, refused ? "busy" : "accepted");
	}

	private static void answer(HttpExchange exchange, int status, String text) throws IOException {
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
