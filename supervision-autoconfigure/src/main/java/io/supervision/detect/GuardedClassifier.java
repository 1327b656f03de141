package io.supervision.detect;

import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;

import io.supervision.FailureClassifier;
import io.supervision.spec.Classification;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A failure classifier that never fails. What the one behind it cannot classify is the
 * component's own; that is logged the first time.
 */
final class GuardedClassifier implements FailureClassifier {

	private static final Logger logger = LoggerFactory.getLogger(FailureClassifier.class);

	private final FailureClassifier classifier;

	private final String component;

	private final AtomicBoolean complained = new AtomicBoolean();

	GuardedClassifier(FailureClassifier classifier, String component) {
		this.classifier = classifier;
		this.component = component;
	}

	@Override
	public Classification classify(Throwable thrown, @Nullable Method called) {
		try {
			@Nullable Classification classification = this.classifier.classify(thrown, called);
			if (classification != null) {
				return classification;
			}
			complain(new IllegalStateException("'classify' must not return null"));
		}
		catch (Exception | Error ex) {
			complain(ex);
		}
		return Classification.COMPONENT;
	}

	private void complain(Throwable problem) {
		if (!this.complained.compareAndSet(false, true)) {
			return;
		}
		String type = this.classifier.getClass().getName();
		try {
			logger.error("Failure classifier '{}' failed on what came out of component '{}': that, and whatever "
					+ "it fails on from now on, counts as the component's own", type, this.component, problem);
		}
		catch (Exception | Error ex) {
			logger.error("Failure classifier '{}' failed on what came out of component '{}', in a way that cannot "
					+ "be logged: {}", type, this.component, problem.getClass().getName());
		}
	}

}
