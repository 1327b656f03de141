package io.supervision.detect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Link;
import io.supervision.spec.OnSuspicion;
import io.supervision.tree.StackRoom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ReflectionUtils;

/**
 * What becomes of the calls into one generation, and of what else it does that a
 * dependency can fail. It counts, per method, the component's own exceptions since the
 * last success of that method; at the threshold it reports a suspicion and counts anew,
 * so that the next one takes as many again. What is the caller's or a dependency's fault
 * neither raises the count nor resets it. {@code equals}, {@code hashCode} and
 * {@code toString} count for nothing.
 * <p>
 * Thread-safe without locks. A success looks at {@code troubled} and at nothing else.
 * Whoever makes trouble says so after making it; whoever ends it takes that back first
 * and then looks whether any is left. So no order of the two hides trouble.
 */
public final class GenerationOutcomes implements CallOutcomes {

	private static final Logger logger = LoggerFactory.getLogger(GenerationOutcomes.class);

	private static final VarHandle TROUBLED;

	static {
		try {
			TROUBLED = MethodHandles.lookup().findVarHandle(GenerationOutcomes.class, "troubled", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Detection detection;

	private final DependencyOutages outages;

	private final Link link;

	private final Method[] methods;

	private final boolean[] counted;

	private final AtomicIntegerArray counts;

	/** Read plainly: the fences of the call path around it keep it fresh. */
	private boolean troubled;

	GenerationOutcomes(Detection detection, DependencyOutages outages, Link link, Method[] methods) {
		this.detection = detection;
		this.outages = outages;
		this.link = link;
		this.methods = methods.clone();
		this.counted = new boolean[methods.length];
		for (int i = 0; i < methods.length; i++) {
			this.counted[i] = !ReflectionUtils.isObjectMethod(methods[i]);
		}
		this.counts = new AtomicIntegerArray(methods.length);
	}

	@Override
	public boolean troubled() {
		return this.troubled;
	}

	@Override
	public void succeeded(int method) {
		if (!this.troubled || !this.counted[method]) {
			return;
		}
		boolean ended = this.counts.get(method) != 0 && this.counts.getAndSet(method, 0) != 0;
		ended |= worked(Detector.EXCEPTION);
		ended |= worked(Detector.HANG);
		if (ended) {
			calm();
		}
	}

	@Override
	public @Nullable Verdict threw(int method, Throwable thrown) {
		Verdict verdict = null;
		try {
			if (this.counted[method] && !OffTheRecord.isHere()) {
				StackRoom.require();
				verdict = this.detection.judgeCall(thrown, this.methods[method]);
				react(method, verdict);
			}
		}
		catch (Exception | Error ex) {
			hide(ex);
		}
		return verdict;
	}

	@Override
	public Verdict threwTooLate(int method, Throwable thrown) {
		return this.detection.judgeCall(thrown, this.methods[method]);
	}

	/**
	 * Learn that calls do not return, because they wait for something else.
	 * @param cause says for what
	 */
	public void waiting(Throwable cause) {
		dependencyFailed(Detector.HANG, cause);
		TROUBLED.setVolatile(this, true);
	}

	/**
	 * Learn that something else than a call has failed for a dependency's sake.
	 * @param detector what it was, such as {@link Detector#PROBE}
	 * @param thrown what came out
	 */
	public void dependencyFailed(Detector detector, Throwable thrown) {
		dependencyFailed(detector, detector, thrown);
	}

	/**
	 * Learn that one of several has failed for a dependency's sake.
	 * @param source which of them; what the others do does not end its outage
	 * @param detector what it was, such as {@link Detector#WORKER}
	 * @param thrown what came out
	 */
	public void dependencyFailed(Object source, Detector detector, Throwable thrown) {
		this.outages.failed(source, detector, thrown);
	}

	/**
	 * Learn that it works again, or still.
	 * @param source what it was
	 * @return whether that has ended an outage
	 */
	public boolean worked(Object source) {
		return this.outages.worked(source);
	}

	/** Take all dependencies to be up, so that the next failure is told again. */
	public void forgetOutages() {
		this.outages.forget();
	}

	/**
	 * Learn that something has failed for a dependency's sake that will not be tried
	 * again by itself, such as the task of a pool. The next call that succeeds ends the
	 * outage.
	 * @param detector what has noticed
	 * @param thrown what came out
	 */
	void dependencyFailedOnce(Detector detector, Throwable thrown) {
		this.outages.failed(Detector.EXCEPTION, detector, thrown);
		TROUBLED.setVolatile(this, true);
	}

	private void react(int method, Verdict verdict) {
		switch (verdict.weight()) {
			case NOTHING -> {
			}
			case DEPENDENCY -> {
				dependencyFailed(verdict.detector(), verdict.thrown());
				TROUBLED.setVolatile(this, true);
			}
			case COUNTED -> count(method, verdict);
			case SUSPICION -> suspect(verdict);
			case FAILURE -> this.link.exited(verdict.failure());
		}
	}

	private void count(int method, Verdict verdict) {
		int threshold = this.detection.settings().failureThreshold();
		int before = this.counts.getAndUpdate(method, (count) -> (count + 1 < threshold) ? count + 1 : 0);
		if (before + 1 < threshold) {
			TROUBLED.setVolatile(this, true);
			return;
		}
		calm();
		suspect(verdict);
	}

	private void suspect(Verdict verdict) {
		if (this.detection.settings().onSuspicion() == OnSuspicion.FAIL) {
			this.link.exited(ExitReason.failure(verdict.detector(), verdict.thrown()));
		}
		else {
			this.link.suspected(verdict.fault());
		}
	}

	private void calm() {
		TROUBLED.setVolatile(this, false);
		boolean left = this.outages.down(Detector.EXCEPTION) || this.outages.down(Detector.HANG);
		for (int i = 0; !left && i < this.counts.length(); i++) {
			left = this.counts.get(i) != 0;
		}
		if (left) {
			TROUBLED.setVolatile(this, true);
		}
	}

	/** What goes wrong here must not take the place of what the caller is to see. */
	private void hide(Throwable problem) {
		try {
			logger.error("An exception out of component '{}' could not be judged",
					this.detection.settings().component(), problem);
		}
		catch (Exception | Error ex) {
			// not even that: the machine is out of memory or stack
		}
	}

}
