package io.supervision.bean;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.supervision.bean.ComponentDefinition.Watching;
import io.supervision.detect.Blame;
import io.supervision.detect.BuiltInClassifier;
import io.supervision.detect.Detection;
import io.supervision.detect.DetectionSettings;
import io.supervision.spec.Backoff;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Link;
import io.supervision.spec.RestartType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RejuvenationTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final SteppedTime time = new SteppedTime();

	private final AgingLink link = new AgingLink();

	private CountedOutcomes calls = new CountedOutcomes(Gates.INDIFFERENT);

	private Rejuvenation watch(@Nullable Duration maxAge, @Nullable Long maxCalls) {
		Detection detection = new Detection(DetectionSettings.of("feed"), new BuiltInClassifier(), new Blame(),
				this.time::nanos);
		Oversight oversight = new Oversight(this.link, detection, detection.watch(this.link, new Method[0]),
				new WorkerRules(RestartType.PERMANENT, Backoff.NONE, this.time));
		return new Rejuvenation(oversight, this.time::nanos, new Watching(null, null, false, maxAge, maxCalls),
				(maxCalls != null) ? this.calls : null);
	}

	private void call(int times) {
		for (int i = 0; i < times; i++) {
			if (i % 2 == 0) {
				this.calls.succeeded(0);
			}
			else {
				this.calls.threw(0, new IllegalStateException());
			}
		}
	}

	@Test
	void withoutLimitsNothingIsLookedAt() {
		watch(null, null).begin();
		assertThat(this.time.set()).isEmpty();
	}

	@RepeatedTest(20)
	void ageIsReachedAtMostATenthEarlyAndReportedAgain() {
		watch(HOUR, null).begin();
		this.time.pass(HOUR.multipliedBy(9).dividedBy(10).minusNanos(1));
		assertThat(this.link.reasons).isEmpty();
		this.time.pass(HOUR.dividedBy(10).plusNanos(1));
		assertThat(this.link.reasons).containsExactly("'max-age' 3600s is reached");
		this.time.pass(HOUR);
		assertThat(this.link.reasons).hasSize(2);
	}

	@Test
	void generationsThatStartTogetherDoNotAgeTogether() {
		for (int i = 0; i < 10; i++) {
			watch(HOUR, null).begin();
		}
		assertThat(this.time.set()).doesNotHaveDuplicates();
	}

	@Test
	void ageGoesOnWhenCallsAreLetInAgain() {
		Rejuvenation watch = watch(HOUR, null);
		watch.begin();
		this.time.pass(HOUR.dividedBy(2));
		watch.end();
		assertThat(this.time.set()).isEmpty();
		this.time.pass(HOUR);
		assertThat(this.link.reasons).isEmpty();
		watch.begin();
		this.time.pass(Duration.ZERO);
		assertThat(this.link.reasons).hasSize(1);
	}

	@Test
	void callsAreLookedAtOnceASecond() {
		Rejuvenation watch = watch(null, 100L);
		watch.begin();
		call(99);
		this.time.pass(HOUR);
		assertThat(this.link.reasons).isEmpty();
		call(1);
		this.time.pass(SECOND);
		assertThat(this.link.reasons).containsExactly("'max-calls' 100 is reached");
		call(99);
		this.time.pass(HOUR);
		assertThat(this.link.reasons).hasSize(1);
		call(5);
		this.time.pass(SECOND);
		assertThat(this.link.reasons).hasSize(2);
		watch.end();
		call(1000);
		this.time.pass(HOUR);
		assertThat(this.link.reasons).hasSize(2);
	}

	@Test
	void bothLimitsApply() {
		watch(HOUR, 10L).begin();
		call(10);
		this.time.pass(SECOND);
		this.time.pass(HOUR);
		assertThat(this.link.reasons).containsExactly("'max-calls' 10 is reached", "'max-age' 3600s is reached");
	}

	@Test
	void countingHidesNothingFromWhatJudgesTheCalls() {
		Detection detection = new Detection(DetectionSettings.of("feed"), new BuiltInClassifier(), new Blame(),
				this.time::nanos);
		Method[] methods = { Runnable.class.getMethods()[0] };
		this.calls = new CountedOutcomes(detection.watch(this.link, methods));
		call(2);
		this.calls.threw(0, new IllegalStateException());
		this.calls.succeeded(0);
		this.calls.threw(0, new IllegalStateException());
		this.calls.threw(0, new IllegalStateException());
		assertThat(this.link.suspicions).isEmpty();
		this.calls.threw(0, new IllegalStateException());
		assertThat(this.link.suspicions).hasSize(1);
		assertThat(this.calls.ended()).isEqualTo(7);
	}

	private static final class AgingLink implements Link {

		final List<String> reasons = new ArrayList<>();

		final List<Fault> suspicions = new ArrayList<>();

		@Override
		public void exited(ExitReason reason) {
			throw new AssertionError(reason);
		}

		@Override
		public void suspected(Fault fault) {
			this.suspicions.add(fault);
		}

		@Override
		public void recovered() {
		}

		@Override
		public void agedOut(String reason) {
			this.reasons.add(reason);
		}

	}

}
