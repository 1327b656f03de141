package io.supervision.bean;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.supervision.bean.ComponentDefinition.Detection;
import io.supervision.bean.ComponentDefinition.Listening;
import io.supervision.bean.ComponentDefinition.Supervision;
import io.supervision.bean.ComponentDefinition.Watching;
import io.supervision.spec.Mode;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.WhenDown;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the places say about a component, and what must hold for it.
 */
final class ComponentRules {

	private final TreeSettings settings;

	private final Problems problems;

	ComponentRules(TreeSettings settings, Problems problems) {
		this.settings = settings;
		this.problems = problems;
	}

	/** What is set for a component, the properties first and the defaults last. */
	Layers layers(Candidate candidate) {
		List<Attributes> layers = new ArrayList<>();
		layers.add(this.settings.component(candidate.id()));
		layers.addAll(candidate.annotations());
		layers.add(this.settings.defaults());
		return new Layers(layers, candidate.place());
	}

	Supervision supervision(String id, Layers layers, boolean workersRunAlone) {
		boolean standby = layers.get("standby", false);
		Supervision supervision = new Supervision(layers.get("restart", RestartType.PERMANENT),
				layers.get("significant", false), layers.get("essential", false),
				layers.get("startTimeout", Duration.ofSeconds(30)),
				layers.get("shutdownTimeout", Shutdown.within(Duration.ofSeconds(5))),
				layers.get("startOptional", false),
				layers.get("replace", standby ? Replace.START_FIRST : Replace.STOP_FIRST),
				layers.get("exclusive", false), standby, layers.get("waitTimeout", Duration.ofMillis(500)),
				layers.find("dependencyPatience", Duration.class), layers.get("dependencyPatienceStopsFirst", false));
		checkTimes(id, supervision, layers);
		checkRestart(id, supervision, layers);
		checkReplacing(id, supervision, layers, workersRunAlone);
		return supervision;
	}

	Detection detection(String id, Layers layers) {
		boolean observed = this.settings.mode() == Mode.OBSERVE || layers.anyIs("mode", Mode.OBSERVE);
		Detection detection = new Detection(layers.get("failOn", List.of()), layers.get("ignore", List.of()),
				layers.get("failureThreshold", 3), layers.get("onSuspicion", OnSuspicion.RESTART),
				layers.get("suspicionAllowance", 3), observed ? Mode.OBSERVE : Mode.ACT, this.settings.observed());
		if (detection.failureThreshold() < 1) {
			refuseValue("'failureThreshold' must be positive: " + detection.failureThreshold(), id, "failureThreshold",
					layers, "Set 1 or more; 'onSuspicion' says what it leads to.");
		}
		if (detection.suspicionAllowance() < 0) {
			refuseValue("'suspicionAllowance' must not be negative: " + detection.suspicionAllowance(), id,
					"suspicionAllowance", layers, "Set 0 for no restart on suspicion, or more.");
		}
		checkThrowables(id, "failOn", detection.failOn(), layers);
		checkThrowables(id, "ignore", detection.ignore(), layers);
		return detection;
	}

	Watching watching(String id, Layers layers) {
		Watching watching = new Watching(layers.find("callTimeout", Duration.class), layers.find("circuitBreaker"),
				layers.get("probeHealthIndicator", false), layers.find("maxAge", Duration.class),
				layers.find("maxCalls", Long.class), this.settings.component(id).below("probe"));
		checkPositive(id, "callTimeout", watching.callTimeout(), layers);
		checkPositive(id, "maxAge", watching.maxAge(), layers);
		if (watching.maxCalls() != null && watching.maxCalls() < 1) {
			refuse("'maxCalls' must be positive: " + watching.maxCalls(), id, "maxCalls", layers,
					"Set 1 or more, or leave it out for any number.");
		}
		if (watching.circuitBreaker() != null && watching.circuitBreaker().value().toString().isBlank()) {
			refuse("'circuitBreaker' must not be blank: '" + watching.circuitBreaker().value() + "'", id,
					"circuitBreaker", layers, "Name a circuit breaker of the application, or leave it out.");
		}
		return watching;
	}

	Listening listening(Layers layers) {
		return new Listening(layers.get("whenDown", WhenDown.DROP), this.settings.maxQueuedEvents(),
				layers.find("replayStartEvents", Boolean.class));
	}

	private void checkPositive(String id, String attribute, @Nullable Duration value, Layers layers) {
		if (value != null && !isPositive(value)) {
			refuseValue("'" + attribute + "' must be positive: " + Durations.text(value), id, attribute, layers,
					"Write it like '1m', or leave it out.");
		}
	}

	private void checkThrowables(String id, String attribute, List<? extends Class<?>> types, Layers layers) {
		for (Class<?> type : types) {
			if (!Throwable.class.isAssignableFrom(type)) {
				refuse("'" + attribute + "' must list throwables: '" + type.getName() + "'", id, attribute, layers,
						"Name subclasses of Throwable.");
			}
		}
	}

	private void checkTimes(String id, Supervision supervision, Layers layers) {
		if (!isPositive(supervision.startTimeout())) {
			refuseValue("'startTimeout' must be positive: " + Durations.text(supervision.startTimeout()), id,
					"startTimeout", layers, "Write it like '30s'.");
		}
		if (supervision.waitTimeout().isNegative()) {
			refuseValue("'waitTimeout' must not be negative: " + Durations.text(supervision.waitTimeout()), id,
					"waitTimeout", layers, "Set 0 for calls that fail at once, or write it like '500ms'.");
		}
		checkPositive(id, "dependencyPatience", supervision.dependencyPatience(), layers);
		if (supervision.shutdown().infinite() && supervision.replace() != Replace.START_FIRST) {
			refuse("'shutdownTimeout' must be limited where 'replace' is STOP_FIRST: 'infinity'", id, "shutdownTimeout",
					layers,
					"Write it like '30s', or set 'replace' to START_FIRST: a shutdown that hangs would keep the component down for ever.");
		}
	}

	private void checkRestart(String id, Supervision supervision, Layers layers) {
		if (supervision.essential() && supervision.restart() == RestartType.TEMPORARY) {
			refuse("'essential' needs 'restart' PERMANENT or TRANSIENT: TEMPORARY", id, "essential", layers,
					"Set 'restart', because a temporary component is never restarted, or 'essential' to false.");
		}
		if (supervision.significant() && supervision.restart() == RestartType.PERMANENT) {
			refuse("'significant' needs 'restart' TRANSIENT or TEMPORARY: PERMANENT", id, "significant", layers,
					"Set 'restart', because a permanent component never ends for good.");
		}
	}

	private void checkReplacing(String id, Supervision supervision, Layers layers, boolean workersRunAlone) {
		if (supervision.standby() && supervision.replace() == Replace.STOP_FIRST) {
			refuse("'standby' needs 'replace' START_FIRST: STOP_FIRST", id, "replace", layers,
					"Leave 'replace' out, or set 'standby' to false.");
		}
		String hindrance = workersRunAlone ? "a @Worker" : supervision.exclusive() ? "'exclusive'" : null;
		if (hindrance == null) {
			return;
		}
		if (supervision.standby()) {
			refuse("'standby' must be false for a component with " + hindrance + ": true", id, "standby", layers,
					"Set 'standby' to false, because two generations cannot be there side by side"
							+ (workersRunAlone ? ", or 'overlap' of every @Worker if they can." : "."));
		}
		else if (supervision.replace() == Replace.START_FIRST) {
			refuse("'replace' must be STOP_FIRST for a component with " + hindrance + ": START_FIRST", id, "replace",
					layers, "Set STOP_FIRST, because two generations cannot run side by side"
							+ (workersRunAlone ? ", or 'overlap' of every @Worker if they can." : "."));
		}
		if (supervision.dependencyPatience() != null && !supervision.dependencyPatienceStopsFirst()) {
			refuse("'dependencyPatience' of a component with " + hindrance
					+ " needs 'dependencyPatienceStopsFirst': false", id, "dependencyPatience", layers,
					"Set 'dependencyPatienceStopsFirst' to true: the new generation cannot start beside the old one.");
		}
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	/** A default is wrong in itself, and has been reported where it is. */
	private void refuseValue(String message, String id, String attribute, Layers layers, String remedy) {
		if (!Objects.equals(layers.find(attribute), this.settings.defaults().get(attribute))) {
			refuse(message, id, attribute, layers, remedy);
		}
	}

	private void refuse(String message, String id, String attribute, Layers layers, String remedy) {
		this.problems.add(message + " (component '" + id + "')", layers.placeOf(attribute), remedy);
	}

}
