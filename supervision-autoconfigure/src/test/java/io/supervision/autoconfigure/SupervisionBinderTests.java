package io.supervision.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.supervision.actuate.OnEssentialGiveUp;
import io.supervision.bean.Problem;
import io.supervision.bean.Problems;
import io.supervision.spec.Mode;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisionBinderTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	private final Problems problems = new Problems();

	@Test
	void defaultsApplyWithoutAnyProperty() {
		SupervisionProperties properties = bind();
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.mode()).isEqualTo(Mode.ACT);
		assertThat(properties.readiness()).isTrue();
		assertThat(properties.ignoreUnknownIds()).isFalse();
		assertThat(properties.heldRefusesAfter()).isEqualTo(Duration.ofMinutes(10));
		assertThat(properties.suspicionOutage()).isEqualTo(Duration.ofSeconds(2));
		assertThat(properties.maxAbandoned()).isEqualTo(3);
		assertThat(properties.root().onEssentialGiveUp()).isEqualTo(OnEssentialGiveUp.BREAK_LIVENESS);
		assertThat(properties.root().coolDown()).isEqualTo(Duration.ofMinutes(5));
		assertThat(properties.root().maxCoolDown()).isEqualTo(Duration.ofHours(1));
		assertThat(properties.backoff().initialDelay()).isEqualTo(Duration.ofMillis(100));
		assertThat(properties.backoff().multiplier()).isEqualTo(2);
		assertThat(properties.backoff().maxDelay()).isEqualTo(Duration.ofSeconds(10));
		assertThat(properties.backoff().jitter()).isEqualTo(0.5);
		assertThat(properties.backoff().resetAfter()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.components()).isEmpty();
		assertThat(properties.detectors().worker().mode()).isEqualTo(Mode.ACT);
		assertThat(this.problems.found()).isEmpty();
	}

	@Test
	void nothingSetIsTheSameAsAllDefaultValues() {
		assertThat(bind()).isSameAs(SupervisionProperties.NONE);
		yaml("supervision.max-abandoned: 3");
		assertThat(bind()).isNotSameAs(SupervisionProperties.NONE).isEqualTo(SupervisionProperties.NONE);
	}

	@Test
	void sourceThatCannotListItsPropertiesIsAsked() {
		this.environment.getPropertySources().addFirst(new PropertySource<>("remote") {

			@Override
			public Object getProperty(String name) {
				return name.equals("supervision.max-abandoned") ? "7" : null;
			}

		});
		assertThat(bind().maxAbandoned()).isEqualTo(7);
	}

	@Test
	void everythingCanBeSet() {
		yaml("""
				supervision:
				  enabled: false
				  mode: observe
				  readiness: false
				  held-refuses-after: 7
				  root:
				    strategy: rest-for-one
				    on-essential-give-up: isolate
				  detectors.worker.mode: observe
				  components:
				    priceFeed:
				      shutdown-timeout: infinity
				      fail-on: [java.io.IOException, java.lang.Error]
				    "[com.acme.Feed]":
				      wait-timeout: 9
				""");
		SupervisionProperties properties = bind();
		assertThat(this.problems.found()).isEmpty();
		assertThat(properties.heldRefusesAfter()).isEqualTo(Duration.ofMillis(7));
		assertThat(properties.root().strategy()).isEqualTo(Strategy.REST_FOR_ONE);
		assertThat(properties.root().onEssentialGiveUp()).isEqualTo(OnEssentialGiveUp.ISOLATE);
		assertThat(properties.detectors().worker().mode()).isEqualTo(Mode.OBSERVE);
		assertThat(properties.components().get("priceFeed").shutdownTimeout()).isEqualTo(Shutdown.INFINITY);
		assertThat(properties.components().get("priceFeed").failOn()).hasSize(2);
		assertThat(properties.components().get("com.acme.Feed").waitTimeout()).isEqualTo(Duration.ofMillis(9));
	}

	@Test
	void environmentVariableIsStrongerThanTheFile() {
		yaml("supervision.components.priceFeed: { wait-timeout: 1s, order: 3 }");
		environmentVariables(Map.of("SUPERVISION_COMPONENTS_PRICEFEED_WAITTIMEOUT", "2s"));
		assertThat(bind().components().values()).isNotEmpty().allSatisfy((component) -> {
			assertThat(component.waitTimeout()).isEqualTo(Duration.ofSeconds(2));
			assertThat(component.order()).isEqualTo(3);
		});
	}

	@Test
	void variablesOfTheEnvironmentThatNobodyAsksForAreNoMistake() {
		environmentVariables(Map.of("SUPERVISION_SERVICE_HOST", "10.0.0.1", "SUPERVISION_PORT", "tcp://10.0.0.1:80"));
		bind();
		assertThat(this.problems.found()).isEmpty();
	}

	@Test
	void shutdownTimeoutMayBeANumberInYaml() {
		yaml("""
				supervision:
				  defaults: { shutdown-timeout: 5000 }
				  groups: { trading: { shutdown-timeout: 4294967296 } }
				  components: { priceFeed: { shutdown-timeout: 0 } }
				""");
		SupervisionProperties properties = bind();
		assertThat(this.problems.found()).isEmpty();
		assertThat(properties.defaults().shutdownTimeout()).isEqualTo(Shutdown.within(Duration.ofSeconds(5)));
		assertThat(properties.groups().get("trading").shutdownTimeout())
			.isEqualTo(Shutdown.within(Duration.ofMillis(4294967296L)));
		assertThat(properties.components().get("priceFeed").shutdownTimeout()).isEqualTo(Shutdown.NOW);
	}

	@Test
	void everythingWrongIsReportedWithItsOriginAtOnce() {
		yaml("""
				supervision:
				  mode: sometimes
				  root:
				    intensity: many
				  defaults:
				    start-timeout: soon
				    shutdown-timeout: -1s
				    fail-on: com.acme.Missing
				  components:
				    priceFeed:
				      essential: perhaps
				      wait-timout: 1s
				    com.acme.Feed:
				      order: 1
				  max-age: 1d
				""");
		bind();
		assertThat(this.problems.found()).containsExactlyInAnyOrder(
				problem("'supervision.mode' must be one of 'act', 'observe': 'sometimes'", "supervision.mode", "2:9"),
				problem("'supervision.root.intensity' must be a whole number: 'many'", "supervision.root.intensity",
						"4:16"),
				problem("'supervision.defaults.start-timeout' must be a duration such as '500ms' or '5s': 'soon'",
						"supervision.defaults.start-timeout", "6:20"),
				problem("'supervision.defaults.shutdown-timeout' must be a duration such as '5s', '0' or 'infinity': '-1s'",
						"supervision.defaults.shutdown-timeout", "7:23"),
				problem("'supervision.defaults.fail-on' must be a list whose elements are each the name of a class "
						+ "that can be loaded: 'com.acme.Missing'", "supervision.defaults.fail-on", "8:14"),
				problem("'supervision.components.pricefeed.essential' must be 'true' or 'false': 'perhaps'",
						"supervision.components.pricefeed.essential", "11:18"),
				new Problem("'supervision.components.pricefeed.wait-timout' must be a key that exists: '1s'",
						"supervision.components.pricefeed.wait-timout, test.yaml - 12:20",
						"Did you mean 'wait-timeout', 'call-timeout', 'start-timeout'? An id with dots in it is written in brackets: [com.acme.Feed]."),
				new Problem("'supervision.components.com.acme.feed.order' must be a key that exists: '1'",
						"supervision.components.com.acme.feed.order, test.yaml - 14:14",
						"There is 'call-timeout', 'circuit-breaker', 'dependency-patience', 'dependency-patience-stops-first', "
								+ "'essential', 'exclusive', 'fail-on', 'failure-threshold', 'group', 'ignore', 'max-age', 'max-calls', …. "
								+ "An id with dots in it is written in brackets: [com.acme.Feed]."),
				new Problem("'supervision.max-age' must be a key that exists: '1d'",
						"supervision.max-age, test.yaml - 15:12",
						"There is 'backoff', 'components', 'defaults', 'detectors', 'enabled', 'group-defaults', 'groups', "
								+ "'held-refuses-after', 'ignore-unknown-ids', 'max-abandoned', 'max-queued-events', 'mode', …."));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					root.cool-down=0 | 'supervision.root.cool-down' must be positive: 0ms
					root.max-cool-down=1s | 'supervision.root.max-cool-down' must not be shorter than 'cool-down' 300000ms: 1000ms
					backoff.initial-delay=-1 | 'supervision.backoff.initial-delay' must be positive: -1ms
					backoff.max-delay=9 | 'supervision.backoff.max-delay' must not be shorter than 'initial-delay' 100ms: 9ms
					backoff.multiplier=0.5 | 'supervision.backoff.multiplier' must not be less than 1: 0.5
					backoff.multiplier=NaN | 'supervision.backoff.multiplier' must not be less than 1: NaN
					backoff.jitter=1 | 'supervision.backoff.jitter' must be at least 0 and less than 1: 1.0
					backoff.reset-after=0 | 'supervision.backoff.reset-after' must be positive: 0ms
					suspicion-outage=-1 | 'supervision.suspicion-outage' must not be negative: -1ms
					held-refuses-after=-1 | 'supervision.held-refuses-after' must not be negative: -1ms
					max-abandoned=-1 | 'supervision.max-abandoned' must not be negative: -1
					defaults.start-timeout=0 | 'supervision.defaults.start-timeout' must be positive: 0ms
					defaults.wait-timeout=-1 | 'supervision.defaults.wait-timeout' must not be negative: -1ms
					defaults.call-timeout=0 | 'supervision.defaults.call-timeout' must be positive: 0ms
					defaults.dependency-patience=0 | 'supervision.defaults.dependency-patience' must be positive: 0ms
					defaults.failure-threshold=0 | 'supervision.defaults.failure-threshold' must be positive: 0
					defaults.suspicion-allowance=-1 | 'supervision.defaults.suspicion-allowance' must not be negative: -1
					defaults.on-suspicion=default | 'supervision.defaults.on-suspicion' must be one of 'restart', 'observe', 'fail': 'default'
					components.feed.on-suspicion=default | 'supervision.components.feed.on-suspicion' must be one of 'restart', 'observe', 'fail': 'default'
					defaults.when-down=default | 'supervision.defaults.when-down' must be one of 'drop', 'wait', 'queue': 'default'
					components.feed.when-down=default | 'supervision.components.feed.when-down' must be one of 'drop', 'wait', 'queue': 'default'
					max-queued-events=0 | 'supervision.max-queued-events' must be positive: 0
					group-defaults.intensity=-1 | 'supervision.group-defaults.intensity' must not be negative: -1
					group-defaults.period=0 | 'supervision.group-defaults.period' must be positive: 0ms
					components.feed.start-timeout= | 'supervision.components.feed.start-timeout' must be a duration such as '500ms' or '5s': ''
					components.feed.order= | 'supervision.components.feed.order' must be a whole number: ''
					mode= | 'supervision.mode' must be one of 'act', 'observe': ''
					""")
	void nonsenseIsRefused(String property, String message) {
		String[] parts = property.split("=", 2);
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("supervision." + parts[0], parts[1])));
		bind();
		assertThat(this.problems.found()).singleElement().satisfies((problem) -> {
			assertThat(problem.message()).isEqualTo(message);
			assertThat(problem.place()).isEqualTo(
					"supervision." + parts[0] + ", \"supervision." + parts[0] + "\" from property source \"test\"");
		});
	}

	@Test
	void whatCannotBeBoundHasItsDefaultSoThatTheRestIsChecked() {
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("test",
					Map.of("supervision.mode", "maybe", "supervision.root", "all", "supervision.detectors.self.mode",
							"x", "supervision.backoff.max-delay", "soon", "supervision.max-abandoned", "-1",
							"supervision.components.feed", "y", "supervision.unknown", "z")));
		SupervisionProperties properties = bind();
		assertThat(properties.mode()).isEqualTo(Mode.ACT);
		assertThat(properties.root().coolDown()).isEqualTo(Duration.ofMinutes(5));
		assertThat(properties.detectors().self().mode()).isEqualTo(Mode.ACT);
		assertThat(properties.backoff().maxDelay()).isEqualTo(Duration.ofSeconds(10));
		assertThat(this.problems.found()).extracting(Problem::message)
			.containsExactlyInAnyOrder("'supervision.mode' must be one of 'act', 'observe': 'maybe'",
					"'supervision.root' must have keys below it and no value: 'all'",
					"'supervision.detectors.self.mode' must be one of 'act', 'observe': 'x'",
					"'supervision.backoff.max-delay' must be a duration such as '500ms' or '5s': 'soon'",
					"'supervision.max-abandoned' must not be negative: -1",
					"'supervision.components.feed' must have keys below it and no value: 'y'",
					"'supervision.unknown' must be a key that exists: 'z'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "supervision:", "supervision:\n  root:", "supervision:\n  components:\n",
			"supervision:\n  components:\n    feed:\n  groups:" })
	void emptySectionIsNoMistake(String text) {
		yaml(text);
		assertThat(bind().root().coolDown()).isEqualTo(Duration.ofMinutes(5));
		assertThat(this.problems.found()).isEmpty();
	}

	@Test
	void unknownKeyAloneIsReported() {
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("supervision.unknown", "z")));
		assertThat(bind().enabled()).isTrue();
		assertThat(this.problems.found()).hasSize(1);
	}

	private static Problem problem(String message, String key, String position) {
		return new Problem(message, key + ", test.yaml - " + position, "Correct or remove it.");
	}

	private void yaml(String text) {
		try {
			List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("test",
					new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "test.yaml") {
						@Override
						public String getDescription() {
							return "test.yaml";
						}
					});
			sources.forEach(this.environment.getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void environmentVariables(Map<String, Object> variables) {
		this.environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
	}

	private SupervisionProperties bind() {
		return new SupervisionBinder(this.problems).bind(this.environment);
	}

}
