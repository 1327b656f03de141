package sample.shop.outside;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import jakarta.annotation.PreDestroy;
import sample.shop.faults.FaultBoard;

import org.springframework.stereotype.Component;

/**
 * The payment server and the wholesale market, on one port of the loopback interface.
 * While one of them is down, its connections are closed without an answer. <pre>
 * POST /payments/sessions                            201, Location: the session
 * PUT  /payments/sessions/{session}/{order}?amount=  204, 404 unknown session, 422 too much
 * GET  /market/index                                 200, what a list price of 1 costs now
 * </pre>
 */
@Component
public class OutsideServer {

	private static final BigDecimal LIMIT = new BigDecimal(100_000);

	private final HttpServer server;

	private final Set<String> sessions = ConcurrentHashMap.newKeySet();

	private final Map<Long, BigDecimal> payments = new ConcurrentHashMap<>();

	OutsideServer(FaultBoard board) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		serve("/payments/sessions", this::pay, "paymentGateway", board);
		serve("/market/index", OutsideServer::index, "priceFeed", board);
		this.server.start();
	}

	/**
	 * Return where to find something on this server.
	 * @param path the path
	 * @return the whole URI
	 */
	public URI uri(String path) {
		return URI.create("http://localhost:" + this.server.getAddress().getPort() + path);
	}

	/**
	 * Return the money that was taken so far.
	 * @return the amount for each order
	 */
	public Map<Long, BigDecimal> payments() {
		return new TreeMap<>(this.payments);
	}

	private void serve(String path, HttpHandler handler, String dependent, FaultBoard board) {
		AtomicBoolean down = new AtomicBoolean();
		board.dependency(dependent, down::set);
		this.server.createContext(path, (exchange) -> {
			try (exchange) {
				if (!down.get()) {
					handler.handle(exchange);
				}
			}
		});
	}

	private void pay(HttpExchange exchange) throws IOException {
		if (exchange.getRequestMethod().equals("POST")) {
			String session = UUID.randomUUID().toString();
			this.sessions.add(session);
			exchange.getResponseHeaders().set("Location", "/payments/sessions/" + session);
			exchange.sendResponseHeaders(201, -1);
		}
		else {
			exchange.sendResponseHeaders(charge(exchange.getRequestURI()), -1);
		}
	}

	private int charge(URI uri) {
		String[] path = uri.getPath().split("/", -1);
		BigDecimal amount = new BigDecimal(uri.getQuery().substring("amount=".length()));
		if (!this.sessions.contains(path[3])) {
			return 404;
		}
		if (amount.signum() < 0 || amount.compareTo(LIMIT) > 0) {
			return 422;
		}
		this.payments.putIfAbsent(Long.valueOf(path[4]), amount);
		return 204;
	}

	private static void index(HttpExchange exchange) throws IOException {
		double index = ThreadLocalRandom.current().nextDouble(0.9, 1.1);
		byte[] body = BigDecimal.valueOf(index)
			.setScale(4, RoundingMode.HALF_UP)
			.toString()
			.getBytes(StandardCharsets.US_ASCII);
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
	}

	@PreDestroy
	void stop() {
		this.server.stop(0);
	}

}
