package io.supervision.benchmarks;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

/**
 * One thing supervision has to reach.
 *
 * @param id its number, with a letter where a goal has several parts
 * @param what what is compared with what, in words
 * @param bound on which side of the limit the ratio has to be
 * @param limit the limit
 * @param ratio how to work the ratio out from what was measured
 * @param floor how to work out the ratio of the least that a sound design can do, or
 * {@code null} if there is no such measurement
 */
record Goal(String id, String what, Bound bound, double limit, ToDoubleFunction<Measurements> ratio,
		@Nullable ToDoubleFunction<Measurements> floor) {

	static Goal atMost(double limit, String id, String what, ToDoubleFunction<Measurements> ratio) {
		return new Goal(id, what, Bound.AT_MOST, limit, ratio, null);
	}

	static Goal atLeast(double limit, String id, String what, ToDoubleFunction<Measurements> ratio) {
		return new Goal(id, what, Bound.AT_LEAST, limit, ratio, null);
	}

	/**
	 * Show beside this goal how near to its limit anybody could come.
	 * @param floor how to work that out
	 * @return the goal with its floor
	 */
	Goal above(ToDoubleFunction<Measurements> floor) {
		return new Goal(this.id, this.what, this.bound, this.limit, this.ratio, floor);
	}

	/** The number of the goal it is a part of, such as {@code P7}. */
	String number() {
		return this.id.replaceAll("[a-z]+$", "");
	}

	/**
	 * Compare what was measured with the limit.
	 * @param measurements what was measured
	 * @return the verdict; it falls short if there is no number to compare
	 */
	Verdict judge(Measurements measurements) {
		double value = this.ratio.applyAsDouble(measurements);
		boolean reached = (this.bound == Bound.AT_MOST) ? value <= this.limit : value >= this.limit;
		return new Verdict(this, value, reached, (this.floor != null) ? this.floor.applyAsDouble(measurements) : null);
	}

	/** On which side of its limit a ratio has to be. */
	enum Bound {

		/** Not above. */
		AT_MOST,

		/** Not below. */
		AT_LEAST;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

	/**
	 * What came of a goal.
	 *
	 * @param goal the goal
	 * @param value the ratio
	 * @param reached whether it is on the right side of the limit
	 * @param floor the ratio of the least that a sound design can do, if that is known
	 */
	record Verdict(Goal goal, double value, boolean reached, @Nullable Double floor) {

		String word() {
			return this.reached ? "ok" : "falls short";
		}

		String floorText() {
			return (this.floor != null) ? Numbers.text(this.floor, this.goal.limit) : "";
		}

		@Override
		public String toString() {
			return "%s %s goal %s %s (%s%s)".formatted(this.goal.id, Numbers.text(this.value, this.goal.limit),
					Numbers.text(this.goal.limit), word(), this.goal.what,
					(this.floor != null) ? "; floor " + floorText() : "");
		}

	}

}
