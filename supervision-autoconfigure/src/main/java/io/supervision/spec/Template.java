package io.supervision.spec;

import java.util.List;

/**
 * What children made at run time are made from (OTP: the one child spec of a
 * simple_one_for_one supervisor).
 */
@FunctionalInterface
public interface Template {

	/**
	 * Make the spec of one child. It is kept for the child's restarts.
	 * @param arguments the supervisor's extra arguments, then the child's own
	 * @return the child spec
	 */
	ChildSpec create(List<Object> arguments);

}
