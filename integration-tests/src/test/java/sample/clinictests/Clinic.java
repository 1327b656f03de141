package sample.clinictests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import sample.clinic.ClinicApplication;
import sample.everyday.Postgres;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The running clinic, with a database and a world outside of its own, as its users see
 * it.
 */
final class Clinic implements AutoCloseable {

	private static final AtomicLong NUMBERS = new AtomicLong(100);

	private final Outside outside = new Outside();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ConfigurableApplicationContext application;

	private Clinic(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--spring.datasource.url=" + Postgres.database());
		all.add("--clinic.mail.url=" + this.outside.url("/mail"));
		all.add("--clinic.insurance.url=" + this.outside.url("/claims"));
		all.add("--spring.jmx.default-domain=clinic" + number());
		this.application = new SpringApplicationBuilder(ClinicApplication.class).properties("spring.config.name=clinic")
			.run(all.toArray(String[]::new));
	}

	static Clinic open(String... arguments) {
		return new Clinic(arguments);
	}

	/** A number that is used nowhere else. */
	static long number() {
		return NUMBERS.incrementAndGet();
	}

	static String chip() {
		return String.format("%015d", number());
	}

	ConfigurableApplicationContext application() {
		return this.application;
	}

	Outside outside() {
		return this.outside;
	}

	<T> T bean(Class<T> type) {
		return this.application.getBean(type);
	}

	JdbcTemplate database() {
		return bean(JdbcTemplate.class);
	}

	/** The result of a query for one number. */
	long count(String query, Object... arguments) {
		Long count = database().queryForObject(query, Long.class, arguments);
		return (count != null) ? count : 0;
	}

	Answer get(String path) {
		return send("GET", path, "", "vera");
	}

	Answer post(String path, String body) {
		return send("POST", path, body, "vera");
	}

	Answer put(String path) {
		return send("PUT", path, "", "vera");
	}

	Answer send(String method, String path, String body, String user) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create(
					"http://localhost:" + this.application.getEnvironment().getProperty("local.server.port") + path))
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body));
		if (!user.isEmpty()) {
			byte[] name = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
			request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(name));
		}
		try {
			HttpResponse<String> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body(),
					response.headers().firstValue("Request-Number").orElse(""));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Register an owner with a dog, which is two years old. */
	Patient patient() {
		return patient("2024-01-01");
	}

	Patient patient(String born) {
		String chip = chip();
		String email = "owner" + chip + "@example.org";
		Answer answer = post("/owners", """
				{"name": "Olga", "email": "%s", "city": "Oslo",
				"pet": {"name": "Pollux", "species": "dog", "chip": "%s", "born": "%s"}}""".formatted(email, chip,
				born));
		return new Patient(answer.expect(201).number("id"), email, chip);
	}

	long admit(Patient patient) {
		return post("/visits", """
				{"chip": "%s", "reason": "limps"}""".formatted(patient.chip())).expect(201).number("id");
	}

	Answer treat(long visit, String sku, int quantity) {
		return post("/visits/" + visit + "/treatments", """
				{"sku": "%s", "quantity": %d}""".formatted(sku, quantity));
	}

	Answer discharge(long visit) {
		return post("/visits/" + visit + "/discharge", "");
	}

	/** A visit with one treatment, until the invoice: 40.00 and 2 x 1.50. */
	long invoice(Patient patient) {
		long visit = admit(patient);
		treat(visit, "aspirin", 2).expect(200);
		return discharge(visit).expect(200).number("invoice");
	}

	Answer pay(long invoice, String method, long cents, String reference) {
		return post("/invoices/" + invoice + "/payments", """
				{"method": "%s", "cents": %d, "reference": "%s"}""".formatted(method, cents, reference));
	}

	@Override
	public void close() {
		this.application.close();
		this.outside.close();
	}

	record Patient(long owner, String email, String chip) {
	}

	record Answer(int status, String body, String requestNumber) {

		Answer expect(int expected) {
			if (this.status != expected) {
				throw new AssertionError("Expected " + expected + ": " + this);
			}
			return this;
		}

		long number(String field) {
			Matcher matcher = Pattern.compile("\"" + field + "\":(-?\\d+)").matcher(this.body);
			if (!matcher.find()) {
				throw new AssertionError("No '" + field + "' in " + this);
			}
			return Long.parseLong(matcher.group(1));
		}

		boolean has(String text) {
			return this.body.contains(text);
		}

	}

}
