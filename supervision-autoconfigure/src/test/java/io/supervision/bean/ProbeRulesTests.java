package io.supervision.bean;

import java.time.Duration;
import java.util.List;

import io.supervision.annotation.Probe;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

class ProbeRulesTests {

	private static final String ID = "supervision.components.feed.probe.";

	private static ProbePlan plan(Class<?> type, MockEnvironment environment, String... properties) {
		Problems problems = new Problems();
		Attributes set = FoundTree.component(type, properties).watching().probes();
		List<ProbePlan> plans = new ProbeRules(new AnnotationReader(environment, problems), problems).plans("feed",
				type, set, false);
		problems.throwIfAny();
		assertThat(plans).hasSize(1);
		return plans.get(0);
	}

	@Test
	void defaultsApplyInTheEnd() {
		ProbePlan plan = plan(Plain.class, new MockEnvironment());
		assertThat(plan.name()).isEqualTo("isWell");
		assertThat(plan.interval()).isEqualTo(Duration.ofSeconds(10));
		assertThat(plan.timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(plan.failures()).isEqualTo(3);
	}

	@Test
	void durationsMayHavePlaceholders() {
		ProbePlan plan = plan(Annotated.class, new MockEnvironment().withProperty("feed.interval", "20"),
				"feed.interval=20");
		assertThat(plan.interval()).isEqualTo(Duration.ofMillis(20));
		assertThat(plan.timeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(plan.failures()).isEqualTo(1);
	}

	@Test
	void propertiesOfTheComponentAreStrongerThanAnnotations() {
		ProbePlan plan = plan(Annotated.class, new MockEnvironment().withProperty("feed.interval", "20"),
				"feed.interval=20", ID + "interval=1m", ID + "timeout=9ms", ID + "failures=7");
		assertThat(plan.interval()).isEqualTo(Duration.ofMinutes(1));
		assertThat(plan.timeout()).isEqualTo(Duration.ofMillis(9));
		assertThat(plan.failures()).isEqualTo(7);
	}

	@Test
	void whatIsSetMustMakeSense() {
		assertThat(FoundTree.problems(Annotated.class))
			.containsExactly(new Problem("'interval' must be a duration: '${feed.interval}'",
					"@Probe on " + Annotated.class.getName() + ".isWell()",
					"Write it like '500ms', '5s' or 'PT5S', and define the placeholders it uses."));
		assertThat(FoundTree.problems(Nonsense.class)).containsExactlyInAnyOrder(
				new Problem("'interval' of the probe 'isWell' of 'feed' must be positive: 0ms",
						"@Probe on " + Nonsense.class.getName() + ".isWell()", "Write it like '10s'."),
				new Problem("'timeout' of the probe 'isWell' of 'feed' must be positive: -1s",
						"@Probe on " + Nonsense.class.getName() + ".isWell()", "Write it like '10s'."),
				new Problem("'failures' of the probe 'isWell' of 'feed' must be positive: 0",
						"@Probe on " + Nonsense.class.getName() + ".isWell()",
						"Set how many failed runs in a row are a failure, 1 or more."));
		assertThat(FoundTree.problems(Plain.class, ID + "failures=0")).singleElement().satisfies((problem) -> {
			assertThat(problem.message()).isEqualTo("'failures' of the probe 'isWell' of 'feed' must be positive: 0");
			assertThat(problem.place()).contains(ID + "failures");
		});
	}

	@Test
	void probesMustBeCallableAndTheSupervisorsAlone() {
		String bean = "The supervised bean 'feed' must ";
		assertThat(FoundTree.problems(Misused.class)).extracting(Problem::message)
			.containsExactlyInAnyOrder(bean + "have probes without arguments that are not static: 'Misused.arguments'",
					bean + "have probes without arguments that are not static: 'Misused.shared'",
					bean + "have probes that return boolean or nothing: 'Misused.number'",
					bean + "have probes that return boolean or nothing: 'Misused.boxed'",
					bean + "not have probes with @Worker, @Scheduled or @Async: 'Misused.async'",
					bean + "not have probes with @Worker, @Scheduled or @Async: 'Misused.scheduled'",
					bean + "not have probes with @Worker, @Scheduled or @Async: 'Misused.worker'");
		assertThat(FoundTree.problems(Misused.class)).extracting(Problem::remedy)
			.containsOnly("Change the method, or remove @Probe.");
	}

	@Test
	void healthIndicatorIsAProbeOnlyWhereThereIsOne() {
		String place = "supervision.components.feed.probe-health-indicator=true";
		assertThat(FoundTree.problems(Healthy.class, place)).isEmpty();
		assertThat(FoundTree.problems(Plain.class, place)).singleElement().satisfies((problem) -> {
			assertThat(problem.message()).isEqualTo("'probeHealthIndicator' needs a bean that is a HealthIndicator: '"
					+ Plain.class.getName() + "' (component 'feed')");
			assertThat(problem.place()).contains("supervision.components.feed.probe-health-indicator");
			assertThat(problem.remedy()).isEqualTo("Implement HealthIndicator and let the @Bean method say so, "
					+ "use @Probe, or leave the attribute out.");
		});
		assertThat(FoundTree.problems(DeclaredHealthy.class)).isEmpty();
	}

	@Supervised
	@org.springframework.stereotype.Component("feed")
	static class Plain {

		@Probe
		boolean isWell() {
			return true;
		}

	}

	@Supervised
	@org.springframework.stereotype.Component("feed")
	static class Annotated {

		@Probe(interval = "${feed.interval}", timeout = "5s", failures = 1)
		boolean isWell() {
			return true;
		}

	}

	@Supervised
	@org.springframework.stereotype.Component("feed")
	static class Nonsense {

		@Probe(interval = "0", timeout = "-1s", failures = 0)
		boolean isWell() {
			return true;
		}

	}

	@Supervised
	@org.springframework.stereotype.Component("feed")
	static class Misused {

		@Probe
		boolean arguments(int number) {
			return number > 0;
		}

		@Probe
		static boolean shared() {
			return true;
		}

		@Probe
		int number() {
			return 0;
		}

		@Probe
		Boolean boxed() {
			return true;
		}

		@Probe
		@Async
		public void async() {
		}

		@Probe
		@Scheduled(fixedDelay = 1)
		public void scheduled() {
		}

		@Probe
		@Worker
		void worker() {
		}

	}

	@Supervised
	@org.springframework.stereotype.Component("feed")
	static class Healthy implements HealthIndicator {

		@Override
		public Health health() {
			return Health.up().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaredHealthy {

		@Bean
		@Supervised(probeHealthIndicator = true)
		HealthIndicator feed() {
			return new Healthy();
		}

	}

}
