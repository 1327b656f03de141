package io.supervision.detect;

import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;

import io.supervision.ComponentUnavailableException;
import io.supervision.FailureClassifier;
import io.supervision.detect.Verdict.Weight;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.OnSuspicion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(OutputCaptureExtension.class)
class DetectionTests {

	private static final Method CALLED = Object.class.getMethods()[0];

	private final BuiltInClassifier builtIn = new BuiltInClassifier();

	@Test
	void unlistedExceptionOutOfCallIsCounted() {
		Verdict verdict = ordinary().judgeCall(new IllegalStateException(), CALLED);
		assertThat(verdict.weight()).isEqualTo(Weight.COUNTED);
		assertThat(verdict.classification()).isEqualTo(Classification.COMPONENT);
		assertThat(verdict.fault().kind()).isEqualTo(Fault.Kind.SUSPICION);
	}

	@Test
	void listedExceptionIsFailureAlsoWhereItIsCause() {
		Detection detection = detection(List.of(ConnectException.class), List.of());
		Throwable thrown = new UncheckedIOException(new ConnectException());
		assertThat(detection.judgeCall(thrown, CALLED).weight()).isEqualTo(Weight.FAILURE);
		assertThat(detection.judgeCall(thrown, CALLED).fault().kind()).isEqualTo(Fault.Kind.FAILURE);
	}

	@Test
	void listsAreAskedBeforeTheClassifier() {
		Detection failing = detection(List.of(NoSuchElementException.class), List.of());
		assertThat(failing.judgeCall(new NoSuchElementException(), CALLED).weight()).isEqualTo(Weight.FAILURE);
		Detection ignoring = detection(List.of(), List.of(ConnectException.class));
		assertThat(ignoring.judgeCall(new ConnectException(), CALLED).weight()).isEqualTo(Weight.NOTHING);
	}

	@Test
	void ignoreIsAskedBeforeFailOnAtEachThrowable() {
		Detection detection = detection(List.of(RuntimeException.class), List.of(IllegalStateException.class));
		assertThat(detection.judgeCall(new IllegalStateException(), CALLED).weight()).isEqualTo(Weight.NOTHING);
	}

	@Test
	void listedThrowableNearerToTheOutsideWins() {
		Detection detection = detection(List.of(IllegalStateException.class), List.of(IllegalArgumentException.class));
		Throwable failing = new IllegalStateException(new IllegalArgumentException());
		assertThat(detection.judgeCall(failing, CALLED).weight()).isEqualTo(Weight.FAILURE);
		Throwable ignored = new IllegalArgumentException(new IllegalStateException());
		assertThat(detection.judgeCall(ignored, CALLED).weight()).isEqualTo(Weight.NOTHING);
	}

	@Test
	void memoryAndStackRunningOutAreSuspicionsAtOnce() {
		assertThat(weight(new OutOfMemoryError("Java heap space"))).isEqualTo(Weight.SUSPICION);
		assertThat(weight(new StackOverflowError())).isEqualTo(Weight.SUSPICION);
		assertThat(weight(new IllegalStateException(new OutOfMemoryError()))).isEqualTo(Weight.SUSPICION);
		assertThat(weight(new OutOfMemoryError("Requested array size exceeds VM limit"))).isEqualTo(Weight.NOTHING);
	}

	@Test
	void violatedResultIsSuspicionAtOnceWithItsOwnDetector() {
		Verdict verdict = ordinary().judgeCall(new IllegalStateException(Violating.result()), CALLED);
		assertThat(verdict.weight()).isEqualTo(Weight.SUSPICION);
		assertThat(verdict.detector()).isEqualTo(Detector.RESULT);
		assertThat(weight(Violating.property())).isEqualTo(Weight.COUNTED);
		assertThat(weight(Violating.parameter())).isEqualTo(Weight.NOTHING);
	}

	@Test
	void violationsThatSpringHasAdaptedAreTheSame() {
		Verdict verdict = ordinary().judgeCall(Violating.adaptedResult(), CALLED);
		assertThat(verdict.weight()).isEqualTo(Weight.SUSPICION);
		assertThat(verdict.detector()).isEqualTo(Detector.RESULT);
		assertThat(weight(Violating.adaptedParameter())).isEqualTo(Weight.NOTHING);
	}

	@ParameterizedTest
	@EnumSource(value = Detector.class, names = { "START", "WORKER" })
	void endOfStartOrWorkerIsFailure(Detector detector) {
		Verdict verdict = ordinary().judge(new IllegalStateException(), detector);
		assertThat(verdict.weight()).isEqualTo(Weight.FAILURE);
		assertThat(verdict.detector()).isEqualTo(detector);
		assertThat(verdict.failure()).isInstanceOf(ExitReason.Failure.class);
	}

	@ParameterizedTest
	@EnumSource(value = Detector.class, names = { "START", "WORKER", "THREAD", "PROBE" })
	void dependencysFaultIsDependencysOutsideOfCallsToo(Detector detector) {
		Verdict verdict = ordinary().judge(new IllegalStateException(new ConnectException()), detector);
		assertThat(verdict.weight()).isEqualTo(Weight.DEPENDENCY);
		assertThat(verdict.classification()).isEqualTo(Classification.DEPENDENCY);
	}

	@ParameterizedTest
	@EnumSource(value = Detector.class, names = { "START", "WORKER" })
	void callersFaultOutsideOfCallsIsComponents(Detector detector) {
		Verdict verdict = ordinary().judge(new NoSuchElementException(), detector);
		assertThat(verdict.weight()).isEqualTo(Weight.FAILURE);
		assertThat(verdict.classification()).isEqualTo(Classification.COMPONENT);
	}

	@Test
	void ignoreOutsideOfCallsOnlyKeepsFailOnAway() {
		Detection detection = detection(List.of(ConnectException.class),
				List.of(UncheckedIOException.class, IllegalStateException.class));
		Throwable down = new UncheckedIOException(new ConnectException());
		assertThat(detection.judge(down, Detector.WORKER).weight()).isEqualTo(Weight.DEPENDENCY);
		assertThat(detection.judge(new ConnectException(), Detector.WORKER).weight()).isEqualTo(Weight.FAILURE);
		assertThat(detection.judge(new IllegalStateException(), Detector.WORKER).weight()).isEqualTo(Weight.FAILURE);
	}

	@Test
	void deadThreadIsSuspicionUnlessListed() {
		assertThat(ordinary().judge(new IllegalStateException(), Detector.THREAD).weight()).isEqualTo(Weight.SUSPICION);
		Detection listing = detection(List.of(IllegalStateException.class), List.of());
		assertThat(listing.judge(new IllegalStateException(), Detector.THREAD).weight()).isEqualTo(Weight.FAILURE);
	}

	@Test
	void whatComponentSaysOfItselfIsNeverReclassified() {
		Verdict verdict = ordinary().judge(new ConnectException(), Detector.SELF);
		assertThat(verdict.weight()).isEqualTo(Weight.FAILURE);
		assertThat(verdict.classification()).isEqualTo(Classification.COMPONENT);
	}

	@Test
	void unavailableComponentIsDependencysWhateverTheRest() {
		Throwable down = new ComponentUnavailableException("stock", ChildState.ISOLATED, Duration.ZERO, "down");
		Detection detection = new Detection(settings(List.of(RuntimeException.class), List.of()),
				(thrown, called) -> Classification.COMPONENT, new Blame(), System::nanoTime);
		Verdict verdict = detection.judgeCall(new IllegalStateException(down), CALLED);
		assertThat(verdict.weight()).isEqualTo(Weight.DEPENDENCY);
		assertThat(verdict.dependency()).isEqualTo("component:stock");
	}

	@Test
	void replacedClassifierIsAskedWithTheMethod() {
		Detection detection = classifiedBy(
				(thrown, called) -> CALLED.equals(called) ? Classification.CALLER : Classification.DEPENDENCY);
		assertThat(detection.judgeCall(new IllegalStateException(), CALLED).weight()).isEqualTo(Weight.NOTHING);
		assertThat(detection.judge(new IllegalStateException(), Detector.WORKER).weight()).isEqualTo(Weight.DEPENDENCY);
	}

	@Test
	void classifierThatThrowsIsLoggedOnceAndTheFaultIsTheComponents(CapturedOutput output) {
		Detection detection = classifiedBy((thrown, called) -> {
			throw new NoClassDefFoundError("no such rule");
		});
		assertThat(detection.judgeCall(new ConnectException(), CALLED).weight()).isEqualTo(Weight.COUNTED);
		assertThat(detection.judgeCall(new ConnectException(), CALLED).weight()).isEqualTo(Weight.COUNTED);
		assertThat(output).containsOnlyOnce("no such rule").contains("component 'orders'");
	}

	@Test
	void classifierThatAnswersNothingIsLogged(CapturedOutput output) {
		Detection detection = classifiedBy((thrown, called) -> null);
		assertThat(detection.judgeCall(new ConnectException(), CALLED).weight()).isEqualTo(Weight.COUNTED);
		assertThat(output).contains("'classify' must not return null");
	}

	@Test
	void classifierThatThrowsWhatCannotBeLoggedHarmsNothing(CapturedOutput output) {
		Detection detection = classifiedBy((thrown, called) -> {
			throw new BuiltInClassifierTests.Mute();
		});
		assertThat(detection.judgeCall(new ConnectException(), CALLED).weight()).isEqualTo(Weight.COUNTED);
		assertThat(output).contains("Failure classifier").contains("BuiltInClassifierTests$Mute");
	}

	@Test
	void settingsAreChecked() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DetectionSettings("orders", List.of(), List.of(), 0, OnSuspicion.RESTART, null))
			.withMessage("'failureThreshold' must be at least 1: 0 (component 'orders')");
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> new DetectionSettings("orders", List.of(), List.of(), 3, OnSuspicion.RESTART, Duration.ZERO))
			.withMessage("'dependencyPatience' must be positive: 0ms (component 'orders')");
	}

	private Weight weight(Throwable thrown) {
		return ordinary().judgeCall(thrown, CALLED).weight();
	}

	private Detection ordinary() {
		return detection(List.of(), List.of());
	}

	private Detection detection(List<Class<? extends Throwable>> failOn, List<Class<? extends Throwable>> ignore) {
		return new Detection(settings(failOn, ignore), this.builtIn, new Blame(), System::nanoTime);
	}

	private static Detection classifiedBy(FailureClassifier classifier) {
		return new Detection(DetectionSettings.of("orders"), classifier, new Blame(), System::nanoTime);
	}

	private static DetectionSettings settings(List<Class<? extends Throwable>> failOn,
			List<Class<? extends Throwable>> ignore) {
		return new DetectionSettings("orders", failOn, ignore, 3, OnSuspicion.RESTART, null);
	}

}
