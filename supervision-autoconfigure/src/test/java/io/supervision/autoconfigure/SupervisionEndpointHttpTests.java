package io.supervision.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.supervision.actuate.FakeKernel;
import io.supervision.actuate.Trees;
import io.supervision.spec.ChildState;
import io.supervision.spec.Fault;
import io.supervision.spec.Strategy;
import io.supervision.tree.Reply;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the endpoint over HTTP, against a real server.
 */
@ExtendWith(OutputCaptureExtension.class)
class SupervisionEndpointHttpTests {

	private static ConfigurableApplicationContext open;

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context = open;

	private FakeKernel kernel;

	@BeforeAll
	static void startOpen() {
		open = run("management.endpoint.supervision.access=unrestricted",
				"management.endpoint.supervision.show-details=always");
	}

	@AfterAll
	static void stopOpen() {
		open.close();
	}

	@BeforeEach
	void useOpen() {
		use(open);
		this.kernel.operations.clear();
		this.kernel.outcome = Reply.Outcome.OK;
	}

	@AfterEach
	void stopOther() {
		if (this.context != open) {
			this.context.close();
		}
	}

	private void use(ConfigurableApplicationContext context) {
		this.context = context;
		this.kernel = context.getBean(FakeKernel.class);
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "management.endpoints.web.exposure.include=supervision",
					"spring.jackson.property-naming-strategy=SNAKE_CASE", "logging.level.root=error",
					"logging.level.io.supervision=info", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	@Test
	void wholeTreeIsAnswered() throws Exception {
		HttpResponse<String> response = get("");
		JsonNode json = json(response);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(json.get("status").textValue()).isEqualTo("UP");
		assertThat(json.at("/root/children/0/path").textValue()).isEqualTo("/trading");
		assertThat(json.at("/root/children/0/restartsInPeriod").intValue()).isZero();
		assertThat(json.at("/root/children/0/children/0/path").textValue()).isEqualTo("/trading/priceFeed");
		assertThat(response.body()).doesNotContain("null").doesNotContain("incidents");
	}

	@Test
	void partOfTheTreeIsAnsweredByQuery() throws Exception {
		JsonNode root = json(get("?depth=1&page=1&size=1")).get("root");
		assertThat(root.get("childCount").intValue()).isGreaterThan(1);
		assertThat(root.get("children")).hasSize(1);
		assertThat(root.at("/children/0/path").textValue()).isNotEqualTo("/trading");
		assertThat(json(get("/trading?depth=0")).get("children")).isEmpty();
		assertThat(get("?size=0").statusCode()).isEqualTo(400);
		assertThat(get("?page=second").statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/trading/priceFeed", "/priceFeed" })
	void oneNodeIsAnsweredByPathAndById(String path) throws Exception {
		JsonNode json = json(get(path));
		assertThat(json.get("path").textValue()).isEqualTo("/trading/priceFeed");
		assertThat(json.at("/incidents/0/causes/0/message").textValue()).isEqualTo("price is secret");
	}

	@Test
	void idWithAPercentSignAndASlashIsReached() throws Exception {
		assertThat(json(get("/50%25")).get("id").textValue()).isEqualTo("50%");
		assertThat(json(get("/a%252Fb")).get("id").textValue()).isEqualTo("a/b");
	}

	@Test
	void unknownNodeIsNotFound() throws Exception {
		assertThat(get("/trading/nothing").statusCode()).isEqualTo(404);
		assertThat(post("/trading/nothing", body("restart", "why")).statusCode()).isEqualTo(404);
		assertThat(this.kernel.operations).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "restart", "stop", "start", "reset" })
	void acceptedOperationAnswersTheNode(String operation) throws Exception {
		HttpResponse<String> response = post("/priceFeed", body(operation, "feed is stale"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(json(response).get("path").textValue()).isEqualTo("/trading/priceFeed");
		assertThat(this.kernel.operations)
			.containsExactly(operation.toUpperCase(java.util.Locale.ROOT) + " /trading/priceFeed");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"operation\":\"restart\"}", "{\"operation\":\"restart\",\"reason\":null}",
			"{\"operation\":\"restart\",\"reason\":\"\"}", "{\"operation\":\"restart\",\"reason\":\"  \\n\\u0000 \"}",
			"{\"reason\":\"why\"}", "{\"operation\":\"RESTART\",\"reason\":\"why\"}",
			"{\"operation\":\"destroy\",\"reason\":\"why\"}", "{\"operation\":{\"a\":1},\"reason\":\"why\"}", "{}",
			"[]", "\"restart\"", "42", "null", "{", "''" })
	void badRequestIsRefused(String body) throws Exception {
		assertThat(post("/trading/priceFeed", body).statusCode()).isEqualTo(400);
		assertThat(this.kernel.operations).isEmpty();
	}

	@Test
	void refusalSaysWhatWouldBeRight() throws Exception {
		assertThat(json(post("/priceFeed", body("destroy", "why"))).get("message").textValue())
			.isEqualTo("'operation' must be 'restart', 'stop', 'start' or 'reset': 'destroy'");
		this.kernel.outcome = Reply.Outcome.REFUSED;
		assertThat(json(post("/priceFeed", body("start", "why"))).get("message").textValue())
			.isEqualTo("'start' is not possible for '/trading/priceFeed' in state RUNNING");
	}

	@ParameterizedTest
	@CsvSource({ "REFUSED, 409", "NO_SUPERVISOR, 409", "NOT_FOUND, 404" })
	void refusalOfTheTreeHasItsStatus(Reply.Outcome outcome, int status) throws Exception {
		this.kernel.outcome = outcome;
		assertThat(post("/trading/priceFeed", body("stop", "why")).statusCode()).isEqualTo(status);
	}

	@Test
	void missingReasonIsABadRequestWhateverTheApplicationDoesWithExceptions() throws Exception {
		HttpResponse<String> response = post("/priceFeed", "{\"operation\":\"restart\"}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(json(response).get("message").textValue())
			.isEqualTo("'reason' must not be blank: say why, it is logged");
		assertThat(post("/priceFeed", "").statusCode()).isEqualTo(400);
	}

	@Test
	void writingIsClosedByDefault() throws Exception {
		use(run());
		assertThat(post("/trading/priceFeed", body("restart", "why")).statusCode()).isEqualTo(405);
		assertThat(get("/trading/priceFeed").statusCode()).isEqualTo(200);
		assertThat(this.kernel.operations).isEmpty();
	}

	@Test
	void rootIsReachedByItsIdAndByItsPath() throws Exception {
		assertThat(post("/root", body("reset", "why")).statusCode()).isEqualTo(200);
		assertThat(post("", body("reset", "why")).statusCode()).isEqualTo(200);
		assertThat(this.kernel.operations).containsExactly("RESET /", "RESET /");
	}

	@Test
	void everyOperationIsLoggedOnOneLineWithItsReason(CapturedOutput output) throws Exception {
		post("/priceFeed", body("restart", "feed is stale\\nforged line" + "x".repeat(300)));
		assertThat(output.getOut()
			.lines()
			.filter((line) -> line.contains("asked for 'restart' of '/priceFeed': accepted"))).singleElement()
			.asString()
			.contains("(reason: feed is stale forged linexxx")
			.doesNotContain("x".repeat(240));
		this.kernel.outcome = Reply.Outcome.REFUSED;
		post("/priceFeed", body("stop", "because"));
		assertThat(output).contains("asked for 'stop' of '/priceFeed': refused").contains("(reason: because)");
	}

	@ParameterizedTest
	@CsvSource({ "never, false, false", "when-authorized, false, true", "always, true, true" })
	void detailsAreShownAsConfigured(String showDetails, boolean toAnyone, boolean toAuthorized) throws Exception {
		use(run("management.endpoint.supervision.show-details=" + showDetails,
				"management.endpoint.supervision.roles=ops"));
		assertThat(get("").body().contains("secret")).isEqualTo(toAnyone);
		assertThat(get("/priceFeed").body().contains("secret")).isEqualTo(toAnyone);
		assertThat(get("/priceFeed", "user").body().contains("secret")).isEqualTo(toAnyone);
		assertThat(get("/priceFeed", "ops").body().contains("secret")).isEqualTo(toAuthorized);
	}

	@Test
	void detailsNeedAuthorizationByDefault() throws Exception {
		use(run());
		assertThat(get("/priceFeed").body()).doesNotContain("secret").doesNotContain("PriceFeed.java");
		assertThat(get("/priceFeed", "user").body()).contains("secret").contains("PriceFeed.java");
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> get(String path, String role) throws IOException, InterruptedException {
		return this.client.send(request(path).header("Role", role).build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
		HttpRequest request = request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		return this.client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/supervision" + path))
			.timeout(Duration.ofSeconds(20));
	}

	private static String body(String operation, String reason) {
		return "{\"operation\":\"" + operation + "\",\"reason\":\"" + reason + "\"}";
	}

	private static JsonNode json(HttpResponse<String> response) throws IOException {
		return new ObjectMapper().readTree(response.body());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = SupervisionAutoConfiguration.class)
	static class Application {

		@Bean
		FakeKernel kernel() {
			return new FakeKernel(Trees.running(
					Trees.group("/trading", Strategy.ONE_FOR_ONE,
							Trees.component("/trading/priceFeed")
								.lastFailure(Trees.incident(Fault.Kind.FAILURE, Duration.ofMillis(4)))
								.build()),
					Trees.component("/50%25").build(), Trees.component("/a%2Fb").state(ChildState.RUNNING).build()));
		}

		/** Authenticates whoever sends the header 'Role', with the role it names. */
		@Bean
		Filter roles() {
			return (request, response, chain) -> chain
				.doFilter((((HttpServletRequest) request).getHeader("Role") != null)
						? new Authenticated((HttpServletRequest) request) : request, response);
		}

	}

	static class Authenticated extends HttpServletRequestWrapper {

		Authenticated(HttpServletRequest request) {
			super(request);
		}

		@Override
		public Principal getUserPrincipal() {
			return () -> "alice";
		}

		@Override
		public boolean isUserInRole(String role) {
			return role.equals(getHeader("Role"));
		}

	}

}
