package io.supervision.bean;

/**
 * A child of the tree as it was found among the bean definitions.
 */
sealed interface ChildDefinition permits ComponentDefinition, GroupDefinition {

	String id();

	/** Its place among its siblings, before dependencies. */
	int order();

	/** Where it is declared. */
	String place();

}
