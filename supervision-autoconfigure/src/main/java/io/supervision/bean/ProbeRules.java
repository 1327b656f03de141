package io.supervision.bean;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

import io.supervision.annotation.Probe;
import io.supervision.annotation.Worker;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

/**
 * Finds the probes of a component, and what must hold for them.
 */
final class ProbeRules {

	/** The health indicators of Boot 3 and of Boot 4. */
	private static final Set<String> INDICATORS = Set.of("org.springframework.boot.actuate.health.HealthIndicator",
			"org.springframework.boot.health.contributor.HealthIndicator");

	private static final AnnotatedMethods METHODS = new AnnotatedMethods(Probe.class);

	private static final Duration FOR_EVER = Duration.ofDays(36_500);

	private final AnnotationReader reader;

	private final Problems problems;

	ProbeRules(AnnotationReader reader, Problems problems) {
		this.reader = reader;
		this.problems = problems;
	}

	/**
	 * Find the probe methods of a class, its superclasses and interfaces.
	 * @param type the class
	 * @return the methods
	 */
	static Set<Method> methods(Class<?> type) {
		return METHODS.get(type);
	}

	/**
	 * Make the plans of all probes.
	 * @param id the id of the component
	 * @param type its class
	 * @param properties what the properties of the component set, for all its probes
	 * @param health whether its own health indicator is one
	 * @return the plans
	 */
	List<ProbePlan> plans(String id, Class<?> type, Attributes properties, boolean health) {
		List<ProbePlan> plans = new ArrayList<>();
		List<Method> methods = new ArrayList<>(methods(type));
		methods.sort(Comparator.comparing(Method::getName));
		for (Method method : methods) {
			checkMethod(id, method);
			plans.add(plan(id, method, new Layers(List.of(properties, annotated(method)), id)));
		}
		if (health) {
			plans.add(plan(id, null, new Layers(List.of(properties), id)));
		}
		return plans;
	}

	/** Refuse to take for a health indicator what is none. */
	void requireIndicator(String id, Class<?> type, String place) {
		boolean indicator = ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.anyMatch((implemented) -> INDICATORS.contains(implemented.getName()));
		if (!indicator && !INDICATORS.contains(type.getName())) {
			this.problems.add(
					"'probeHealthIndicator' needs a bean that is a HealthIndicator: '" + type.getName()
							+ "' (component '" + id + "')",
					place,
					"Implement HealthIndicator and let the @Bean method say so, use @Probe, or leave the attribute out.");
		}
	}

	private void checkMethod(String id, Method method) {
		if (method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers())) {
			refuse(id, "must have probes without arguments that are not static", method);
		}
		if (method.getReturnType() != boolean.class && method.getReturnType() != void.class) {
			refuse(id, "must have probes that return boolean or nothing", method);
		}
		MergedAnnotations annotations = annotations(method);
		if (annotations.isPresent(Worker.class) || BeanRules.INBOUND.stream().anyMatch(annotations::isPresent)) {
			refuse(id, "must not have probes with @Worker, @Scheduled or @Async", method);
		}
	}

	private void refuse(String id, String rule, Method method) {
		this.problems.add("The supervised bean '" + id + "' " + rule + ": '" + BeanRules.name(method) + "'",
				place(method), "Change the method, or remove @Probe.");
	}

	private Attributes annotated(Method method) {
		MergedAnnotation<Probe> probe = annotations(method).get(Probe.class);
		return this.reader.read(probe, place(method));
	}

	private static MergedAnnotations annotations(Method method) {
		return MergedAnnotations.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY);
	}

	private static String place(Method method) {
		return "@Probe on " + method.getDeclaringClass().getName() + "." + method.getName() + "()";
	}

	private ProbePlan plan(String id, @Nullable Method method, Layers layers) {
		ProbePlan plan = new ProbePlan(id, method, shorter(layers.get("interval", Duration.ofSeconds(10))),
				shorter(layers.get("timeout", Duration.ofSeconds(1))), layers.get("failures", 3));
		requirePositive("interval", plan.interval(), plan, layers);
		requirePositive("timeout", plan.timeout(), plan, layers);
		if (plan.failures() < 1) {
			refuse("failures", String.valueOf(plan.failures()), plan, layers,
					"Set how many failed runs in a row are a failure, 1 or more.");
		}
		return plan;
	}

	/** Short enough to be counted in nanoseconds, and longer than anything runs. */
	private static Duration shorter(Duration duration) {
		return (duration.compareTo(FOR_EVER) < 0) ? duration : FOR_EVER;
	}

	private void requirePositive(String attribute, Duration value, ProbePlan plan, Layers layers) {
		if (value.isZero() || value.isNegative()) {
			refuse(attribute, Durations.text(value), plan, layers, "Write it like '10s'.");
		}
	}

	private void refuse(String attribute, String value, ProbePlan plan, Layers layers, String remedy) {
		this.problems.add("'" + attribute + "' of the " + plan + " must be positive: " + value,
				layers.placeOf(attribute), remedy);
	}

}
