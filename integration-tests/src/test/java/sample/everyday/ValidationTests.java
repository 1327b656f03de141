package sample.everyday;

import java.util.List;

import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import io.supervision.spec.Detector;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A parameter that violates a constraint is the caller's fault, a return value that does
 * is the component's, called directly and over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "supervision.backoff.reset-after=1h")
@ActiveProfiles("plain")
class ValidationTests {

	@Autowired
	ApplicationContext context;

	@Autowired
	Books books;

	@Autowired
	Sums sums;

	Http http;

	@BeforeEach
	void connect() {
		this.http = new Http(this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@Test
	void argumentsAreValidatedInEachGenerationAndNeverCount() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "books", () -> {
			long generation = Restarts.generation(this.context, "books");
			assertThat(this.books.add(new Book("Emma"), 1)).isEqualTo("Emma");
			for (int i = 0; i < 10; i++) {
				assertThatExceptionOfType(ConstraintViolationException.class)
					.isThrownBy(() -> this.books.add(new Book("Emma"), 0));
				assertThatExceptionOfType(ConstraintViolationException.class)
					.isThrownBy(() -> this.books.add(new Book(""), 1));
				assertThatExceptionOfType(ConstraintViolationException.class)
					.isThrownBy(() -> this.books.addAll(List.of()));
			}
			assertThat(Restarts.generation(this.context, "books")).isEqualTo(generation);
			assertThat(Restarts.component(this.context, "books").incidents()).isEmpty();
		});
	}

	@Test
	void aViolatedReturnValueIsASuspicionInEachGeneration() {
		for (int suspicion = 1; suspicion <= 3; suspicion++) {
			long generation = Restarts.generation(this.context, "sums");
			assertThatExceptionOfType(ConstraintViolationException.class).isThrownBy(() -> this.sums.positive(-1));
			Restarts.awaitGeneration(this.context, "sums", generation + 1);
			assertThat(this.sums.positive(1)).isEqualTo(1);
		}
		assertThat(Restarts.component(this.context, "sums").incidents())
			.allSatisfy((incident) -> assertThat(incident.detector()).isEqualTo(Detector.RESULT));
	}

	@Test
	void wrongAnswersOverHttpAreASuspicionAndInvalidRequestsAreNot() {
		long generation = Restarts.generation(this.context, "shelf");
		for (int i = 0; i < 10; i++) {
			assertThat(this.http.get("/shelf/0").statusCode()).isGreaterThanOrEqualTo(400);
		}
		assertThat(Restarts.generation(this.context, "shelf")).isEqualTo(generation);
		assertThat(this.http.get("/shelf/1").body()).isEqualTo("book 1");
		assertThat(this.http.get("/shelf/13").statusCode()).isEqualTo(500);
		Restarts.awaitGeneration(this.context, "shelf", generation + 1);
		assertThat(this.http.get("/shelf/1").body()).isEqualTo("book 1");
	}

	@Test
	void nothingIsValidatedWhileDown() throws Throwable {
		Restarts.whileDown(this.context, "books", () -> {
			assertThatExceptionOfType(ComponentUnavailableException.class)
				.isThrownBy(() -> this.books.add(new Book(""), 0));
			assertThat(Restarts.component(this.context, "books").incidents()).isEmpty();
		});
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Books.class, Sums.class, Shelf.class })
	static class Application {

	}

	record Book(@NotBlank String title) {
	}

	@Supervised
	@Component("books")
	@Validated
	static class Books {

		public String add(@Valid Book book, @Min(1) int copies) {
			return book.title();
		}

		public void addAll(@NotEmpty List<Book> books) {
		}

	}

	@Supervised
	@Component("sums")
	@Validated
	static class Sums {

		@Min(1)
		public int positive(int value) {
			return value;
		}

	}

	@Supervised
	@RestController("shelf")
	@Validated
	static class Shelf {

		@GetMapping("/shelf/{number}")
		@NotNull
		public String book(@PathVariable @Min(1) int number) {
			return (number != 13) ? "book " + number : null;
		}

	}

}
