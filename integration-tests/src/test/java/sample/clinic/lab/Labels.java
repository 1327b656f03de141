package sample.clinic.lab;

/**
 * Prints labels.
 */
public interface Labels {

	String label(long sample);

}
