package io.supervision.actuate;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link Views} and {@link TreeStatus}.
 */
class ViewsTests {

	/** Knows nothing of dates or durations: all of them must be text by now. */
	private final ObjectMapper mapper = new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

	private final ComponentDetails details = new ComponentDetails() {

		@Override
		public String type(String path) {
			return "type of " + path;
		}

		@Override
		public long inFlight(String path) {
			return 7;
		}

		@Override
		public Long droppedEvents(String path) {
			return path.equals("/a") ? 5L : null;
		}

	};

	@Test
	void supervisorHasEveryFieldAndItsChildrenInOrder() {
		JsonNode root = tree(Trees.running(Trees.group("/trading", Strategy.REST_FOR_ONE,
				Trees.component("/trading/a").build(), Trees.component("/trading/b").build())))
			.get("root");
		JsonNode trading = root.at("/children/0");
		assertThat(fields(root)).containsExactlyInAnyOrder("id", "path", "kind", "state", "strategy", "intensity",
				"period", "restartsInPeriod", "restart", "restarts", "startedAt", "children");
		assertThat(root.get("path").textValue()).isEqualTo("/");
		assertThat(trading.get("kind").textValue()).isEqualTo("supervisor");
		assertThat(trading.get("strategy").textValue()).isEqualTo("REST_FOR_ONE");
		assertThat(trading.get("period").textValue()).isEqualTo("PT5S");
		assertThat(trading.get("startedAt").textValue()).isEqualTo("2026-11-22T10:00:00Z");
		assertThat(trading.at("/children/0/id").textValue()).isEqualTo("a");
		assertThat(trading.at("/children/1/id").textValue()).isEqualTo("b");
	}

	@Test
	void componentThatPlainlyRunsHasNothingThatIsAbsent() {
		JsonNode feed = tree(Trees.running(Trees.component("/feed").essential().build())).at("/root/children/0");
		assertThat(fields(feed)).containsExactlyInAnyOrder("id", "path", "kind", "state", "type", "restart",
				"essential", "degraded", "serving", "generation", "restarts", "manualRestarts", "startedAt", "inFlight",
				"abandoned");
		assertThat(feed.get("type").textValue()).isEqualTo("type of /feed");
		assertThat(feed.get("inFlight").longValue()).isEqualTo(7);
		assertThat(feed.get("essential").booleanValue()).isTrue();
		assertThat(feed.get("generation").longValue()).isEqualTo(3);
	}

	@Test
	void componentThatListensSaysHowManyEventsItMissed() {
		JsonNode a = tree(Trees.running(Trees.component("/a").build())).at("/root/children/0");
		assertThat(a.get("droppedEvents").longValue()).isEqualTo(5);
	}

	@Test
	void componentThatIsHeldSaysSoAndWhenItIsTriedAgain() {
		JsonNode feed = tree(Trees.running(Trees.component("/feed")
			.restarting(Trees.START)
			.held(Trees.START)
			.nextAttemptAt(Trees.START.plusMillis(1500))
			.build())).at("/root/children/0");
		assertThat(feed.get("state").textValue()).isEqualTo("RESTARTING");
		assertThat(feed.get("phase").textValue()).isEqualTo("WAITING");
		assertThat(feed.get("heldBy").textValue()).isEqualTo("dependency");
		assertThat(feed.get("nextAttemptAt").textValue()).isEqualTo("2026-11-22T10:00:01.500Z");
	}

	@Test
	void lastFailureIsShownWithItsRecovery() {
		JsonNode failure = tree(Trees.running(Trees.component("/feed")
			.lastFailure(Trees.incident(Fault.Kind.SUSPICION, Duration.ofMillis(4)))
			.build())).at("/root/children/0/lastFailure");
		assertThat(fields(failure)).containsExactlyInAnyOrder("at", "detector", "kind", "classification", "type",
				"message", "recovery");
		assertThat(failure.get("kind").textValue()).isEqualTo("SUSPICION");
		assertThat(failure.get("type").textValue()).isEqualTo("java.lang.IllegalStateException");
		assertThat(failure.get("message").textValue()).isEqualTo("price is secret");
		assertThat(failure.get("recovery").textValue()).isEqualTo("PT0.004S");
	}

	@Test
	void incidentsAreShownOfTheNodeAskedForOnly() {
		TreeSnapshot.Component feed = Trees.component("/g/feed")
			.lastFailure(Trees.incident(Fault.Kind.FAILURE, null))
			.build();
		JsonNode node = json(new Views(this.details, true).node(feed));
		assertThat(node.at("/incidents/0/decision").textValue()).isEqualTo("restart");
		assertThat(node.at("/incidents/0/causes/0/frames/0").textValue()).contains("PriceFeed.java:42");
		assertThat(fields(node.at("/incidents/0"))).containsExactlyInAnyOrder("at", "detector", "kind",
				"classification", "generation", "decision", "causes", "count", "dump", "budgetLeft", "restarted",
				"abandoned");
		assertThat(node.at("/incidents/0/dump").textValue()).isEqualTo("secret dump");
		assertThat(node.at("/incidents/0/budgetLeft"))
			.hasToString("{\"restarts\":2,\"intensity\":3,\"period\":\"PT5S\"}");
		assertThat(node.at("/incidents/0/restarted"))
			.hasToString("[{\"action\":\"STOP\",\"path\":\"/a\"},{\"action\":\"START\",\"path\":\"/a\"}]");
		assertThat(node.at("/incidents/0/abandoned"))
			.hasToString("[{\"threads\":[\"secret-thread\"],\"since\":\"2026-11-22T10:01:05Z\"}]");
		JsonNode group = json(new Views(this.details, true).node(Trees.group("/g", Strategy.ONE_FOR_ONE, feed)));
		assertThat(group.has("incidents")).isTrue();
		assertThat(group.at("/children/0").has("incidents")).isFalse();
	}

	@Test
	void withoutDetailsThereIsNoMessageStackDumpOrThread() {
		TreeSnapshot.Component feed = Trees.component("/feed")
			.degradedBy(Degradation.SUSPICION)
			.lastFailure(Trees.incident(Fault.Kind.FAILURE, null))
			.build();
		JsonNode node = json(new Views(this.details, false).node(feed));
		assertThat(node.toString()).doesNotContain("secret").doesNotContain("PriceFeed.java");
		assertThat(node.at("/incidents/0/abandoned/0/since").textValue()).isEqualTo("2026-11-22T10:01:05Z");
		assertThat(node.at("/lastFailure/type").textValue()).isEqualTo("java.lang.IllegalStateException");
		assertThat(node.get("degradedBy").textValue()).isEqualTo("SUSPICION");
		assertThat(json(new Views(this.details, true).node(feed)).toString()).contains("secret reason");
	}

	@ParameterizedTest
	@MethodSource
	void statusIsReadOffTheTree(TreeSnapshot snapshot, String status) {
		assertThat(tree(snapshot).get("status").textValue()).isEqualTo(status);
	}

	static List<Arguments> statusIsReadOffTheTree() {
		return List.of(arguments(Trees.running(Trees.component("/a").build()), "UP"),
				arguments(Trees.notStarted(Trees.component("/a").build()), "DOWN"),
				arguments(Trees.running(Trees.component("/a").restarting(Trees.START).build()), "DEGRADED"),
				arguments(Trees.running(Trees.component("/a").held(Trees.START).build()), "DEGRADED"),
				arguments(Trees.running(Trees.component("/a").degradedBy(Degradation.DEPENDENCY).build()), "DEGRADED"),
				arguments(Trees.running(Trees.component("/a").state(ChildState.ISOLATED).build()), "DEGRADED"),
				arguments(Trees.running(Trees.component("/a").stoppedByOperator().build()), "UP"),
				arguments(Trees.running(Trees.component("/a").ended(ExitReason.normal()).build()), "UP"),
				arguments(Trees.running(Trees.component("/a")
					.ended(ExitReason.failure(Detector.WORKER, new IllegalStateException()))
					.build()), "DEGRADED"),
				arguments(Trees.running(Trees.supervisor("g", "/g", ChildState.RESTARTING, Strategy.ONE_FOR_ALL)),
						"DEGRADED"),
				arguments(Trees.gaveUp(Trees.component("/a").essential().state(ChildState.ISOLATED).build()), "DOWN"),
				arguments(new TreeSnapshot(Trees.supervisor("root", "/", ChildState.STOPPED, Strategy.ONE_FOR_ONE),
						true, false), "DOWN"));
	}

	private JsonNode tree(TreeSnapshot snapshot) {
		return json(new Views(this.details, true).tree(snapshot));
	}

	private JsonNode json(Object view) {
		return this.mapper.valueToTree(view);
	}

	private List<String> fields(JsonNode node) {
		return node.properties().stream().map(java.util.Map.Entry::getKey).toList();
	}

}
