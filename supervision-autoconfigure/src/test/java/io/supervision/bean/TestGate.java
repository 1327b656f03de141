package io.supervision.bean;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.supervision.ComponentUnavailableException;
import io.supervision.detect.CallOutcomes;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;

import org.springframework.aop.TargetSource;

/**
 * Leads calls of a proxy to the generation that was opened last, as long as it is not
 * fenced. Counts calls with permits, so that a test can keep one in flight.
 */
final class TestGate implements Gate, TargetSource {

	volatile TestCalls current;

	final Class<?> type;

	TestGate(Class<?> type) {
		this.type = type;
	}

	@Override
	public Method[] methods() {
		return new Method[0];
	}

	@Override
	public Calls begin(Predicate<Thread> members, CallOutcomes outcomes) {
		return new TestCalls();
	}

	@Override
	public void open(Calls calls) {
		this.current = (TestCalls) calls;
	}

	@Override
	public void became(Child.Transition transition) {
	}

	@Override
	public Class<?> getTargetClass() {
		return this.type;
	}

	@Override
	public Object getTarget() {
		TestCalls calls = this.current;
		if (calls == null || calls.fenced) {
			throw new ComponentUnavailableException("component", ChildState.RESTARTING, Duration.ZERO, "down");
		}
		return calls.target;
	}

	static final class TestCalls implements Calls {

		static final int ALL = 1000;

		final Semaphore idle = new Semaphore(ALL);

		volatile Object target;

		volatile boolean fenced;

		@Override
		public void bind(Object target) {
			this.target = target;
		}

		@Override
		public void fence() {
			this.fenced = true;
		}

		@Override
		public void unfence() {
			this.fenced = false;
		}

		@Override
		public boolean drain(Duration limit) throws InterruptedException {
			if (!this.idle.tryAcquire(ALL, limit.toNanos(), TimeUnit.NANOSECONDS)) {
				return false;
			}
			this.idle.release(ALL);
			return true;
		}

		@Override
		public long inFlight() {
			return (long) ALL - this.idle.availablePermits();
		}

		@Override
		public void ended() {
		}

	}

}
