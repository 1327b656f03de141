package io.supervision.spec;

/**
 * When a child that ended by itself is restarted (OTP: restart type).
 */
public enum RestartType {

	/** Always, also after a normal end. */
	PERMANENT,

	/** Only after an abnormal end. */
	TRANSIENT,

	/** Never. */
	TEMPORARY;

	/**
	 * Tell whether a child of this type is restarted after it ended by itself.
	 * @param reason how it ended
	 * @return whether a restart is to be decided
	 */
	public boolean restartsAfter(ExitReason reason) {
		return switch (this) {
			case PERMANENT -> true;
			case TRANSIENT -> !reason.clean();
			case TEMPORARY -> false;
		};
	}

}
