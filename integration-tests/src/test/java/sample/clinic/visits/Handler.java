package sample.clinic.visits;

/**
 * Carries out one kind of request.
 *
 * @param <T> the kind
 */
interface Handler<T> {

	long handle(T request);

}
