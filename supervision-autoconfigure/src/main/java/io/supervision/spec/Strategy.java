package io.supervision.spec;

/**
 * Which siblings are restarted together with a child that failed (OTP: restart strategy).
 */
public enum Strategy {

	/** Only the failed child. */
	ONE_FOR_ONE,

	/** Every child: all are shut down in reverse start order, then started in order. */
	ONE_FOR_ALL,

	/** The failed child and those that start after it. */
	REST_FOR_ONE

}
