package sample.clinic.notices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;

/**
 * Sends mail, so that nobody has to wait for it. It has an HTTP client of its own, with
 * threads of its own.
 */
@Service
public class Mailer {

	private final HttpClient http = HttpClient.newHttpClient();

	private final MailSettings settings;

	Mailer(MailSettings settings) {
		this.settings = settings;
	}

	@Async
	public void send(String to, String subject) {
		deliver(to, subject);
	}

	@Async
	public CompletableFuture<String> sendAndConfirm(String to, String subject) {
		deliver(to, subject);
		return CompletableFuture.completedFuture(Thread.currentThread().getName());
	}

	private void deliver(String to, String subject) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.settings.getUrl()))
			.header("Sender", this.settings.getSender())
			.POST(HttpRequest.BodyPublishers.ofString(to + ": " + subject))
			.build();
		try {
			this.http.send(request, HttpResponse.BodyHandlers.discarding());
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
