package io.supervision.bean;

import java.time.Duration;

/**
 * How durations are written in messages: as they are in properties.
 */
final class Durations {

	private Durations() {
	}

	static String text(Duration duration) {
		return (duration.toMillisPart() == 0 && !duration.isZero()) ? duration.toSeconds() + "s"
				: duration.toMillis() + "ms";
	}

}
