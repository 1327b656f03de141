package sample.everyday.shapes;

import java.util.List;
import java.util.function.Supplier;

import io.supervision.SupervisionTree;
import io.supervision.spec.ChildState;
import io.supervision.tree.Supervisor;
import io.supervision.tree.TreeSnapshot;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stops and starts components of an application.
 */
final class Life {

	private final SupervisionTree tree;

	private Life(SupervisionTree tree) {
		this.tree = tree;
	}

	static Life of(ApplicationContext context) {
		return new Life(context.getBean(SupervisionTree.class));
	}

	List<String> components() {
		return this.tree.snapshot()
			.nodes()
			.filter(TreeSnapshot.Component.class::isInstance)
			.map(TreeSnapshot.Node::id)
			.toList();
	}

	TreeSnapshot.Component component(String id) {
		return (TreeSnapshot.Component) node(id);
	}

	TreeSnapshot.Node node(String id) {
		TreeSnapshot.Node node = this.tree.snapshot().find(id);
		assertThat(node).as(id).isNotNull();
		return node;
	}

	void stop(String id) {
		supervisor(id).terminateChild(id);
		assertThat(node(id).state()).as(id).isEqualTo(ChildState.STOPPED);
	}

	void start(String id) {
		supervisor(id).restartChild(id);
		assertThat(node(id).state()).as(id).isEqualTo(ChildState.RUNNING);
	}

	void restart(String id, int times) {
		for (int i = 0; i < times; i++) {
			stop(id);
			start(id);
		}
	}

	void whileDown(String id, Runnable check) {
		stop(id);
		check.run();
		start(id);
	}

	/** What holds before a restart, after one, and after three. */
	void throughoutRestarts(String id, Runnable check) {
		check.run();
		restart(id, 1);
		check.run();
		restart(id, 2);
		check.run();
		assertThat(component(id).generation()).as(id).isGreaterThanOrEqualTo(4);
	}

	<T> T whileDown(String id, Supplier<T> answer) {
		stop(id);
		try {
			return answer.get();
		}
		finally {
			start(id);
		}
	}

	private Supervisor supervisor(String id) {
		String path = node(id).path();
		String parent = path.substring(0, path.lastIndexOf('/'));
		return parent.isEmpty() ? this.tree.root() : this.tree.find(parent).orElseThrow();
	}

}
