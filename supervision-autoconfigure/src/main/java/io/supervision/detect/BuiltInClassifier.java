package io.supervision.detect;

import java.lang.reflect.Method;
import java.util.List;

import io.supervision.FailureClassifier;
import io.supervision.detect.ClassifierTable.Row;
import io.supervision.detect.ClassifierTable.Says;
import io.supervision.spec.Classification;
import org.jspecify.annotations.Nullable;

/**
 * The failure classifier that applies unless the application declares its own. It asks,
 * each time of the throwable and all its causes from the outside in: is one of them the
 * caller's by its type; is one of them a dependency's, and none what only a component's
 * own mistake can be; is the throwable a checked exception that the called method
 * declares, so that its caller was told. Everything else is the component's own.
 */
public final class BuiltInClassifier implements FailureClassifier {

	@Override
	public Classification classify(Throwable thrown, @Nullable Method called) {
		List<Throwable> chain = CauseChain.of(thrown);
		if (says(Says.CALLER, chain)) {
			return Classification.CALLER;
		}
		if (says(Says.DEPENDENCY, chain) && !says(Says.OWN, chain)) {
			return Classification.DEPENDENCY;
		}
		return (called != null && declared(thrown, called)) ? Classification.CALLER : Classification.COMPONENT;
	}

	private static boolean says(Says what, List<Throwable> chain) {
		for (Throwable thrown : chain) {
			for (Row row : ClassifierTable.ROWS) {
				if (row.says() == what && row.matches(thrown)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean declared(Throwable thrown, Method called) {
		if (thrown instanceof RuntimeException || thrown instanceof Error) {
			return false;
		}
		for (Class<?> type : called.getExceptionTypes()) {
			if (type != Exception.class && type != Throwable.class && type.isInstance(thrown)) {
				return true;
			}
		}
		return false;
	}

}
