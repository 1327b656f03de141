package io.supervision.actuate;

import org.jspecify.annotations.Nullable;

/**
 * What the endpoint shows of a component that the kernel does not know.
 */
public interface ComponentDetails {

	/** Nothing is known. */
	ComponentDetails NONE = new ComponentDetails() {

		@Override
		public @Nullable String type(String path) {
			return null;
		}

		@Override
		public long inFlight(String path) {
			return 0;
		}

		@Override
		public @Nullable Long droppedEvents(String path) {
			return null;
		}

	};

	/**
	 * The class of a component as it was declared.
	 * @param path the component's path
	 * @return the class name, or {@code null} if it is not known
	 */
	@Nullable String type(String path);

	/**
	 * How many calls are in flight in a component's current generation.
	 * @param path the component's path
	 * @return the number, 0 without a generation
	 */
	long inFlight(String path);

	/**
	 * How many application events a component was not told of because it was down.
	 * @param path the component's path
	 * @return the number, or {@code null} if it listens to none
	 */
	@Nullable Long droppedEvents(String path);

}
