package io.supervision.bean;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that looks at one generation while it takes calls.
 */
final class Watches {

	private static final Logger logger = LoggerFactory.getLogger(Watches.class);

	private final BeanGeneration generation;

	private final List<Watch> watches = new ArrayList<>();

	Watches(BeanGeneration generation) {
		this.generation = generation;
	}

	void add(Watch watch) {
		this.watches.add(watch);
	}

	/** The generation takes calls, for the first time or again. */
	void begin() {
		for (Watch watch : this.watches) {
			try {
				watch.begin();
			}
			catch (Throwable ex) {
				complain(ex);
			}
		}
	}

	/** The generation takes no more calls. */
	void end() {
		for (Watch watch : this.watches) {
			try {
				watch.end();
			}
			catch (Throwable ex) {
				complain(ex);
			}
		}
	}

	private void complain(Throwable problem) {
		logger.error("{} is not watched as it should be", this.generation, problem);
	}

}
