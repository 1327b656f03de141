package io.supervision.bean;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.SupervisionGroup;
import io.supervision.spec.Backoff;
import io.supervision.spec.Budget;
import io.supervision.spec.Child;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class TreeDefinitionTests {

	private static final String[] NESTED = { "supervision.components.first.group=inner",
			"supervision.groups.inner.parent=outer", "supervision.groups.outer.intensity=1" };

	@Test
	void specHasEverythingThatIsConfigured() {
		TreeSpec spec = spec(Chain.class, "supervision.components.first.essential=true",
				"supervision.components.first.shutdown-timeout=9s", "supervision.components.first.exclusive=true",
				"supervision.components.first.dependency-patience=4m",
				"supervision.components.first.dependency-patience-stops-first=true",
				"supervision.detectors.self.mode=observe", "supervision.max-abandoned=7",
				"supervision.suspicion-outage=4s", "supervision.root.cool-down=1m", "supervision.root.max-cool-down=2m",
				"supervision.backoff.reset-after=3m");
		assertThat(spec.giveUp()).isEqualTo(TreeSpec.GiveUp.ISOLATE);
		assertThat(spec.maxAbandoned()).isEqualTo(7);
		assertThat(spec.suspicionOutage()).isEqualTo(Duration.ofSeconds(4));
		assertThat(spec.coolDown()).isEqualTo(Duration.ofMinutes(1));
		assertThat(spec.maxCoolDown()).isEqualTo(Duration.ofMinutes(2));
		assertThat(spec.resetAfter()).isEqualTo(Duration.ofMinutes(3));
		assertThat(spec.root().id()).isEqualTo("root");
		assertThat(spec.root().budget()).isEqualTo(Budget.PER_CHILD);
		assertThat(spec.root().retainsEnded()).isTrue();
		ComponentSpec first = (ComponentSpec) spec.root().children().get(0);
		assertThat(first.id()).isEqualTo("first");
		assertThat(first.essential()).isTrue();
		assertThat(first.shutdown()).isEqualTo(Shutdown.within(Duration.ofSeconds(9)));
		assertThat(first.exclusive()).isTrue();
		assertThat(first.dependencyPatience()).isEqualTo(Duration.ofMinutes(4));
		assertThat(first.patienceStopsFirst()).isTrue();
		assertThat(first.observes(Detector.SELF)).isTrue();
		assertThat(first.observes(Detector.WORKER)).isFalse();
		assertThat(first.uses()).isEmpty();
		assertThat(((ComponentSpec) spec.root().children().get(1)).uses()).containsExactly("first");
	}

	@Test
	void periodOfASupervisorOfComponentsIsFiveSeconds() {
		SupervisorSpec root = spec(Chain.class).root();
		assertThat(root.period()).isEqualTo(Duration.ofSeconds(5));
		assertThat(root.nestedPeriod()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void periodOfNestedSupervisorsIsLongEnoughToSpendTheBudget() {
		SupervisorSpec root = spec(Chain.class, NESTED).root();
		SupervisorSpec outer = (SupervisorSpec) root.children().get(0);
		assertThat(outer.nestedPeriod()).isEqualTo(Duration.ofSeconds(2 * 5));
		assertThat(root.nestedPeriod()).isEqualTo(Duration.ofSeconds(4 * 2 * 5));
		assertThat(root.period()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void periodThatIsSetHoldsForBoth() {
		SupervisorSpec root = spec(Chain.class, with("supervision.root.period=70s")).root();
		assertThat(root.period()).isEqualTo(Duration.ofSeconds(70));
		assertThat(root.nestedPeriod()).isEqualTo(Duration.ofSeconds(70));
	}

	@Test
	void periodThatIsTooShortToEverGiveUpIsWarnedOf(CapturedOutput output) {
		spec(Chain.class, with("supervision.root.period=29s"));
		assertThat(output).contains("The group 'root' can never give up: its 'period' 29s (supervision.root.period, "
				+ "\"supervision.root.period\" from property source \"test\") is shorter than its 'intensity' 3 times "
				+ "the 'period' 10s of the group 'outer' in it (supervision.groups.outer)");
	}

	@Test
	void periodThatIsLongEnoughIsNotWarnedOf(CapturedOutput output) {
		spec(Chain.class, with("supervision.root.period=30s"));
		assertThat(output).doesNotContain("can never give up");
	}

	@Test
	void firstRestartComesAtOnceAndFurtherOnesLaterAndLater() {
		Backoff backoff = spec(Chain.class, "supervision.backoff.jitter=0").backoff();
		assertThat(List.of(backoff.before(1), backoff.before(2), backoff.before(3), backoff.before(9),
				backoff.before(1000)))
			.containsExactly(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofSeconds(10),
					Duration.ofSeconds(10));
	}

	@Test
	void heldStartsWaitUpToAMinute() {
		Backoff backoff = spec(Chain.class, "supervision.backoff.jitter=0").heldBackoff();
		assertThat(List.of(backoff.before(1), backoff.before(2), backoff.before(100)))
			.containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMinutes(1));
	}

	@Test
	void jitterMovesDelaysByItsPartAtMost() {
		Backoff backoff = spec(Chain.class).backoff();
		for (int i = 0; i < 1000; i++) {
			assertThat(backoff.before(2)).isBetween(Duration.ofMillis(50), Duration.ofMillis(150));
			assertThat(backoff.before(50)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
		}
	}

	@Test
	void groupStartsAfterTheGroupItsMembersDependOn() {
		TreeDefinition tree = FoundTree.in(Chain.class, "supervision.components.first.group=low",
				"supervision.components.second.group=high", "supervision.groups.low.order=0",
				"supervision.groups.high.order=0");
		assertThat(FoundTree.shape(tree.root())).isEqualTo("[low[first], high[second]]");
		assertThat(FoundTree
			.shape(FoundTree
				.in(Chain.class, "supervision.components.first.group=low", "supervision.components.second.group=high",
						"supervision.groups.low.order=1", "supervision.groups.high.order=0")
				.root()))
			.isEqualTo("[high[second], low[first]]");
	}

	@Test
	void dependencyInAnotherGroupIsAUseToo() {
		TreeDefinition tree = FoundTree.in(Chain.class, "supervision.components.first.group=low",
				"supervision.groups.low.order=0");
		assertThat(tree.uses()).containsEntry("second", Set.of("first"));
		TreeDefinition apart = FoundTree.in(Chain.class, "supervision.components.first.group=low",
				"supervision.groups.low.order=0", "supervision.components.second.group=high",
				"supervision.groups.high.order=0");
		assertThat(apart.uses()).containsEntry("second", Set.of("first"));
	}

	@Test
	void orderThatContradictsADependencyIsRefusedUnderRestForOne() {
		assertThat(FoundTree.problems(Chain.class, "supervision.components.second.order=-1")).isEmpty();
		assertThat(FoundTree.problems(Chain.class, "supervision.components.second.order=-1",
				"supervision.root.strategy=rest-for-one"))
			.containsExactly(new Problem(
					"'order' must not contradict a dependency under REST_FOR_ONE: 'second' (-1) uses 'first' (0) "
							+ "(group 'root')",
					Chain.class.getName() + ".second()",
					"Leave 'order' out, so that dependencies decide, or let 'first' come first."));
	}

	@Test
	void componentsCanBeTakenOut() {
		TreeDefinition tree = FoundTree.in(Chain.class, NESTED);
		assertThat(FoundTree.shape(tree.root())).isEqualTo("[outer[inner[first]], second]");
		assertThat(FoundTree.shape(tree.without(Set.of("first")).root())).isEqualTo("[second]");
	}

	@Test
	void groupSettingsReachTheSpec() {
		SupervisorSpec group = (SupervisorSpec) spec(Grouped.class).root().children().get(0);
		assertThat(group.id()).isEqualTo("grouped");
		assertThat(group.strategy()).isEqualTo(Strategy.ONE_FOR_ALL);
		assertThat(group.intensity()).isEqualTo(2);
		assertThat(group.shutdown()).isEqualTo(Shutdown.INFINITY);
		assertThat(group.budget()).isEqualTo(Budget.SHARED);
	}

	private static String[] with(String property) {
		return Stream.concat(Arrays.stream(NESTED), Stream.of(property)).toArray(String[]::new);
	}

	private static TreeSpec spec(Class<?> type, String... properties) {
		Child child = (link) -> null;
		return FoundTree.in(type, properties).spec((component) -> child);
	}

	@Configuration
	static class Chain {

		@Bean
		@Supervised
		First first() {
			return new First();
		}

		@Bean
		@Supervised
		Second second(First first) {
			return new Second();
		}

	}

	static class First {

	}

	static class Second {

	}

	@Configuration
	@SupervisionGroup(strategy = Strategy.ONE_FOR_ALL, intensity = 2)
	static class Grouped {

		@Bean
		@Supervised
		First first() {
			return new First();
		}

	}

}
