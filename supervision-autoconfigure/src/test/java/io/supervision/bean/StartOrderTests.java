package io.supervision.bean;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StartOrderTests {

	@Test
	void definitionOrderDecidesInTheEnd() {
		assertThat(new StartOrder<>(List.of("b", "a", "c")).sorted((sibling) -> 0)).containsExactly("b", "a", "c");
	}

	@Test
	void dependenciesComeBeforeDefinitionOrder() {
		StartOrder<String> order = new StartOrder<>(List.of("a", "b", "c", "d"));
		order.after("a", "c");
		order.after("c", "d");
		assertThat(order.sorted((sibling) -> 0)).containsExactly("b", "d", "c", "a");
	}

	@Test
	void orderComesBeforeDependencies() {
		StartOrder<String> order = new StartOrder<>(List.of("a", "b", "c"));
		order.after("a", "b");
		assertThat(order.sorted(Map.of("a", -1, "b", 0, "c", -2)::get)).containsExactly("c", "a", "b");
	}

	@Test
	void cycleIsBrokenAtTheLaterDefinition() {
		StartOrder<String> order = new StartOrder<>(List.of("a", "b"));
		order.after("a", "b");
		order.after("b", "a");
		assertThat(order.sorted((sibling) -> 0)).containsExactly("b", "a");
	}

	@Test
	void longCycleIsBrokenOnceAndWhatIsOutsideKeepsItsPlace() {
		StartOrder<String> order = new StartOrder<>(List.of("out", "a", "c", "b", "after"));
		order.after("a", "b");
		order.after("b", "c");
		order.after("c", "a");
		order.after("b", "after");
		order.after("out", "a");
		assertThat(order.sorted((sibling) -> 0)).containsExactly("after", "b", "a", "out", "c");
	}

	@Test
	void selfDependencyIsNone() {
		StartOrder<String> order = new StartOrder<>(List.of("a", "b"));
		order.after("a", "a");
		assertThat(order.sorted((sibling) -> 0)).containsExactly("a", "b");
	}

}
