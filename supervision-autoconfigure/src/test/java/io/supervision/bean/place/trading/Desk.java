package io.supervision.bean.place.trading;

import io.supervision.annotation.Supervised;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Supervised
public class Desk {

	@Configuration
	public static class DeskConfiguration {

		@Bean
		@Supervised
		Text text() {
			return new Text();
		}

	}

	public static class Text {

	}

}
