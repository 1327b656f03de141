package io.supervision.spec;

/**
 * The declaration of a child (OTP: child specification).
 */
public sealed interface ChildSpec permits ComponentSpec, SupervisorSpec {

	/**
	 * Its key among its siblings.
	 * @return the id
	 */
	String id();

	/**
	 * When it is restarted.
	 * @return the restart type
	 */
	RestartType restart();

	/**
	 * Whether its end counts for the auto-shutdown of its supervisor.
	 * @return whether it is significant
	 */
	boolean significant();

	/**
	 * How long it may take to shut down.
	 * @return the limit
	 */
	Shutdown shutdown();

}
