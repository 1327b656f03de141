package io.supervision.detect;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import org.jspecify.annotations.Nullable;

import org.springframework.validation.method.MethodValidationResult;

/**
 * Where the constraints lie that a call has violated, in the words of Bean Validation or
 * in those Spring turns them into where it is told to. Both are optional; they are
 * touched only once a throwable of theirs has turned up.
 */
final class Violations {

	static final String EXCEPTION = "jakarta.validation.ConstraintViolationException";

	/** What Spring makes of it. */
	static final String ADAPTED = "org.springframework.validation.method.MethodValidationResult";

	private Violations() {
	}

	/**
	 * Tell whether a return value is among what was violated.
	 * @param thrown any throwable
	 * @return whether the component has answered wrongly
	 */
	static boolean ofResult(Throwable thrown) {
		Map<String, Class<?>> names = TypeNames.of(thrown);
		if (names.containsKey(ADAPTED)) {
			return Adapted.ofResult(thrown);
		}
		return names.containsKey(EXCEPTION) && Paths.any(thrown, ElementKind.RETURN_VALUE);
	}

	/**
	 * Tell whether all that was violated are parameters.
	 * @param thrown a {@code ConstraintViolationException}
	 * @return whether the caller has asked wrongly
	 */
	static boolean ofParametersOnly(Throwable thrown) {
		return Paths.allParameters(thrown);
	}

	/**
	 * Tell the same of what Spring has made of it.
	 * @param thrown a {@code MethodValidationResult}
	 * @return whether the caller has asked wrongly
	 */
	static boolean ofAdaptedParameters(Throwable thrown) {
		return !Adapted.ofResult(thrown);
	}

	/** Linked only when Spring's validation is there. */
	private static final class Adapted {

		static boolean ofResult(Throwable thrown) {
			return ((MethodValidationResult) thrown).isForReturnValue();
		}

	}

	/** Linked only when Bean Validation is there. */
	private static final class Paths {

		static boolean any(Throwable thrown, ElementKind kind) {
			return paths(thrown).anyMatch((path) -> kinds(path).anyMatch(kind::equals));
		}

		static boolean allParameters(Throwable thrown) {
			return paths(thrown).allMatch((path) -> kinds(path)
				.anyMatch((kind) -> kind == ElementKind.PARAMETER || kind == ElementKind.CROSS_PARAMETER));
		}

		private static Stream<Path> paths(Throwable thrown) {
			@Nullable Set<ConstraintViolation<?>> violations = ((ConstraintViolationException) thrown).getConstraintViolations();
			return (violations != null) ? violations.stream().map(ConstraintViolation::getPropertyPath)
					: Stream.empty();
		}

		private static Stream<ElementKind> kinds(Path path) {
			return StreamSupport.stream(path.spliterator(), false).map(Path.Node::getKind);
		}

	}

}
