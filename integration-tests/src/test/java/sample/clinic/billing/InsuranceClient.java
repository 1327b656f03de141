package sample.clinic.billing;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/**
 * Talks to the insurance, which does not always answer the first time.
 */
@Component
public class InsuranceClient {

	private final RestTemplate http = new RestTemplate(new SimpleClientHttpRequestFactory());

	@Value("${clinic.insurance.url}")
	private String url;

	@CircuitBreaker(name = "insurance")
	@Retry(name = "insurance", fallbackMethod = "later")
	public String claim(long invoice) {
		return this.http.postForObject(this.url + "/" + invoice, "", String.class);
	}

	String later(long invoice, RuntimeException ex) {
		return "later";
	}

}
