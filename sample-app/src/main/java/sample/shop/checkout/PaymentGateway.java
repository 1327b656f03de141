package sample.shop.checkout;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CancellationException;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.supervision.Generation;
import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Supervised;
import sample.shop.faults.FaultBoard;
import sample.shop.faults.Faults;
import sample.shop.outside.OutsideServer;

import org.springframework.stereotype.Component;

/**
 * Takes the customers' money, in a session with the payment server that lasts as long as
 * this generation. A circuit breaker notices when it has become slow.
 */
@Component
@Supervised(essential = true, callTimeout = "6s", circuitBreaker = "payments")
class PaymentGateway {

	private final HttpClient http;

	private final Generation generation;

	private final Faults faults;

	private volatile URI session;

	PaymentGateway(HttpClient http, OutsideServer outside, Generation generation, FaultBoard board) {
		this.http = http;
		this.generation = generation;
		this.session = openSession(outside.uri("/payments/sessions"));
		this.faults = board.open("paymentGateway")
			.hang()
			.corrupt(() -> this.session = this.session.resolve("forgotten"));
	}

	/**
	 * Charge the customer for an order. The payment server takes the money for one order
	 * only once, however often it is asked.
	 * @param order the number of the order
	 * @param amount how much
	 * @throws PaymentUnavailableException if the payment server does not answer, or is
	 * not asked because the circuit is broken
	 */
	@SafeToRepeat
	@CircuitBreaker(name = "payments", fallbackMethod = "refuse")
	public void charge(long order, BigDecimal amount) {
		this.faults.inCall();
		int status = send("PUT", URI.create(this.session + "/" + order + "?amount=" + amount)).statusCode();
		if (status == 404) {
			IllegalStateException wrong = new IllegalStateException("Session '" + this.session + "' is unknown");
			this.generation.fail(wrong);
			throw wrong;
		}
		if (status != 204) {
			throw new IllegalStateException("Payment server answered " + status + " to a charge of " + amount);
		}
	}

	@SuppressWarnings("unused")
	private void refuse(long order, BigDecimal amount, CallNotPermittedException refused) {
		throw new PaymentUnavailableException(refused);
	}

	private URI openSession(URI sessions) {
		HttpResponse<Void> response = send("POST", sessions);
		return response.headers().firstValue("Location").map(sessions::resolve).orElseThrow();
	}

	private HttpResponse<Void> send(String method, URI uri) {
		HttpRequest request = HttpRequest.newBuilder(uri)
			.method(method, BodyPublishers.noBody())
			.timeout(Duration.ofSeconds(5))
			.build();
		try {
			return this.http.send(request, BodyHandlers.discarding());
		}
		catch (IOException ex) {
			throw new PaymentUnavailableException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while the payment server was asked");
		}
	}

}
