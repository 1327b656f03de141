package io.supervision.actuate;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.supervision.tree.TreeSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The part of a request's path that names a node, as decoded segments. In the tree's own
 * paths {@code %} and {@code /} within an id are percent-encoded. Many servers refuse an
 * encoded slash in a request, so a client may encode a path once more, and both are
 * understood.
 */
record NodeAddress(List<String> segments) {

	static NodeAddress of(String... segments) {
		return new NodeAddress(List.of(segments));
	}

	/**
	 * Find the node: by its path, else by its bare id.
	 * @param snapshot where to look
	 * @return the node, or {@code null} if there is none
	 */
	TreeSnapshot.@Nullable Node in(TreeSnapshot snapshot) {
		return candidates().map((address) -> at(snapshot, address))
			.flatMap(Stream::ofNullable)
			.findFirst()
			.orElseGet(() -> snapshot.find(text()));
	}

	private static TreeSnapshot.@Nullable Node at(TreeSnapshot snapshot, String path) {
		return snapshot.nodes().filter((node) -> node.path().equals(path)).findFirst().orElse(null);
	}

	private Stream<String> candidates() {
		return Stream.of("/" + encoded(), "/" + text());
	}

	private String encoded() {
		return this.segments.stream()
			.map((segment) -> segment.replace("%", "%25").replace("/", "%2F"))
			.collect(Collectors.joining("/"));
	}

	private String text() {
		return String.join("/", this.segments);
	}

	@Override
	public String toString() {
		return "/" + text();
	}

}
