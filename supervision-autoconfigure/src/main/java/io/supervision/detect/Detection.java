package io.supervision.detect;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.supervision.ComponentUnavailableException;
import io.supervision.FailureClassifier;
import io.supervision.detect.Verdict.Weight;
import io.supervision.spec.Classification;
import io.supervision.spec.Detector;
import io.supervision.spec.Link;
import org.jspecify.annotations.Nullable;

/**
 * What counts as a fault of one component: one per component, shared by its generations.
 * <p>
 * A throwable is judged in this order. Out of a call, one the component ignores is
 * nobody's fault. What another component has been blamed for already, or another
 * component being down, is a dependency's. A type the component fails on is a failure.
 * Everything else is up to the {@link FailureClassifier}. Only a call has a caller: out
 * of a start, a worker or a thread the caller's fault is the component's own, and
 * {@code ignore} only keeps {@code failOn} away.
 * <p>
 * Thread-safe; used on the way of exceptions only.
 */
public final class Detection {

	private final DetectionSettings settings;

	private final GuardedClassifier classifier;

	private final Blame blame;

	private final LongSupplier nanoTime;

	private final Consumer<Verdict> blamed;

	/**
	 * Make the detection of a component.
	 * @param settings what the component declares
	 * @param classifier decides whose fault a throwable is
	 * @param blame the one of the tree
	 * @param nanoTime monotonic nanoseconds
	 */
	public Detection(DetectionSettings settings, FailureClassifier classifier, Blame blame, LongSupplier nanoTime) {
		this(settings, classifier, blame, nanoTime, (verdict) -> {
		});
	}

	/**
	 * Make the detection of a component.
	 * @param settings what the component declares
	 * @param classifier decides whose fault a throwable is
	 * @param blame the one of the tree
	 * @param nanoTime monotonic nanoseconds
	 * @param blamed told each verdict on a throwable that no other component is blamed
	 * for
	 */
	public Detection(DetectionSettings settings, FailureClassifier classifier, Blame blame, LongSupplier nanoTime,
			Consumer<Verdict> blamed) {
		this.blamed = blamed;
		this.settings = settings;
		this.classifier = new GuardedClassifier(classifier, settings.component());
		this.blame = blame;
		this.nanoTime = nanoTime;
	}

	/**
	 * Watch the calls into a new generation.
	 * @param link the line to its supervisor
	 * @param methods the methods that are called; their places are their numbers
	 * @return what is to be told how each call ends
	 */
	public GenerationOutcomes watch(Link link, Method[] methods) {
		return new GenerationOutcomes(this, new DependencyOutages(link, this.settings, this.nanoTime), link, methods);
	}

	/**
	 * Judge a throwable that came out of anything but a call. What a component says of
	 * itself is a failure without further questions; the end of a start or a worker is
	 * one unless a dependency is to blame; all else is a suspicion unless it is listed.
	 * @param thrown the throwable
	 * @param detector where it was found
	 * @return what is to be made of it
	 */
	public Verdict judge(Throwable thrown, Detector detector) {
		if (detector == Detector.SELF) {
			return new Verdict(Weight.FAILURE, Classification.COMPONENT, detector, thrown, null);
		}
		return judge(thrown, detector, null, false);
	}

	/**
	 * Judge a throwable that came out of a call.
	 * @param thrown the throwable
	 * @param called the method that was called
	 * @return what is to be made of it
	 */
	public Verdict judgeCall(Throwable thrown, Method called) {
		return judge(thrown, Detector.EXCEPTION, called, true);
	}

	/**
	 * Tell whether a dependency is to blame for a throwable that has come out of this
	 * component or is about to. Nobody is blamed for it by asking.
	 * @param thrown the throwable
	 * @return whether it is a dependency's fault
	 */
	boolean isDependencys(Throwable thrown) {
		List<Throwable> chain = CauseChain.of(thrown);
		Verdict verdict = judge(chain, Detector.BREAKER, null, this.blame.onOther(chain, this.settings.component()));
		return verdict.classification() == Classification.DEPENDENCY;
	}

	DetectionSettings settings() {
		return this.settings;
	}

	private Verdict judge(Throwable thrown, Detector detector, @Nullable Method called, boolean call) {
		List<Throwable> chain = CauseChain.of(thrown);
		Blame.@Nullable Entry other = this.blame.onOther(chain, this.settings.component());
		Verdict verdict = judge(chain, detector, called, other);
		String blamed = (other != null) ? other.component() : this.settings.component();
		boolean callers = verdict.classification() == Classification.CALLER;
		this.blame.put(chain, blamed, (other != null) ? other.callers() : callers);
		Verdict own = (call || !callers) ? verdict : component(chain, detector);
		if (other == null) {
			this.blamed.accept(own);
		}
		return own;
	}

	private Verdict judge(List<Throwable> chain, Detector detector, @Nullable Method called,
			Blame.@Nullable Entry other) {
		Throwable thrown = chain.get(0);
		DetectionSettings.Listed listed = this.settings.listed(chain);
		if (listed == DetectionSettings.Listed.IGNORE && called != null) {
			return callers(thrown, detector);
		}
		String down = unavailable(chain);
		if (down != null) {
			return dependency(thrown, detector, down);
		}
		if (other != null) {
			boolean callers = other.callers() || this.classifier.classify(thrown, called) == Classification.CALLER;
			return callers ? callers(thrown, detector) : dependency(thrown, detector, other.component());
		}
		if (listed == DetectionSettings.Listed.FAIL_ON) {
			return new Verdict(Weight.FAILURE, Classification.COMPONENT, detector, thrown, null);
		}
		return switch (this.classifier.classify(thrown, called)) {
			case CALLER -> callers(thrown, detector);
			case DEPENDENCY -> dependency(thrown, detector, null);
			case COMPONENT -> component(chain, detector);
		};
	}

	private static Verdict callers(Throwable thrown, Detector detector) {
		return new Verdict(Weight.NOTHING, Classification.CALLER, detector, thrown, null);
	}

	private static Verdict dependency(Throwable thrown, Detector detector, @Nullable String component) {
		String dependency = (component != null) ? Verdict.COMPONENT + component : null;
		return new Verdict(Weight.DEPENDENCY, Classification.DEPENDENCY, detector, thrown, dependency);
	}

	private static Verdict component(List<Throwable> chain, Detector detector) {
		Throwable thrown = chain.get(0);
		boolean call = detector == Detector.EXCEPTION;
		Weight weight = switch (detector) {
			case EXCEPTION -> Weight.COUNTED;
			case START, WORKER, SELF -> Weight.FAILURE;
			default -> Weight.SUSPICION;
		};
		for (Throwable each : chain) {
			if (call && (each instanceof OutOfMemoryError || each instanceof StackOverflowError)) {
				weight = Weight.SUSPICION;
			}
			if (call && Violations.ofResult(each)) {
				return new Verdict(Weight.SUSPICION, Classification.COMPONENT, Detector.RESULT, thrown, null);
			}
		}
		return new Verdict(weight, Classification.COMPONENT, detector, thrown, null);
	}

	private static @Nullable String unavailable(List<Throwable> chain) {
		for (Throwable thrown : chain) {
			if (thrown instanceof ComponentUnavailableException down) {
				return down.getComponent();
			}
		}
		return null;
	}

}
