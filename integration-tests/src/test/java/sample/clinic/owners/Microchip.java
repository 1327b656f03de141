package sample.clinic.owners;

/**
 * The number of a chip.
 *
 * @param number 15 digits
 */
public record Microchip(String number) {

	public Microchip {
		if (!number.matches("[0-9]{15}")) {
			throw new IllegalArgumentException("A chip has 15 digits: " + number);
		}
	}

}
