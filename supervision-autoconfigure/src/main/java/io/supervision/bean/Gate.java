package io.supervision.bean;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.function.Predicate;

import io.supervision.detect.CallOutcomes;
import io.supervision.spec.Child;

/**
 * Where calls into a component meet its current generation.
 */
interface Gate {

	Method[] methods();

	Calls begin(Predicate<Thread> members, CallOutcomes outcomes);

	void open(Calls calls);

	void became(Child.Transition transition);

	interface Calls {

		void bind(Object target);

		void fence();

		void unfence();

		boolean drain(Duration limit) throws InterruptedException;

		long inFlight();

		void ended();

	}

}
