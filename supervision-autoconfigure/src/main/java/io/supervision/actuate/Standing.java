package io.supervision.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.supervision.tree.TreeSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What the platform should be told about a tree at one moment.
 *
 * @param refusal why traffic should be refused, or {@code null} if it should not
 * @param life whether the application can be cured from inside
 * @param stopped paths of the essential components that ended as expected or were stopped
 * @param review when the answer changes though the tree does not, or {@code null}
 */
record Standing(@Nullable String refusal, Life life, Set<String> stopped, @Nullable Instant review) {

	/**
	 * Judge a tree.
	 * @param snapshot the tree
	 * @param now the time
	 * @param heldRefusesAfter how long an essential component may be held for a
	 * dependency while traffic is accepted
	 * @param startedAgain since when components that had been stopped are on their way
	 * back, by path
	 * @return what to tell
	 */
	static Standing of(TreeSnapshot snapshot, Instant now, Duration heldRefusesAfter,
			Map<String, Instant> startedAgain) {
		List<EssentialOutage> outages = snapshot.hasRun() ? EssentialOutage.in(snapshot, heldRefusesAfter, startedAgain)
				: List.of();
		return new Standing(refusal(snapshot, outages, now), life(snapshot, outages), EssentialOutage.stopped(snapshot),
				review(outages, now));
	}

	private static @Nullable String refusal(TreeSnapshot snapshot, List<EssentialOutage> outages, Instant now) {
		return outages.stream()
			.filter((outage) -> !outage.refusesFrom().isAfter(now))
			.map((outage) -> "essential component '" + outage.component().path() + "' is " + outage.component().state())
			.findFirst()
			.orElse(snapshot.gaveUp() ? snapshot.givenUpBecause() : null);
	}

	private static Life life(TreeSnapshot snapshot, List<EssentialOutage> outages) {
		return snapshot.gaveUp() ? Life.LOST : (snapshot.hasRun() && outages.isEmpty()) ? Life.WHOLE : Life.UNDECIDED;
	}

	private static @Nullable Instant review(List<EssentialOutage> outages, Instant now) {
		return outages.stream()
			.map(EssentialOutage::refusesFrom)
			.filter((time) -> time.isAfter(now) && time.isBefore(Instant.MAX))
			.min(Instant::compareTo)
			.orElse(null);
	}

	/** Whether the application can be cured from inside. */
	enum Life {

		/** Nothing essential is missing. */
		WHOLE,

		/** Something essential is missing, and the tree is at it. */
		UNDECIDED,

		/** The root gave up on something essential. */
		LOST

	}

}
