package io.supervision.detect;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import io.supervision.spec.Detector;
import io.supervision.spec.OnSuspicion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JvmErrorsTests {

	private static final Method CALLED = Object.class.getMethods()[0];

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);

	private final List<String> reports = new ArrayList<>();

	private final Blame blame = new Blame(this.clock::get);

	private double fullness = 0.95;

	private final JvmErrors errors = new JvmErrors(() -> this.fullness, this.clock::get,
			(component, fault, reason) -> this.reports.add(component + " " + fault.detector() + ": " + reason));

	@Test
	void memoryThatRunsOutInThreeComponentsWhileTheHeapStaysFullIsTheJvms() {
		call("a", heap());
		call("b", heap());
		call("a", heap());
		call("b", heap());
		assertThat(this.reports).isEmpty();
		call("c", new IllegalStateException(heap()));
		assertThat(this.reports).containsExactly("c EXCEPTION: memory ran out in a, b, c within a minute, "
				+ "and the old generation is nearly full after its last collection");
	}

	@Test
	void heapThatWasCollectedIsFine() {
		this.fullness = 0.9;
		List.of("a", "b", "c", "d").forEach((component) -> call(component, heap()));
		assertThat(this.reports).isEmpty();
		this.fullness = 0.91;
		call("a", heap());
		assertThat(this.reports).hasSize(1);
	}

	@Test
	void threeWithinAMinuteNotMore() {
		call("a", heap());
		this.clock.addAndGet(Duration.ofSeconds(31).toNanos());
		call("b", heap());
		this.clock.addAndGet(Duration.ofSeconds(30).toNanos());
		call("c", heap());
		assertThat(this.reports).isEmpty();
		call("a", heap());
		assertThat(this.reports).hasSize(1);
	}

	@Test
	void oneErrorIsOneComponentWhoeverItPasses() {
		Throwable one = heap();
		call("a", one);
		call("b", one);
		call("c", new ExecutionException(one));
		call("d", new IllegalStateException(new ExecutionException(one)));
		assertThat(this.reports).isEmpty();
	}

	@Test
	void workersThreadsProbesAndStartsCountAsCallsDo() {
		judge("a", Detector.WORKER, heap());
		judge("b", Detector.THREAD, heap());
		judge("c", Detector.PROBE, heap());
		assertThat(this.reports).singleElement().asString().startsWith("c PROBE: ");
		judge("d", Detector.START, heap());
		assertThat(this.reports).hasSize(2);
	}

	@Test
	void errorOfTheJvmIsItsOwnAtOnce() {
		this.fullness = 0;
		call("a", new ExecutionException(new InternalError("broken")));
		judge("b", Detector.WORKER, new UnknownError());
		assertThat(this.reports).containsExactly("a EXCEPTION: java.lang.InternalError out of 'a'",
				"b WORKER: java.lang.UnknownError out of 'b'");
	}

	@Test
	void otherErrorsAreTheComponents() {
		for (String component : List.of("a", "b", "c")) {
			call(component, new StackOverflowError());
			call(component, new AssertionError());
			call(component, new OutOfMemoryError("Requested array size exceeds VM limit"));
			judge(component, Detector.THREAD, new OutOfMemoryError("Requested array size exceeds VM limit"));
		}
		assertThat(this.reports).isEmpty();
	}

	@Test
	void ignoredErrorsDoNotCount() {
		Detection ignoring = detection("a", false, List.of(InternalError.class));
		ignoring.judgeCall(new InternalError(), CALLED);
		assertThat(this.reports).isEmpty();
	}

	@Test
	void whoIsObservedCountsForOthersLikeItOnly() {
		detection("a", true, List.of()).judgeCall(heap(), CALLED);
		call("b", heap());
		call("c", heap());
		assertThat(this.reports).as("two of them are to be acted on").isEmpty();
		detection("d", true, List.of()).judgeCall(heap(), CALLED);
		assertThat(this.reports).singleElement().asString().startsWith("d ");
	}

	@Test
	void everyDetectionOfARealHeapIsBetweenEmptyAndFull() {
		System.gc();
		assertThat(OldGeneration.ofThisJvm().fullness()).isBetween(0.0, 1.0).isGreaterThan(0);
	}

	private void call(String component, Throwable thrown) {
		detection(component, false, List.of()).judgeCall(thrown, CALLED);
	}

	private void judge(String component, Detector detector, Throwable thrown) {
		detection(component, false, List.of()).judge(thrown, detector);
	}

	private Detection detection(String component, boolean observed, List<Class<? extends Throwable>> ignore) {
		DetectionSettings settings = new DetectionSettings(component, List.of(), ignore, 3, OnSuspicion.RESTART, null);
		return new Detection(settings, new BuiltInClassifier(), this.blame, this.clock::get,
				(verdict) -> this.errors.blamed(component, verdict, observed));
	}

	private static OutOfMemoryError heap() {
		return new OutOfMemoryError("Java heap space");
	}

}
