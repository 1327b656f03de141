package sample.shop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import sample.shop.Shop.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The supervision tree as the endpoint showed it.
 *
 * @param status the status of the whole
 * @param nodes all nodes by path, each supervisor before its children
 */
record Tree(String status, Map<String, Node> nodes) {

	static Tree of(Answer answer) {
		assertThat(answer.status()).isEqualTo(200);
		Map<String, Node> nodes = new LinkedHashMap<>();
		collect(new Node(answer.json("$.root")), nodes);
		return new Tree(answer.json("$.status"), nodes);
	}

	private static void collect(Node node, Map<String, Node> nodes) {
		nodes.put(node.text("path"), node);
		node.children().forEach((child) -> collect(child, nodes));
	}

	/**
	 * Return a node.
	 * @param id its id
	 * @return the node
	 */
	Node node(String id) {
		return this.nodes.values().stream().filter((node) -> node.text("id").equals(id)).findFirst().orElseThrow();
	}

	Map<String, Node> components() {
		return this.nodes.values()
			.stream()
			.filter(Node::isComponent)
			.collect(Collectors.toMap((node) -> node.text("id"), Function.identity()));
	}

	Map<String, Integer> generations() {
		return numbers("generation");
	}

	/**
	 * Return the generations there are once some components have been replaced.
	 * @param replaced the components that have one more
	 * @return the number of each component's generation
	 */
	Map<String, Integer> generationsAfter(String... replaced) {
		Map<String, Integer> generations = generations();
		for (String component : replaced) {
			generations.merge(component, 1, Integer::sum);
		}
		return generations;
	}

	Map<String, Integer> restarts() {
		return numbers("restarts");
	}

	private Map<String, Integer> numbers(String name) {
		return components().entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().number(name)));
	}

	/**
	 * Return the components nobody starts again by himself.
	 * @return their ids in start order
	 */
	List<String> down() {
		return this.nodes.values()
			.stream()
			.filter((node) -> node.isComponent() && List.of("STOPPED", "ISOLATED").contains(node.state()))
			.map((node) -> node.text("id"))
			.toList();
	}

	boolean isRunning() {
		return this.nodes.values().stream().allMatch((node) -> node.state().equals("RUNNING"));
	}

	boolean isUp() {
		return this.status.equals("UP") && isRunning();
	}

	/**
	 * A supervisor or a component.
	 *
	 * @param json what the endpoint shows of it
	 */
	record Node(Map<String, Object> json) {

		boolean isComponent() {
			return text("kind").equals("component");
		}

		String state() {
			return text("state");
		}

		int generation() {
			return number("generation");
		}

		int restarts() {
			return number("restarts");
		}

		String text(String name) {
			return (String) value(name);
		}

		int number(String name) {
			return (Integer) value(name);
		}

		boolean is(String name) {
			return (Boolean) value(name);
		}

		@SuppressWarnings("unchecked")
		Map<String, Object> lastFailure() {
			return (Map<String, Object>) value("lastFailure");
		}

		@SuppressWarnings("unchecked")
		List<Node> children() {
			return isComponent() ? List.of()
					: ((List<Map<String, Object>>) value("children")).stream().map(Node::new).toList();
		}

		private Object value(String name) {
			assertThat(this.json).containsKey(name);
			return this.json.get(name);
		}

	}

}
