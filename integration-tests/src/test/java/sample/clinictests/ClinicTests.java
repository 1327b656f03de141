package sample.clinictests;

/**
 * The clinic as it was before anybody thought of supervision.
 */
class ClinicTests extends ClinicSuite {

	@Override
	String[] arguments() {
		return new String[] { "--supervision.enabled=false" };
	}

}
