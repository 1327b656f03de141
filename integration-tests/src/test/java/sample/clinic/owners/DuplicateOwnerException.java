package sample.clinic.owners;

/**
 * Two owners have one mail address.
 */
public class DuplicateOwnerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	DuplicateOwnerException(String email) {
		super("There is an owner with the address " + email);
	}

}
