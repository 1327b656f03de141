package io.supervision.bean;

/**
 * A place that declares or names a group.
 *
 * @param id the id of the group
 * @param named whether the place gives the id itself, instead of getting it from its own
 * name
 * @param source the class, annotation or package that carries the annotation
 * @param where the same, and for a composed annotation the class it is used on
 * @param attributes what the place sets
 * @param above the package from which upwards its parent is looked for
 */
record GroupPlace(String id, boolean named, String source, String where, Attributes attributes, String above) {

	/** Where this is, for people. */
	String place() {
		return "@SupervisionGroup on " + this.where;
	}

}
