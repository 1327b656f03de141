package io.supervision.actuate;

import java.util.List;
import java.util.Map;

import io.supervision.event.SupervisionEvent.Degradation;
import io.supervision.spec.ChildState;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Strategy;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link TreeHealth} and {@link EssentialLoss}.
 */
class TreeHealthTests {

	private static final ExitReason FAILURE = ExitReason.failure(Detector.WORKER, new IllegalStateException());

	@ParameterizedTest
	@MethodSource
	void truthTable(Trees.Builder feed, String status, String tree) {
		TreeHealth.Single health = single(Trees.running(feed.build()), "feed");
		assertThat(health.status()).isEqualTo(status);
		assertThat(health.details()).containsEntry("tree", tree);
	}

	static List<Arguments> truthTable() {
		return List.of(arguments(feed(), "UP", "UP"), arguments(feed().essential(), "UP", "UP"),
				arguments(feed().state(ChildState.STARTING), "UNKNOWN", "UP"),
				arguments(feed().degradedBy(Degradation.SUSPICION), "DEGRADED", "DEGRADED"),
				arguments(feed().degradedBy(Degradation.DEPENDENCY), "DEGRADED", "DEGRADED"),
				arguments(feed().restarting(Trees.START), "RESTARTING", "DEGRADED"),
				arguments(feed().essential().restarting(Trees.START), "RESTARTING", "DEGRADED"),
				arguments(feed().held(Trees.START), "RESTARTING", "DEGRADED"),
				arguments(feed().essential().held(Trees.START), "RESTARTING", "DEGRADED"),
				arguments(feed().state(ChildState.ISOLATED), "ISOLATED", "DEGRADED"),
				arguments(feed().state(ChildState.ISOLATED).serving(), "ISOLATED", "DEGRADED"),
				arguments(feed().state(ChildState.STOPPING), "STOPPED", "UP"),
				arguments(feed().stoppedByOperator(), "STOPPED", "UP"),
				arguments(feed().essential().stoppedByOperator(), "STOPPED", "UP"),
				arguments(feed().ended(ExitReason.normal()), "STOPPED", "UP"),
				arguments(feed().ended(FAILURE), "DEGRADED", "DEGRADED"));
	}

	@ParameterizedTest
	@EnumSource(ChildState.class)
	void nothingIsUpBeforeTheTreeHasRun(ChildState state) {
		TreeHealth.Single health = single(Trees.notStarted(feed().state(state).build()), "feed");
		assertThat(health.status()).isEqualTo("OUT_OF_SERVICE");
		assertThat(health.details()).containsEntry("tree", "DOWN");
	}

	@Test
	void essentialComponentThatWasGivenUpIsDownAndOthersAreAsTheyAre() {
		TreeSnapshot tree = Trees.gaveUp(feed().essential().state(ChildState.ISOLATED).build(),
				Trees.component("/mailer").state(ChildState.ISOLATED).build(), Trees.component("/shop").build());
		assertThat(statuses(tree)).containsExactly(Map.entry("feed", "DOWN"), Map.entry("mailer", "ISOLATED"),
				Map.entry("shop", "UP"));
		assertThat(single(tree, "shop").details()).containsEntry("tree", "DOWN");
	}

	@Test
	void allAreDownWhenTheJvmIsSuspectAndSayWhy() {
		TreeSnapshot tree = Trees.suspectJvm("it says so", feed().build(), Trees.component("/shop").build());
		assertThat(statuses(tree)).containsExactly(Map.entry("feed", "DOWN"), Map.entry("shop", "DOWN"));
		assertThat(single(tree, "shop").details()).containsEntry("suspectJvm", "it says so")
			.containsEntry("tree", "DOWN");
	}

	@Test
	void lastIncidentIsADetail() {
		Trees.Builder feed = feed().lastFailure(Trees.incident(io.supervision.spec.Fault.Kind.SUSPICION, null));
		assertThat(single(Trees.running(feed.build()), "feed").details()).containsEntry("lastIncident",
				"EXCEPTION java.lang.IllegalStateException: price is secret");
		assertThat(single(Trees.running(feed().build()), "feed").details()).doesNotContainKey("lastIncident");
	}

	@Test
	void isolatedEssentialComponentIsNotDownUnlessTheRootGaveUp() {
		assertThat(statuses(Trees.running(feed().essential().state(ChildState.ISOLATED).build()))).containsEntry("feed",
				"ISOLATED");
	}

	@Test
	void whatTheEssentialOneCannotRunWithoutIsDownWithIt() {
		Node[] rest = { isolated("/g/a", false), isolated("/g/b", true), isolated("/g/c", false) };
		assertThat(statuses(group(Strategy.REST_FOR_ONE, rest))).containsExactly(Map.entry("a", "DOWN"),
				Map.entry("b", "DOWN"), Map.entry("c", "ISOLATED"));
		assertThat(statuses(group(Strategy.ONE_FOR_ALL, rest))).containsExactly(Map.entry("a", "DOWN"),
				Map.entry("b", "DOWN"), Map.entry("c", "DOWN"));
		assertThat(statuses(group(Strategy.ONE_FOR_ONE, rest))).containsExactly(Map.entry("a", "ISOLATED"),
				Map.entry("b", "DOWN"), Map.entry("c", "ISOLATED"));
	}

	@Test
	void supervisorLeftWithoutAnotherChildTakesItsOwnSiblingsWithIt() {
		TreeSnapshot tree = new TreeSnapshot(Trees.supervisor("root", "/", ChildState.RUNNING, Strategy.ONE_FOR_ONE,
				Trees.group("/top", Strategy.REST_FOR_ONE,
						Trees.group("/top/g", Strategy.ONE_FOR_ALL, isolated("/top/g/a", false),
								isolated("/top/g/b", false)),
						isolated("/top/c", true)),
				Trees.component("/other").build()), true, true);
		TreeHealth.Group top = (TreeHealth.Group) TreeHealth.of(tree).member("top");
		assertThat(statuses((TreeHealth.Group) top.member("g"))).containsExactly(Map.entry("a", "DOWN"),
				Map.entry("b", "DOWN"));
		assertThat(((TreeHealth.Single) top.member("c")).status()).isEqualTo("DOWN");
	}

	@Test
	void childrenOfAnIsolatedSupervisorCountAsIsolated() {
		TreeSnapshot tree = Trees.gaveUp(Trees.supervisor("g", "/g", ChildState.ISOLATED, Strategy.ONE_FOR_ONE,
				Trees.component("/g/a").essential().state(ChildState.STOPPED).build()));
		assertThat(statuses((TreeHealth.Group) TreeHealth.of(tree).member("g"))).containsEntry("a", "DOWN");
	}

	@Test
	void nameIsTheEncodedIdAndEitherFindsIt() {
		TreeHealth.Group health = TreeHealth.of(Trees.running(Trees.component("/a%2Fb").build()));
		assertThat(health.member("a%2Fb")).isNotNull().isSameAs(health.member("a/b"));
		assertThat(health.members().get(0).name()).doesNotContain("/");
		assertThat(health.member("a")).isNull();
	}

	private static Trees.Builder feed() {
		return Trees.component("/feed");
	}

	private static Node isolated(String path, boolean essential) {
		Trees.Builder component = Trees.component(path).state(ChildState.ISOLATED);
		return (essential ? component.essential() : component).build();
	}

	private static TreeHealth.Group group(Strategy strategy, Node... children) {
		TreeSnapshot tree = Trees.gaveUp(Trees.group("/g", strategy, children), Trees.component("/other").build());
		return (TreeHealth.Group) TreeHealth.of(tree).member("g");
	}

	private static TreeHealth.Single single(TreeSnapshot tree, String name) {
		return (TreeHealth.Single) TreeHealth.of(tree).member(name);
	}

	private static Map<String, String> statuses(TreeSnapshot tree) {
		return statuses(TreeHealth.of(tree));
	}

	private static Map<String, String> statuses(TreeHealth.Group group) {
		Map<String, String> statuses = new java.util.LinkedHashMap<>();
		group.members().forEach((member) -> statuses.put(member.name(), ((TreeHealth.Single) member).status()));
		return statuses;
	}

}
