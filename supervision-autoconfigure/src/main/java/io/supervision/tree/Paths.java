package io.supervision.tree;

/**
 * The addresses of nodes: ids from below the root, each after a slash, with {@code %} and
 * {@code /} in an id percent-encoded.
 */
final class Paths {

	static final String ROOT = "/";

	private Paths() {
	}

	static String child(String parent, String id) {
		String encoded = id.replace("%", "%25").replace("/", "%2F");
		return parent.equals(ROOT) ? ROOT + encoded : parent + "/" + encoded;
	}

	static String parent(String path) {
		int slash = path.lastIndexOf('/');
		return (slash <= 0) ? ROOT : path.substring(0, slash);
	}

	/** The id at the end of a path, decoded. */
	static String id(String path) {
		return path.substring(path.lastIndexOf('/') + 1).replace("%2F", "/").replace("%25", "%");
	}

	static boolean isAtOrBelow(String path, String ancestor) {
		return path.equals(ancestor) || ancestor.equals(ROOT) || path.startsWith(ancestor + "/");
	}

}
