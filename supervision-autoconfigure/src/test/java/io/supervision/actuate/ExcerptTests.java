package io.supervision.actuate;

import java.util.List;
import java.util.stream.IntStream;

import io.supervision.spec.Strategy;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Excerpt}.
 */
class ExcerptTests {

	@Test
	void treeOfUpTo500NodesIsShownAsAWhole() {
		TreeSnapshot.Supervisor root = root(9, 54);
		assertThat(nodes(root)).isEqualTo(1 + 9 + 9 * 54);
		TreeSnapshot.Supervisor exactly = root(1, 498);
		assertThat(nodes(exactly)).isEqualTo(500);
		NodeView.Supervisor view = view(exactly, null, null, null);
		assertThat(view.childCount()).isNull();
		assertThat(((NodeView.Supervisor) view.children().get(0)).children()).hasSize(498);
	}

	@Test
	void largerOneShowsItsFirstHundredChildrenAndHowManyThereAre() {
		NodeView.Supervisor view = view(root(250, 2), null, null, null);
		assertThat(view.children()).hasSize(100);
		assertThat(view.childCount()).isEqualTo(250);
		NodeView.Supervisor group = (NodeView.Supervisor) view.children().get(0);
		assertThat(group.children()).isEmpty();
		assertThat(group.childCount()).isEqualTo(2);
	}

	@Test
	void oneNodeMoreThan500IsTooMuch() {
		assertThat(view(root(1, 499), null, null, null).children().get(0)).isInstanceOfSatisfying(
				NodeView.Supervisor.class, (group) -> assertThat(group.childCount()).isEqualTo(499));
	}

	@Test
	void pagesFollowEachOtherWithoutGapOrOverlap() {
		TreeSnapshot.Supervisor root = root(250, 2);
		assertThat(IntStream.range(0, 4)
			.boxed()
			.flatMap((page) -> view(root, null, page, 70).children().stream())
			.map((view) -> ((NodeView.Supervisor) view).path()))
			.containsExactlyElementsOf(root.children().stream().map(Node::path).toList());
		assertThat(view(root, null, 4, 70).children()).isEmpty();
	}

	@Test
	void depthIsWhatWasAskedFor() {
		TreeSnapshot.Supervisor root = root(3, 3);
		assertThat(view(root, 0, null, null).children()).isEmpty();
		assertThat(view(root, 0, null, null).childCount()).isEqualTo(3);
		assertThat(view(root, 1, null, null).children()).hasSize(3);
		NodeView.Supervisor deep = view(root, 2, null, 2);
		assertThat(deep.children()).hasSize(2);
		assertThat(deep.children()).allSatisfy((group) -> {
			assertThat(((NodeView.Supervisor) group).children()).hasSize(2);
			assertThat(((NodeView.Supervisor) group).childCount()).isEqualTo(3);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "-1 | - | - | 'depth' must be at least 0: -1", "- | -1 | - | 'page' must be at least 0: -1",
					"- | - | 0 | 'size' must be 1 to 1000: 0", "- | - | 1001 | 'size' must be 1 to 1000: 1001" })
	void nonsenseIsRefused(Integer depth, Integer page, Integer size, String message) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> Excerpt.of(root(1, 1), depth, page, size))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(message));
	}

	private static NodeView.Supervisor view(TreeSnapshot.Supervisor root, Integer depth, Integer page, Integer size) {
		return (NodeView.Supervisor) new Views(new NoDetails(), true).node(root, Excerpt.of(root, depth, page, size));
	}

	private static long nodes(TreeSnapshot.Supervisor root) {
		return new TreeSnapshot(root, true, false).nodes().count();
	}

	private static TreeSnapshot.Supervisor root(int groups, int components) {
		List<Node> children = IntStream.range(0, groups).mapToObj((group) -> {
			String path = "/g" + group;
			return (Node) Trees.group(path, Strategy.ONE_FOR_ONE,
					IntStream.range(0, components)
						.mapToObj((number) -> (Node) Trees.component(path + "/c" + number).build())
						.toArray(Node[]::new));
		}).toList();
		return Trees.root(children.toArray(Node[]::new));
	}

	private static final class NoDetails implements ComponentDetails {

		@Override
		public String type(String path) {
			return "type";
		}

		@Override
		public long inFlight(String path) {
			return 0;
		}

		@Override
		public Long droppedEvents(String path) {
			return null;
		}

	}

}
