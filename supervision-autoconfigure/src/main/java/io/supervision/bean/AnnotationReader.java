package io.supervision.bean;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.supervision.bean.Attributes.Setting;
import io.supervision.spec.Shutdown;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Reads the attributes an annotation sets. Durations are text with placeholders in it;
 * what cannot be read is a problem and counts as not set.
 */
final class AnnotationReader {

	private static final Set<String> DURATIONS = Set.of("startTimeout", "waitTimeout", "callTimeout",
			"dependencyPatience", "maxAge", "period", "interval", "timeout");

	private static final Set<String> LIMITS = Set.of("shutdownTimeout");

	private final Environment environment;

	private final Problems problems;

	AnnotationReader(Environment environment, Problems problems) {
		this.environment = environment;
		this.problems = problems;
	}

	Attributes read(MergedAnnotation<? extends Annotation> annotation, String place) {
		Map<String, Setting> settings = new LinkedHashMap<>();
		for (Method attribute : annotation.getType().getDeclaredMethods()) {
			String name = attribute.getName();
			if (annotation.hasNonDefaultValue(name)) {
				Object value = read(
						annotation.getValue(name, ClassUtils.resolvePrimitiveIfNecessary(attribute.getReturnType()))
							.orElseThrow(),
						name, place);
				if (value != null) {
					settings.put(name, new Setting(value, place));
				}
			}
		}
		return new Attributes(settings);
	}

	private @Nullable Object read(Object value, String name, String place) {
		if (value instanceof Class<?>[] types) {
			return List.of(types);
		}
		try {
			return DURATIONS.contains(name) ? duration((String) value)
					: LIMITS.contains(name) ? limit((String) value) : value;
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(
					"'" + name + "' must be a duration" + (LIMITS.contains(name) ? ", '0' or 'infinity'" : "") + ": '"
							+ value + "'",
					place, "Write it like '500ms', '5s' or 'PT5S', and define the placeholders it uses.");
			return null;
		}
	}

	private Duration duration(String text) {
		return DurationStyle.detectAndParse(this.environment.resolveRequiredPlaceholders(text), ChronoUnit.MILLIS);
	}

	private Shutdown limit(String text) {
		return Shutdown.valueOf(this.environment.resolveRequiredPlaceholders(text));
	}

}
