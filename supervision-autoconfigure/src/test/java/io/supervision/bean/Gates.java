package io.supervision.bean;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.supervision.detect.CallOutcomes;
import io.supervision.detect.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Gates and generations for tests.
 */
final class Gates {

	static final CallOutcomes INDIFFERENT = new CallOutcomes() {

		@Override
		public boolean troubled() {
			return false;
		}

		@Override
		public void succeeded(int method) {
		}

		@Override
		public @Nullable Verdict threw(int method, Throwable thrown) {
			return null;
		}

	};

	static final Predicate<Thread> NOBODY = (thread) -> false;

	private Gates() {
	}

	static CallGate gate(String component) {
		return new CallGate(component, new WaitRules(Duration.ofMillis(500), Duration.ofSeconds(30),
				(started) -> new CompletableFuture<>(), new TreeWaits(Ties.NONE), System::nanoTime));
	}

	static GenerationCalls open(CallGate gate, Object target) {
		return open(gate, target, INDIFFERENT);
	}

	static GenerationCalls open(CallGate gate, Object target, CallOutcomes outcomes) {
		GenerationCalls calls = gate.begin(NOBODY, outcomes);
		calls.bind(target);
		gate.open(calls);
		return calls;
	}

	@SuppressWarnings("unchecked")
	static <T> T proxy(CallGate gate, Class<T> type, Class<?>... interfaces) {
		return (T) ProxyClass.of(gate.component(), type, interfaces).proxy(gate);
	}

}
