package io.supervision.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.Fault;
import io.supervision.tree.Incident;
import io.supervision.tree.TreeSnapshot;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.validation.ValidationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.method.MethodValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class WrongAnswerTests {

	private static final String ADAPT = "spring.validation.method.adapt-constraint-violations=";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class, ValidationAutoConfiguration.class))
		.withUserConfiguration(Shop.class);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void wrongAnswerIsWithheldAndTheComponentRestarted(boolean adapted) {
		this.runner.withPropertyValues(ADAPT + adapted).run((context) -> {
			Stock stock = context.getBean(Stock.class);
			assertThat(stock.count("apple")).isEqualTo(1);
			stock.corrupt(-1);
			assertThatExceptionOfType(exception(adapted)).isThrownBy(() -> stock.count("apple"));
			Awaitility.await().until(() -> node(context).generation() == 2);
			Incident incident = node(context).lastFailure();
			assertThat(incident.detector()).isEqualTo(Detector.RESULT);
			assertThat(incident.kind()).isEqualTo(Fault.Kind.SUSPICION);
			assertThat(incident.classification()).isEqualTo(Classification.COMPONENT);
			assertThat(incident.causes().get(0).type()).isEqualTo(exception(adapted).getName());
			assertThat(stock.count("apple")).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatIsInsideAnAnswerIsLookedAtToo(boolean adapted) {
		this.runner.withPropertyValues(ADAPT + adapted).run((context) -> {
			Stock stock = context.getBean(Stock.class);
			assertThat(stock.shelf().items()).hasSize(2);
			stock.corrupt(0);
			assertThatExceptionOfType(exception(adapted)).isThrownBy(stock::shelf);
			Awaitility.await().until(() -> node(context).generation() == 2);
			assertThat(node(context).lastFailure().detector()).isEqualTo(Detector.RESULT);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void wrongQuestionIsTheCallersFault(boolean adapted) {
		this.runner.withPropertyValues(ADAPT + adapted).run((context) -> {
			Stock stock = context.getBean(Stock.class);
			for (int i = 0; i < 10; i++) {
				assertThatExceptionOfType(exception(adapted)).isThrownBy(() -> stock.count(" "));
				assertThatExceptionOfType(exception(adapted)).isThrownBy(() -> stock.put(new Item("", 1)));
			}
			// What comes next is seen, so what came before would have been.
			stock.corrupt(-1);
			assertThatExceptionOfType(exception(adapted)).isThrownBy(() -> stock.count("apple"));
			Awaitility.await().until(() -> node(context).generation() == 2);
			assertThat(node(context).incidents()).hasSize(1);
		});
	}

	@Test
	void wrongAnswerThatComesLaterIsSeenWhenItComes() {
		this.runner.run((context) -> {
			Stock stock = context.getBean(Stock.class);
			assertThat(stock.countLater().get()).isEqualTo(new Item("apple", 1));
			stock.corrupt(-1);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> stock.countLater().get())
				.withCauseInstanceOf(ConstraintViolationException.class);
			Awaitility.await().until(() -> node(context).generation() == 2);
			assertThat(node(context).lastFailure().detector()).isEqualTo(Detector.RESULT);
		});
	}

	@Test
	void thirdRestartIsLikeTheFirst() {
		this.runner.run((context) -> {
			Stock stock = context.getBean(Stock.class);
			for (int restarts = 1; restarts <= 3; restarts++) {
				long next = restarts + 1L;
				stock.corrupt(-1);
				assertThatExceptionOfType(ConstraintViolationException.class).isThrownBy(() -> stock.count("apple"));
				Awaitility.await().until(() -> node(context).generation() == next);
			}
			assertThat(stock.count("apple")).isEqualTo(1);
		});
	}

	@Test
	void observedWrongAnswerIsReportedAndNothingHappens() {
		this.runner.withPropertyValues("supervision.detectors.result.mode=observe").run((context) -> {
			Stock stock = context.getBean(Stock.class);
			stock.corrupt(-1);
			assertThatExceptionOfType(ConstraintViolationException.class).isThrownBy(() -> stock.count("apple"));
			Awaitility.await().until(() -> !node(context).incidents().isEmpty());
			assertThat(node(context).incidents().get(0).detector()).isEqualTo(Detector.RESULT);
			assertThat(node(context).incidents().get(0).decision()).startsWith("would have restarted ");
			assertThat(node(context).generation()).isOne();
			assertThatExceptionOfType(ConstraintViolationException.class).isThrownBy(() -> stock.count("apple"));
		});
	}

	private static Class<? extends RuntimeException> exception(boolean adapted) {
		return adapted ? MethodValidationException.class : ConstraintViolationException.class;
	}

	private static TreeSnapshot.Component node(ApplicationContext context) {
		return (TreeSnapshot.Component) context.getBean(SupervisionTree.class).snapshot().find("stock");
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Stock.class)
	static class Shop {

	}

	record Item(@NotBlank String sku, @Positive @Max(100) int count) {
	}

	record Shelf(@Valid List<Item> items) {
	}

	@Component("stock")
	@Supervised
	@Validated
	static class Stock {

		private final Validator validator;

		private volatile int count = 1;

		Stock(Validator validator) {
			this.validator = validator;
		}

		@Positive
		public int count(@NotBlank String sku) {
			return this.count;
		}

		@Valid
		public Shelf shelf() {
			return new Shelf(List.of(new Item("apple", 2), new Item("pear", this.count)));
		}

		public void put(@Valid Item item) {
			this.count = item.count();
		}

		/** Nobody looks into a future but who fills it. */
		public CompletableFuture<Item> countLater() {
			CompletableFuture<Item> later = new CompletableFuture<>();
			return later.completeAsync(() -> {
				Item item = new Item("apple", this.count);
				try {
					var violations = this.validator.forExecutables()
						.validateReturnValue(this, Stock.class.getDeclaredMethod("answer"), item);
					if (!violations.isEmpty()) {
						throw new ConstraintViolationException(violations);
					}
					return item;
				}
				catch (NoSuchMethodException ex) {
					throw new IllegalStateException(ex);
				}
			});
		}

		@Valid
		Item answer() {
			return new Item("apple", this.count);
		}

		void corrupt(int count) {
			this.count = count;
		}

	}

}
