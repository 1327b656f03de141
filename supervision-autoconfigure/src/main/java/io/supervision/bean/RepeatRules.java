package io.supervision.bean;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.supervision.annotation.Probe;
import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Worker;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Which methods are safe to repeat, and which cannot be repeated whatever they say.
 */
final class RepeatRules {

	private final Problems problems;

	RepeatRules(Problems problems) {
		this.problems = problems;
	}

	/**
	 * Tell whether calls of a method may be made again, as far as it says so.
	 * @param method the method, which may implement one that says so
	 */
	static boolean isSafe(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, SafeToRepeat.class);
	}

	void check(Candidate candidate, Class<?> type) {
		Set<Method> safe = MethodIntrospector.selectMethods(type, (Method method) -> RepeatRules.isSafe(method));
		Set<Method> scheduled = InboundAnnotations.scheduled(type);
		for (Method method : safe) {
			if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
				refuse(candidate, "must not have private or static methods with @SafeToRepeat, which its proxy does "
						+ "not pass on", method, "Make it an instance method that others see, or remove it.");
			}
			List<String> others = others(method, scheduled.contains(method));
			if (!others.isEmpty()) {
				refuse(candidate, "must not have methods with @SafeToRepeat and " + String.join(" and ", others)
						+ ", which are run again anyway", method, "Remove @SafeToRepeat.");
			}
			if (Following.of(method) != Following.NOT) {
				refuse(candidate, "must not have methods with @SafeToRepeat whose result comes later", method,
						"Remove @SafeToRepeat, and let callers try again, such as with 'retry' of a Mono.");
			}
		}
	}

	private static List<String> others(Method method, boolean scheduled) {
		List<String> others = new ArrayList<>();
		if (AnnotatedElementUtils.hasAnnotation(method, Worker.class)) {
			others.add("@Worker");
		}
		if (AnnotatedElementUtils.hasAnnotation(method, Probe.class)) {
			others.add("@Probe");
		}
		if (scheduled) {
			others.add("@Scheduled");
		}
		return others;
	}

	private void refuse(Candidate candidate, String rule, Method method, String remedy) {
		this.problems.add("The supervised bean '" + candidate.id() + "' " + rule + ": '" + BeanRules.name(method) + "'",
				candidate.requestedAt(), remedy);
	}

}
