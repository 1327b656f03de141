package io.supervision.actuate;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.supervision.spec.ChildState;
import io.supervision.spec.Strategy;
import io.supervision.tree.TreeSnapshot;
import io.supervision.tree.TreeSnapshot.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.actuate.endpoint.Show;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tree of 10,000 components as others get to see it.
 */
class LargeTreeTests {

	private static final int GROUPS = 20;

	private static final int MEMBERS = 400;

	private static final int ALONE = 2_000;

	private static final int PAGE = 70;

	private final TreeSnapshot tree = tree();

	private final SupervisionEndpoint endpoint = new SupervisionEndpoint(new FakeKernel(this.tree), new NoDetails(),
			() -> false, Show.ALWAYS);

	@Test
	void whatIsShownUnaskedIsBounded() {
		TreeView view = this.endpoint.tree(null, null, null);
		assertThat(shown(view.root(), new HashSet<>())).isEqualTo(1 + 100);
		NodeView group = this.endpoint.node(new String[] { "g0" }, 1, null, null);
		assertThat(shown(group, new HashSet<>())).isEqualTo(1 + 100);
		assertThat(((NodeView.Supervisor) group).childCount()).isEqualTo(MEMBERS);
	}

	@Test
	void everyNodeIsReachedByPaging() {
		Set<String> reached = new HashSet<>();
		read((page) -> this.endpoint.tree(1, page, PAGE).root(), reached);
		for (int group = 0; group < GROUPS; group++) {
			String[] path = { "g" + group };
			read((page) -> this.endpoint.node(path, 1, page, PAGE), reached);
		}
		assertThat(reached).hasSize((int) this.tree.nodes().count())
			.containsAll(this.tree.nodes().map(Node::path).toList());
	}

	@Test
	void healthMirrorsAllOfIt() {
		TreeHealth.Group health = TreeHealth.of(this.tree);
		assertThat(health.members()).hasSize(GROUPS + ALONE);
		assertThat(health.member("c1999")).isInstanceOfSatisfying(TreeHealth.Single.class,
				(single) -> assertThat(single.status()).isEqualTo("UP"));
		assertThat(health.member("g19")).isInstanceOfSatisfying(TreeHealth.Group.class,
				(group) -> assertThat(group.members()).hasSize(MEMBERS));
	}

	@ParameterizedTest
	@EnumSource(Strategy.class)
	void healthOfALostTreeIsReadInLinearTime(Strategy strategy) {
		long few = looks(strategy, 500);
		long many = looks(strategy, 5_000);
		assertThat(few).isPositive();
		assertThat(many).isLessThan(2 * 10 * few);
	}

	private static long looks(Strategy strategy, int components) {
		CountingList children = new CountingList(IntStream.range(0, components)
			.mapToObj((index) -> (Node) Trees.component("/g/c" + index).state(ChildState.ISOLATED).build())
			.toList());
		TreeSnapshot.Supervisor group = Trees.supervisor("g", "/g", ChildState.RUNNING, strategy, children);
		TreeHealth.of(Trees.gaveUp(group, Trees.component("/c").essential().state(ChildState.ISOLATED).build()));
		return children.looks.get();
	}

	private static void read(Function<Integer, NodeView> pages, Set<String> reached) {
		int before = -1;
		for (int page = 0; reached.size() > before; page++) {
			before = reached.size();
			assertThat(shown(pages.apply(page), reached)).isLessThanOrEqualTo(1 + PAGE);
		}
	}

	private static int shown(NodeView node, Set<String> reached) {
		int shown = 1;
		if (node instanceof NodeView.Supervisor supervisor) {
			reached.add(supervisor.path());
			for (NodeView child : supervisor.children()) {
				shown += shown(child, reached);
			}
		}
		else {
			reached.add(((NodeView.Component) node).path());
		}
		return shown;
	}

	static TreeSnapshot tree() {
		List<Node> children = new ArrayList<>(components("/c", ALONE));
		for (int group = 0; group < GROUPS; group++) {
			String path = "/g" + group;
			children.add(Trees.supervisor("g" + group, path, ChildState.RUNNING, Strategy.ONE_FOR_ONE,
					components(path + "/m", MEMBERS)));
		}
		return Trees.running(children);
	}

	static List<Node> components(String path, int number) {
		return IntStream.range(0, number).mapToObj((index) -> (Node) Trees.component(path + index).build()).toList();
	}

	/** Counts how often one of its elements is looked at. */
	private static final class CountingList extends AbstractList<Node> {

		private final List<Node> nodes;

		private final AtomicLong looks = new AtomicLong();

		CountingList(List<Node> nodes) {
			this.nodes = nodes;
		}

		@Override
		public Node get(int index) {
			this.looks.incrementAndGet();
			return this.nodes.get(index);
		}

		@Override
		public int size() {
			return this.nodes.size();
		}

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
