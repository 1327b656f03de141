package sample.shop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A shop that is configured wrongly does not open, and says all that is wrong at once.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

	@Test
	void everyMistakeIsNamedWithItsPlaceAndARemedy(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> Shop
					.open("supervision.components.priceFed.restart=TRANSIENT", "supervision.root.intensity=-1",
							"supervision.groups.catalog.period=soon", "supervision.defaults.wait-time=1s")
					.close());
		assertThat(output).contains("APPLICATION FAILED TO START", "Description:", "Action:")
			.contains("priceFed", "priceFeed")
			.contains("'intensity' must not be negative: -1")
			.contains("supervision.groups.catalog.period", "soon")
			.contains("supervision.defaults.wait-time")
			.doesNotContain("Tomcat started");
	}

	@Test
	void aGoodConfigurationOpens(CapturedOutput output) {
		try (Shop shop = Shop.open("supervision.components.price-feed.wait-timeout=1s")) {
			assertThat(shop.get("/products").status()).isEqualTo(200);
		}
		assertThat(output).doesNotContain("APPLICATION FAILED TO START");
	}

}
