package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.supervision.bean.GroupDefinition.Allowance;
import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Budget;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the places say about a group, and what must hold for it.
 */
final class GroupRules {

	private GroupRules() {
	}

	static GroupDefinition define(String id, @Nullable String parent, Layers layers, Attributes defaults,
			Problems problems) {
		RestartType restart = layers.get("restart", RestartType.PERMANENT);
		boolean significant = layers.get("significant", false);
		if (significant && restart == RestartType.PERMANENT) {
			problems.add("'significant' needs 'restart' TRANSIENT or TEMPORARY: PERMANENT (group '" + id + "')",
					layers.placeOf("significant"), "Set 'restart', because a permanent group never ends for good.");
		}
		return new GroupDefinition(id, parent, layers.get("order", 0), layers.get("strategy", Strategy.ONE_FOR_ONE),
				restart, significant, layers.get("shutdownTimeout", Shutdown.INFINITY),
				layers.get("autoShutdown", AutoShutdown.NEVER),
				allowance(id, layers, defaults, layers.get("budget", Budget.SHARED), problems), List.of(),
				layers.place());
	}

	/** The root has properties of its own, and counts each child alone. */
	static GroupDefinition root(Attributes attributes, Problems problems) {
		Layers layers = new Layers(List.of(attributes), "supervision.root");
		return new GroupDefinition(GroupDefinition.ROOT, null, 0, layers.get("strategy", Strategy.ONE_FOR_ONE),
				RestartType.PERMANENT, false, Shutdown.INFINITY, AutoShutdown.NEVER,
				allowance(GroupDefinition.ROOT, layers, Attributes.NONE, Budget.PER_CHILD, problems), List.of(),
				layers.place());
	}

	private static Allowance allowance(String id, Layers layers, Attributes defaults, Budget budget,
			Problems problems) {
		Layers all = layers.above(defaults);
		int intensity = all.get("intensity", SupervisorSpec.DEFAULT_INTENSITY);
		if (intensity < 0 && !Objects.equals(all.find("intensity"), defaults.get("intensity"))) {
			problems.add("'intensity' must not be negative: " + intensity + " (group '" + id + "')",
					all.placeOf("intensity"), "Set 0 to give up at the first failure, or more.");
		}
		Duration set = layers.find("period", Duration.class);
		Duration inTheEnd = all.get("period", SupervisorSpec.DEFAULT_PERIOD);
		if ((inTheEnd.isNegative() || inTheEnd.isZero())
				&& !Objects.equals(all.find("period"), defaults.get("period"))) {
			problems.add("'period' must be positive: " + Durations.text(inTheEnd) + " (group '" + id + "')",
					all.placeOf("period"), "Write it like '5s'.");
		}
		return new Allowance(intensity, set, all.placeOf("period"), inTheEnd, budget);
	}

}
