package sample.shop.catalog;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import sample.shop.outside.OutsideServer;

import org.springframework.stereotype.Component;

/**
 * The wholesale market, asked over HTTP.
 */
@Component
class Market {

	private final HttpClient http;

	private final URI uri;

	Market(HttpClient http, OutsideServer outside) {
		this.http = http;
		this.uri = outside.uri("/market/index");
	}

	/**
	 * Ask what a list price of 1 costs right now.
	 * @return the index
	 * @throws IOException if the market does not answer
	 * @throws InterruptedException if the thread was interrupted while it waited
	 */
	BigDecimal index() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.uri).timeout(Duration.ofSeconds(5)).build();
		HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
		return new BigDecimal(response.body());
	}

}
