package io.supervision.actuate;

import java.util.stream.Stream;

import io.supervision.tree.TreeSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * How much of a tree is shown below the node that was asked for.
 *
 * @param depth how many levels
 * @param page which page of its children, from 0; of each supervisor below it the first
 * one is shown
 * @param size children on a page
 */
record Excerpt(int depth, int page, int size) {

	/** Up to this many nodes are shown unless somebody asks for less. */
	static final int UNASKED = 500;

	private static final int PAGE = 100;

	private static final int LARGEST_PAGE = 1000;

	/**
	 * Read what was asked for.
	 * @param node the node
	 * @param depth how many levels, at least 0
	 * @param page which page, from 0
	 * @param size children on a page, 1 to 1,000
	 * @return what is shown
	 * @throws InvalidEndpointRequestException if one of the numbers makes no sense
	 */
	static Excerpt of(TreeSnapshot.Node node, @Nullable Integer depth, @Nullable Integer page, @Nullable Integer size) {
		require("depth", depth, 0, Integer.MAX_VALUE);
		require("page", page, 0, Integer.MAX_VALUE / LARGEST_PAGE);
		require("size", size, 1, LARGEST_PAGE);
		boolean asked = depth != null || page != null || size != null;
		if (!asked && nodes(node).limit(UNASKED + 1).count() <= UNASKED) {
			return new Excerpt(Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
		}
		return new Excerpt((depth != null) ? depth : 1, (page != null) ? page : 0, (size != null) ? size : PAGE);
	}

	private static void require(String name, @Nullable Integer value, int least, int most) {
		if (value != null && (value < least || value > most)) {
			String limits = (most == LARGEST_PAGE) ? least + " to " + most : "at least " + least;
			String message = "'" + name + "' must be " + limits + ": " + value;
			throw new InvalidEndpointRequestException(message, message);
		}
	}

	private static Stream<TreeSnapshot.Node> nodes(TreeSnapshot.Node node) {
		return (node instanceof TreeSnapshot.Supervisor supervisor)
				? Stream.concat(Stream.of(node), supervisor.children().stream().flatMap(Excerpt::nodes))
				: Stream.of(node);
	}

	/**
	 * Tell which children of the node are shown.
	 * @param node the node
	 * @return those of its children
	 */
	Stream<TreeSnapshot.Node> children(TreeSnapshot.Supervisor node) {
		return (this.depth == 0) ? Stream.empty()
				: node.children().stream().skip((long) this.page * this.size).limit(this.size);
	}

	/** What is shown below one of the children. */
	Excerpt below() {
		return new Excerpt(this.depth - 1, 0, this.size);
	}

}
