package sample.clinic.lab;

/**
 * Analyses samples.
 */
public interface Laboratory {

	String analyse(long sample);

}
