package io.supervision.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.supervision.actuate.Standing.Life;
import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.Strategy;
import io.supervision.tree.TreeSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link Standing} and {@link EssentialOutage}.
 */
class StandingTests {

	private static final Duration HELD = Duration.ofMinutes(10);

	private static final Instant T = Trees.START;

	private static final ExitReason FAILURE = ExitReason.failure(Detector.WORKER, new IllegalStateException());

	@ParameterizedTest
	@MethodSource
	void truthTable(Trees.Builder component, Duration later, boolean refused, Life life) {
		Standing standing = Standing.of(Trees.running(component.build()), T.plus(later), HELD, Map.of());
		assertThat(standing.refusal() != null).isEqualTo(refused);
		assertThat(standing.life()).isEqualTo(life);
	}

	static List<Arguments> truthTable() {
		Duration day = Duration.ofDays(1);
		return List.of(row(essential(), day, false, Life.WHOLE),
				row(essential().degradedBy(Degradation.SUSPICION), day, false, Life.WHOLE),
				row(essential().degradedBy(Degradation.DEPENDENCY), day, false, Life.WHOLE),
				row(essential().restarting(T), Duration.ofMillis(499), false, Life.UNDECIDED),
				row(essential().restarting(T), Duration.ofMillis(500), true, Life.UNDECIDED),
				row(essential().restarting(T).waitTimeout(Duration.ZERO), Duration.ZERO, true, Life.UNDECIDED),
				row(essential().state(ChildState.RESTARTING), Duration.ZERO, true, Life.UNDECIDED),
				row(essential().restarting(T).held(T), HELD.minusMillis(1), false, Life.UNDECIDED),
				row(essential().restarting(T).held(T), HELD, true, Life.UNDECIDED),
				row(essential().held(T), HELD.minusMillis(1), false, Life.UNDECIDED),
				row(essential().restarting(T).lastFailure(Trees.incident(Fault.Kind.SUSPICION, null)), day, false,
						Life.UNDECIDED),
				row(essential().restarting(T).lastFailure(Trees.incident(Fault.Kind.SUSPICION, Duration.ZERO)), day,
						true, Life.UNDECIDED),
				row(essential().restarting(T).lastFailure(Trees.incident(Fault.Kind.FAILURE, null)), day, true,
						Life.UNDECIDED),
				row(essential().state(ChildState.STARTING), day, false, Life.WHOLE),
				row(essential().ended(ExitReason.normal()), day, false, Life.WHOLE),
				row(essential().stoppedByOperator(), day, false, Life.WHOLE),
				row(essential().ended(FAILURE), day, true, Life.UNDECIDED),
				row(essential().state(ChildState.ISOLATED), day, true, Life.UNDECIDED),
				row(essential().state(ChildState.ISOLATED).serving(), day, true, Life.UNDECIDED),
				row(other().restarting(T), day, false, Life.WHOLE), row(other().held(T), day, false, Life.WHOLE),
				row(other().state(ChildState.ISOLATED), day, false, Life.WHOLE),
				row(other().ended(FAILURE), day, false, Life.WHOLE));
	}

	@Test
	void suspicionThatLedToNoOutageExcusesNoLaterOne() {
		Trees.Builder component = essential().restarting(T.plusSeconds(61))
			.lastFailure(Trees.incident(Fault.Kind.SUSPICION, null));
		Standing standing = Standing.of(Trees.running(component.build()), T.plusSeconds(120), HELD, Map.of());
		assertThat(standing.refusal()).isNotNull();
	}

	@ParameterizedTest
	@EnumSource(ChildState.class)
	void nothingIsToldBeforeTheTreeHasRun(ChildState state) {
		Standing standing = Standing.of(Trees.notStarted(essential().state(state).build()), T, HELD, Map.of());
		assertThat(standing.refusal()).isNull();
		assertThat(standing.life()).isEqualTo(Life.UNDECIDED);
	}

	@Test
	void rootThatGaveUpOnAnEssentialComponentIsLost() {
		Standing standing = Standing.of(Trees.gaveUp(essential().state(ChildState.ISOLATED).build()), T, HELD,
				Map.of());
		assertThat(standing.refusal()).isEqualTo("essential component '/feed' is ISOLATED");
		assertThat(standing.life()).isEqualTo(Life.LOST);
	}

	@Test
	void suspectJvmIsLostWhateverIsEssential() {
		Standing standing = Standing.of(Trees.suspectJvm("it says so", Trees.component("/feed").build()), T, HELD,
				Map.of());
		assertThat(standing.refusal()).isEqualTo("the JVM itself is suspect: it says so");
		assertThat(standing.life()).isEqualTo(Life.LOST);
	}

	@Test
	void reviewIsDueWhenTheAnswerChangesThoughTheTreeDoesNot() {
		TreeSnapshot tree = Trees.running(essential().restarting(T).held(T).build(),
				Trees.component("/shop").essential().restarting(T).waitTimeout(Duration.ofSeconds(2)).build());
		assertThat(Standing.of(tree, T, HELD, Map.of()).review()).isEqualTo(T.plusSeconds(2));
		assertThat(Standing.of(tree, T.plusSeconds(2), HELD, Map.of()).review()).isEqualTo(T.plus(HELD));
		assertThat(Standing.of(tree, T.plus(HELD), HELD, Map.of()).review()).isNull();
		assertThat(Standing.of(tree, T.plusSeconds(2), HELD, Map.of()).refusal()).contains("/shop");
	}

	@Test
	void laterSiblingThatWaitsForAHeldOneIsExcusedAsLongAsThatIs() {
		assertThat(refused(Strategy.REST_FOR_ONE, held("/g/a"), waiting("/g/b"))).isFalse();
		assertThat(refused(Strategy.ONE_FOR_ALL, waiting("/g/a"), held("/g/b"))).isFalse();
		assertThat(refused(Strategy.REST_FOR_ONE, waiting("/g/a"), held("/g/b"))).isTrue();
		assertThat(refused(Strategy.ONE_FOR_ONE, held("/g/a"), waiting("/g/b"))).isTrue();
	}

	@Test
	void wholeGroupThatWaitsForAHeldSiblingIsExcused() {
		TreeSnapshot.Node nested = Trees.group("/g/n", Strategy.ONE_FOR_ONE, waiting("/g/n/b"));
		assertThat(refused(Strategy.REST_FOR_ONE, held("/g/a"), nested)).isFalse();
		assertThat(refused(Strategy.ONE_FOR_ONE, held("/g/a"), nested)).isTrue();
	}

	@Test
	void siblingTakenAlongByASuspicionIsExcused() {
		TreeSnapshot.Node suspected = Trees.component("/g/a")
			.restarting(T)
			.lastFailure(Trees.incident(Fault.Kind.SUSPICION, null))
			.build();
		assertThat(refused(Strategy.REST_FOR_ONE, suspected, waiting("/g/b"))).isFalse();
		assertThat(refused(Strategy.ONE_FOR_ONE, suspected, waiting("/g/b"))).isTrue();
	}

	@Test
	void essentialComponentsThatAreRightlyStoppedAreNamed() {
		TreeSnapshot tree = Trees.running(essential().stoppedByOperator().build(),
				Trees.component("/b").essential().ended(FAILURE).build(),
				Trees.component("/c").ended(ExitReason.normal()).build(),
				Trees.component("/d").essential().ended(ExitReason.normal()).build());
		assertThat(Standing.of(tree, T, HELD, Map.of()).stopped()).containsExactlyInAnyOrder("/feed", "/d");
	}

	private static boolean refused(Strategy strategy, TreeSnapshot.Node... children) {
		TreeSnapshot tree = Trees.running(Trees.group("/g", strategy, children));
		return Standing.of(tree, T.plusSeconds(60), HELD, Map.of()).refusal() != null;
	}

	private static TreeSnapshot.Node held(String path) {
		return Trees.component(path).restarting(T).held(T).build();
	}

	private static TreeSnapshot.Node waiting(String path) {
		return Trees.component(path).essential().restarting(T).build();
	}

	private static Trees.Builder essential() {
		return Trees.component("/feed").essential();
	}

	private static Trees.Builder other() {
		return Trees.component("/feed");
	}

	private static Arguments row(Trees.Builder component, Duration later, boolean refused, Life life) {
		return arguments(component, later, refused, life);
	}

}
