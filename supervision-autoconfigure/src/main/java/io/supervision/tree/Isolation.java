package io.supervision.tree;

import java.util.List;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;

/**
 * Who has to be left alone so that an offender is: the offender, those its supervisor's
 * strategy ties to it, and every supervisor that would be left without any other child.
 *
 * @param supervisor the path of the supervisor whose children are isolated
 * @param tops the paths of those children in start order; all below them goes with them
 * @param offender the path of the component it is for
 * @param essential whether an essential component is among them
 */
record Isolation(String supervisor, List<String> tops, String offender, boolean essential) {

	/**
	 * Find who is tied to an offender. Changes nothing.
	 * @param shape the tree as it is declared now
	 * @param offender the path of the offender
	 * @return the isolation
	 */
	static Isolation around(Shape shape, String offender) {
		String child = offender;
		while (shape.spec(child) == null && !child.equals(Paths.ROOT)) {
			child = Paths.parent(child);
		}
		List<String> tops = tied(shape, child);
		while (tops.size() == shape.children(Paths.parent(child)).size() && !Paths.parent(child).equals(Paths.ROOT)) {
			child = Paths.parent(child);
			tops = tied(shape, child);
		}
		boolean essential = tops.stream().anyMatch((top) -> hasEssential(shape, top));
		return new Isolation(Paths.parent(child), tops, offender, essential);
	}

	private static List<String> tied(Shape shape, String child) {
		String parent = Paths.parent(child);
		List<String> siblings = shape.children(parent);
		Strategy strategy = (shape.spec(parent) instanceof SupervisorSpec supervisor) ? supervisor.strategy()
				: Strategy.ONE_FOR_ONE;
		return switch (strategy) {
			case ONE_FOR_ONE -> List.of(child);
			case ONE_FOR_ALL -> siblings;
			case REST_FOR_ONE -> siblings.subList(Math.max(0, siblings.indexOf(child)), siblings.size());
		};
	}

	/** Whether a component that is essential is at or below a path. */
	static boolean hasEssential(Shape shape, String path) {
		ChildSpec spec = shape.spec(path);
		if (spec instanceof ComponentSpec component) {
			return component.essential();
		}
		return shape.children(path).stream().anyMatch((child) -> hasEssential(shape, child));
	}

	/** The tree as it is declared now, dynamic children included. */
	interface Shape {

		@org.jspecify.annotations.Nullable
		ChildSpec spec(String path);

		List<String> children(String supervisor);

	}

}
