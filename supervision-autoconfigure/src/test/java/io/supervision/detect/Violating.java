package io.supervision.detect;

import java.lang.reflect.Method;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

import org.springframework.validation.beanvalidation.MethodValidationAdapter;
import org.springframework.validation.method.MethodValidationException;

/**
 * Violations of real constraints, by place.
 */
final class Violating {

	private static final Validator VALIDATOR = validator();

	private Violating() {
	}

	private static Validator validator() {
		try (ValidatorFactory factory = Validation.byDefaultProvider()
			.configure()
			.messageInterpolator(new ParameterMessageInterpolator())
			.buildValidatorFactory()) {
			return factory.getValidator();
		}
	}

	static Throwable parameter() {
		return ofCall(0, null);
	}

	static Throwable parameters() {
		return ofCall(0, new Order(0));
	}

	static Throwable result() {
		Method method = method();
		return new ConstraintViolationException(
				VALIDATOR.forExecutables().validateReturnValue(new Shelf(), method, null));
	}

	/** What Spring makes of the same where it is told to. */
	static Throwable adaptedParameter() {
		return new MethodValidationException(
				adapter().validateArguments(new Shelf(), method(), null, new Object[] { 0, null }, new Class<?>[0]));
	}

	static Throwable adaptedResult() {
		return new MethodValidationException(
				adapter().validateReturnValue(new Shelf(), method(), null, null, new Class<?>[0]));
	}

	private static MethodValidationAdapter adapter() {
		return new MethodValidationAdapter(VALIDATOR);
	}

	static Throwable property() {
		return new ConstraintViolationException(VALIDATOR.validate(new Order(0)));
	}

	private static Throwable ofCall(Object... arguments) {
		return new ConstraintViolationException(
				VALIDATOR.forExecutables().validateParameters(new Shelf(), method(), arguments));
	}

	private static Method method() {
		try {
			return Shelf.class.getDeclaredMethod("take", int.class, Order.class);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Shelf {

		@NotNull
		String take(@Positive int quantity, @NotNull @Valid Order order) {
			return "taken";
		}

	}

	static class Order {

		@Positive
		final int quantity;

		Order(int quantity) {
			this.quantity = quantity;
		}

	}

}
