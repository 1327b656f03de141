package sample.shop;

import java.net.http.HttpClient;
import java.time.Duration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The shop.
 */
@SpringBootApplication
@EnableScheduling
public class ShopApplication {

	/**
	 * Return the one HTTP client of the shop. It belongs to no component: its threads
	 * outlive every restart.
	 * @return the client
	 */
	@Bean
	HttpClient httpClient() {
		return HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(Duration.ofSeconds(2))
			.build();
	}

	public static void main(String[] args) {
		SpringApplication.run(ShopApplication.class, args);
	}

}
