package io.supervision.benchmarks.calls;

/**
 * Where two methods of a component come from.
 *
 * @param <T> what is sold
 */
interface Shop<T> {

	T generic(T wanted);

	default int inInterface(int a) {
		return a + 1;
	}

}
