/** Packages with groups, for tests. */
package io.supervision.bean.place;
