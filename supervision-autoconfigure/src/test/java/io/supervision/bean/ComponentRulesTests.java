package io.supervision.bean;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import io.supervision.bean.ComponentDefinition.Detection;
import io.supervision.bean.ComponentDefinition.Supervision;
import io.supervision.spec.Detector;
import io.supervision.spec.Mode;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ComponentRulesTests {

	private static final String ID = "supervision.components.feed.";

	@Test
	void defaultsApplyInTheEnd() {
		ComponentDefinition component = find(Feed.class);
		assertThat(component.supervision()).isEqualTo(new Supervision(RestartType.PERMANENT, false, false,
				Duration.ofSeconds(30), Shutdown.within(Duration.ofSeconds(5)), false, Replace.STOP_FIRST, false, false,
				Duration.ofMillis(500), null, false));
		assertThat(component.detection())
			.isEqualTo(new Detection(List.of(), List.of(), 3, OnSuspicion.RESTART, 3, Mode.ACT, Set.of()));
		assertThat(component.order()).isZero();
		assertThat(component.group()).isEqualTo("root");
	}

	@Test
	void configuredDefaultsAreWeakerThanAnnotations() {
		String[] defaults = { "supervision.defaults.wait-timeout=1s", "supervision.defaults.start-timeout=1m",
				"supervision.defaults.shutdown-timeout=0", "supervision.defaults.failure-threshold=9",
				"supervision.defaults.on-suspicion=observe", "supervision.defaults.suspicion-allowance=0",
				"supervision.defaults.dependency-patience=2m", "supervision.defaults.fail-on=java.io.IOException",
				"supervision.defaults.ignore=java.lang.IllegalStateException" };
		ComponentDefinition component = find(Feed.class, defaults);
		assertThat(component.supervision())
			.isEqualTo(new Supervision(RestartType.PERMANENT, false, false, Duration.ofMinutes(1), Shutdown.NOW, false,
					Replace.STOP_FIRST, false, false, Duration.ofSeconds(1), Duration.ofMinutes(2), false));
		assertThat(component.detection()).isEqualTo(new Detection(List.of(IOException.class),
				List.of(IllegalStateException.class), 9, OnSuspicion.OBSERVE, 0, Mode.ACT, Set.of()));
		ComponentDefinition annotated = find(Annotated.class, defaults);
		assertThat(annotated.supervision().waitTimeout()).isEqualTo(Duration.ofMillis(20));
		assertThat(annotated.detection().failOn()).containsExactly(NumberFormatException.class);
		assertThat(annotated.detection().onSuspicion()).isEqualTo(OnSuspicion.FAIL);
	}

	@Test
	void propertiesOfTheComponentAreStrongest() {
		ComponentDefinition component = find(Annotated.class, ID + "wait-timeout=30", ID + "essential=false",
				ID + "order=-4", ID + "fail-on=java.io.IOException,java.lang.Error", ID + "restart=transient",
				ID + "replace=start-first", ID + "shutdown-timeout=infinity", ID + "start-optional=true");
		assertThat(component.supervision().waitTimeout()).isEqualTo(Duration.ofMillis(30));
		assertThat(component.supervision().essential()).isFalse();
		assertThat(component.supervision().restart()).isEqualTo(RestartType.TRANSIENT);
		assertThat(component.supervision().shutdown()).isEqualTo(Shutdown.INFINITY);
		assertThat(component.supervision().startOptional()).isTrue();
		assertThat(component.order()).isEqualTo(-4);
		assertThat(component.detection().failOn()).containsExactly(IOException.class, Error.class);
	}

	@Test
	void durationsOfAnnotationsMayHavePlaceholders() {
		assertThat(find(Placeholders.class, "feed.wait=8").supervision().waitTimeout()).isEqualTo(Duration.ofMillis(8));
		assertThat(find(Placeholders.class, "feed.wait=8").supervision().shutdown())
			.isEqualTo(Shutdown.within(Duration.ofSeconds(2)));
		assertThat(problems(Placeholders.class)).containsExactly(new Problem(
				"'waitTimeout' must be a duration: '${feed.wait}'", "@Supervised on " + Placeholders.class.getName(),
				"Write it like '500ms', '5s' or 'PT5S', and define the placeholders it uses."));
	}

	@ParameterizedTest
	@CsvSource({ "act, act, ACT", "observe, act, OBSERVE", "act, observe, OBSERVE" })
	void observingAnywhereIsObserving(String everywhere, String here, Mode mode) {
		assertThat(find(Feed.class, "supervision.mode=" + everywhere, ID + "mode=" + here).detection().mode())
			.isEqualTo(mode);
		assertThat(find(Observed.class, "supervision.mode=" + everywhere, ID + "mode=" + here).detection().mode())
			.isEqualTo(Mode.OBSERVE);
	}

	@Test
	void detectorsAreObservedEverywhere() {
		assertThat(find(Feed.class, "supervision.detectors.worker.mode=observe",
				"supervision.detectors.result.mode=observe", "supervision.detectors.self.mode=act")
			.detection()
			.observed()).containsExactlyInAnyOrder(Detector.WORKER, Detector.RESULT);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					start-timeout=0 | 'startTimeout' must be positive: 0ms (component 'feed')
					wait-timeout=-1s | 'waitTimeout' must not be negative: -1s (component 'feed')
					dependency-patience=0 | 'dependencyPatience' must be positive: 0ms (component 'feed')
					failure-threshold=0 | 'failureThreshold' must be positive: 0 (component 'feed')
					suspicion-allowance=-1 | 'suspicionAllowance' must not be negative: -1 (component 'feed')
					fail-on=java.lang.String | 'failOn' must list throwables: 'java.lang.String' (component 'feed')
					ignore=java.lang.String | 'ignore' must list throwables: 'java.lang.String' (component 'feed')
					shutdown-timeout=infinity | 'shutdownTimeout' must be limited where 'replace' is STOP_FIRST: 'infinity' (component 'feed')
					significant=true | 'significant' needs 'restart' TRANSIENT or TEMPORARY: PERMANENT (component 'feed')
					""",
			quoteCharacter = '"')
	void nonsenseIsRefusedWithItsPlace(String property, String message) {
		assertThat(problems(Feed.class, ID + property)).singleElement().satisfies((problem) -> {
			assertThat(problem.message()).isEqualTo(message);
			assertThat(problem.place()).isEqualTo(ID + property.substring(0, property.indexOf('=')) + ", \"" + ID
					+ property.substring(0, property.indexOf('=')) + "\" from property source \"test\"");
			assertThat(problem.remedy()).isNotBlank();
		});
	}

	@Test
	void defaultThatIsNonsenseIsReportedOnceForAll() {
		assertThatExceptionOfType(InvalidSupervisionException.class).isThrownBy(() -> FoundTree.in((context) -> {
			context.registerBean("one", Feed.class);
			context.registerBean("two", Feed.class);
		}, "supervision.defaults.start-timeout=0", "supervision.group-defaults.intensity=-1",
				"supervision.groups.trading.order=1"))
			.satisfies((ex) -> assertThat(ex.getProblems()).extracting(Problem::message)
				.containsExactly("'supervision.defaults.start-timeout' must be positive: 0ms",
						"'supervision.group-defaults.intensity' must not be negative: -1"));
	}

	@Test
	void essentialTemporaryIsRefused() {
		assertThat(problems(EssentialTemporary.class)).containsExactly(
				new Problem("'essential' needs 'restart' PERMANENT or TRANSIENT: TEMPORARY (component 'feed')",
						"@Supervised on " + EssentialTemporary.class.getName(),
						"Set 'restart', because a temporary component is never restarted, or 'essential' to false."));
	}

	@Test
	void startFirstIsRefusedForWorkersAndForExclusiveComponents() {
		assertThat(problems(Working.class, ID + "replace=start-first")).extracting(Problem::message)
			.containsExactly(
					"'replace' must be STOP_FIRST for a component with a @Worker: START_FIRST (component 'feed')");
		assertThat(problems(Feed.class, ID + "replace=start-first", ID + "exclusive=true")).extracting(Problem::message)
			.containsExactly(
					"'replace' must be STOP_FIRST for a component with 'exclusive': START_FIRST (component 'feed')");
	}

	@Test
	void standbyIsRefusedWhereTwoGenerationsCannotBeThereAtOnce() {
		assertThat(problems(Working.class, ID + "standby=true")).extracting(Problem::message)
			.containsExactly("'standby' must be false for a component with a @Worker: true (component 'feed')");
		assertThat(problems(Feed.class, ID + "standby=true", ID + "exclusive=true"))
			.extracting(Problem::message, Problem::remedy)
			.containsExactly(tuple("'standby' must be false for a component with 'exclusive': true (component 'feed')",
					"Set 'standby' to false, because two generations cannot be there side by side."));
		assertThat(problems(Feed.class, ID + "standby=true", ID + "replace=stop-first")).extracting(Problem::message)
			.containsExactly("'standby' needs 'replace' START_FIRST: STOP_FIRST (component 'feed')");
		assertThat(problems(Overlapping.class, ID + "standby=true")).isEmpty();
	}

	@Test
	void startFirstIsAllowedForWorkersThatAllBearAnother() {
		assertThat(problems(Overlapping.class, ID + "replace=start-first", ID + "dependency-patience=1m")).isEmpty();
		assertThat(problems(HalfOverlapping.class, ID + "replace=start-first")).extracting(Problem::remedy)
			.containsExactly("Set STOP_FIRST, because two generations cannot run side by side, "
					+ "or 'overlap' of every @Worker if they can.");
		assertThat(problems(Overlapping.class, ID + "replace=start-first", ID + "exclusive=true")).hasSize(1);
	}

	@Test
	void dependencyPatienceOfWhatCannotStartFirstHasToStopFirst() {
		assertThat(problems(Working.class, ID + "dependency-patience=1m")).extracting(Problem::message)
			.containsExactly("'dependencyPatience' of a component with a @Worker needs "
					+ "'dependencyPatienceStopsFirst': false (component 'feed')");
		assertThat(problems(Working.class, ID + "dependency-patience=1m", ID + "dependency-patience-stops-first=true"))
			.isEmpty();
		assertThat(problems(Feed.class, ID + "dependency-patience=1m")).isEmpty();
	}

	@Test
	void significantChildNeedsAutoShutdownOfItsGroup() {
		assertThat(problems(Feed.class, ID + "significant=true", ID + "restart=transient", ID + "group=trading",
				"supervision.groups.trading.intensity=1"))
			.extracting(Problem::message)
			.containsExactly("'significant' of 'feed' needs 'autoShutdown' ANY_SIGNIFICANT or ALL_SIGNIFICANT: "
					+ "NEVER (group 'trading')");
		assertThat(problems(Feed.class, ID + "significant=true", ID + "restart=transient", ID + "group=trading",
				"supervision.groups.trading.auto-shutdown=any-significant"))
			.isEmpty();
	}

	@Test
	void unknownIdIsRefusedWithTheNearestOnes() {
		assertThat(problems(Feed.class, "supervision.components.fed.order=1")).containsExactly(new Problem(
				"The id must be that of a supervised bean: 'fed'",
				"supervision.components.fed.order, \"supervision.components.fed.order\" from property source \"test\"",
				"Did you mean 'feed'? 'supervision.ignore-unknown-ids' makes this a warning."));
		assertThat(problems(Feed.class, "supervision.components.fed.order=1", "supervision.ignore-unknown-ids=true"))
			.isEmpty();
	}

	@Test
	void idOfAnOrdinaryBeanIsRefusedAsSuch() {
		List<Problem> problems = FoundTree.problems(List.of(CandidatesTests.Plain.class),
				"supervision.components.plain.order=1");
		assertThat(problems).extracting(Problem::remedy)
			.containsExactly("The bean 'plain' is not supervised: annotate it, or set 'supervised' to true.");
	}

	@Test
	void idThatATestHasReplacedIsNoMistake() {
		TreeDefinition tree = FoundTree.in(
				(context) -> context.getBeanFactory().registerSingleton("feed", new CandidatesTests.Plain()),
				"supervision.components.feed.order=1");
		assertThat(tree.components()).isEmpty();
	}

	@Test
	void everythingIsReportedAtOnce() {
		assertThat(problems(EssentialTemporary.class, ID + "wait-timeout=-1", ID + "group=nowhere",
				"supervision.components.other.order=1", "supervision.group-defaults.period=0"))
			.hasSize(5);
	}

	private static ComponentDefinition find(Class<?> type, String... properties) {
		return FoundTree.in((context) -> context.registerBean("feed", type), properties).components().get(0);
	}

	private static List<Problem> problems(Class<?> type, String... properties) {
		try {
			find(type, properties);
			return List.of();
		}
		catch (InvalidSupervisionException ex) {
			return ex.getProblems();
		}
	}

	@Supervised
	static class Feed {

	}

	@Supervised(waitTimeout = "20ms", essential = true, failOn = NumberFormatException.class,
			onSuspicion = OnSuspicion.FAIL)
	static class Annotated {

	}

	@Supervised(waitTimeout = "${feed.wait}", shutdownTimeout = "${feed.stop:2s}")
	static class Placeholders {

	}

	@Supervised(mode = Mode.OBSERVE)
	static class Observed {

	}

	@Supervised(essential = true, restart = RestartType.TEMPORARY)
	static class EssentialTemporary {

	}

	@Supervised
	static class Working {

		@Worker
		void work() {
		}

	}

	@Supervised
	static class Overlapping {

		@Worker(overlap = true)
		void work() {
		}

		@Worker(overlap = true)
		void workToo() {
		}

	}

	@Supervised
	static class HalfOverlapping {

		@Worker(overlap = true)
		void work() {
		}

		@Worker
		void workAlone() {
		}

	}

}
