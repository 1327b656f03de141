package io.supervision.bean;

/**
 * What {@link Signatures} inherits.
 */
final class SignaturesBase {

	private SignaturesBase() {
	}

	/**
	 * What is inherited from a generic class that cannot be seen elsewhere.
	 *
	 * @param <T> what it works on
	 */
	abstract static class Generic<T> {

		abstract Object covariant(T value);

		public String inherited(T value, int times) {
			return ("" + value).repeat(times) + state();
		}

		public abstract String state();

	}

	/**
	 * What is inherited from an interface.
	 */
	interface Named {

		String state();

		default String name(String prefix) {
			return prefix + state();
		}

	}

}
