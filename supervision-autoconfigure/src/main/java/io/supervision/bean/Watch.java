package io.supervision.bean;

/**
 * Something that looks at one generation for as long as it takes calls, and reports what
 * it finds. Both methods are called by the tree's owner and must not block.
 */
interface Watch {

	/** The generation takes calls from now on. */
	void begin();

	/**
	 * The generation takes no more calls. What is found from now on is of no interest.
	 */
	void end();

	/**
	 * Make a watch out of what it does.
	 * @param begin what to do when calls are taken
	 * @param end what to do when they are not any more
	 * @return the watch
	 */
	static Watch of(Runnable begin, Runnable end) {
		return new Watch() {

			@Override
			public void begin() {
				begin.run();
			}

			@Override
			public void end() {
				end.run();
			}

		};
	}

}
