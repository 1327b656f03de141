package io.supervision.bean;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.aopalliance.aop.Advice;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What a bean must be like to be supervised: callers hold a proxy of its type, and the
 * bean behind it is made again and again.
 */
final class BeanRules {

	private static final List<Class<?>> INFRASTRUCTURE = List.of(BeanPostProcessor.class,
			BeanFactoryPostProcessor.class, Advisor.class, Advice.class, Pointcut.class, AopInfrastructureBean.class);

	private static final String ASPECT = "org.aspectj.lang.annotation.Aspect";

	private static final String TRANSACTIONAL_LISTENER = "org.springframework.transaction.event.TransactionalApplicationListener";

	/** What has a method called by somebody else. */
	static final List<String> INBOUND = List.of("org.springframework.scheduling.annotation.Scheduled",
			"org.springframework.scheduling.annotation.Schedules", "org.springframework.scheduling.annotation.Async");

	private static final AnnotatedMethods LISTENERS = new AnnotatedMethods(EventListener.class);

	/** How many of its methods are named in a message. */
	private static final int NAMED = 5;

	private final Problems problems;

	BeanRules(Problems problems) {
		this.problems = problems;
	}

	/** Check the bean, and find all that is wrong with it. */
	void check(Candidate candidate) {
		checkId(candidate);
		checkScope(candidate);
		Class<?> type = candidate.beanClass();
		Unsupported kind = Unsupported.of(type);
		if (kind != null) {
			refuse(candidate, kind.rule(), type.getName(), "Remove %s." + kind.remedy());
			return;
		}
		MergedAnnotations annotations = MergedAnnotations.from(type, SearchStrategy.DIRECT);
		if (isInfrastructure(type) || annotations.isPresent(ASPECT)) {
			refuse(candidate, "must be no infrastructure of the container", type.getName(),
					"Remove %s from it; what it applies to can be supervised.");
		}
		else if (annotations.isPresent(Configuration.class)) {
			refuse(candidate, "must be no @Configuration class", type.getName(),
					"Put @Supervised on its @Bean methods.");
		}
		else if (FactoryBean.class.isAssignableFrom(type)) {
			refuse(candidate, "must be no FactoryBean", type.getName(),
					"Make the object in a @Bean method, and put @Supervised on that.");
		}
		else {
			checkType(candidate, type);
			checkWorkers(candidate, type);
			checkListeners(candidate, type);
			checkSchedules(candidate, type);
			new RepeatRules(this.problems).check(candidate, type);
		}
	}

	private static boolean isInfrastructure(Class<?> type) {
		for (Class<?> infrastructure : INFRASTRUCTURE) {
			if (infrastructure.isAssignableFrom(type)) {
				return true;
			}
		}
		return false;
	}

	private void checkId(Candidate candidate) {
		if (candidate.id().isBlank() || candidate.id().equals(".") || candidate.id().equals("..")) {
			this.problems.add("The name of a supervised bean must not be empty, '.' or '..': '" + candidate.id() + "'",
					candidate.place(), "Give the bean another name.");
		}
	}

	private void checkScope(Candidate candidate) {
		if (!candidate.definition().isSingleton()) {
			refuse(candidate, "must be a singleton", String.valueOf(candidate.definition().getScope()),
					"Remove the scope or %s; a supervised bean is made anew when it is restarted.");
		}
		if (candidate.definition().getRole() == BeanDefinition.ROLE_INFRASTRUCTURE) {
			refuse(candidate, "must be no infrastructure of the container", "ROLE_INFRASTRUCTURE",
					"Remove %s or the role.");
		}
	}

	private void checkType(Candidate candidate, Class<?> type) {
		if (type == Object.class || type.isPrimitive() || type.isArray()) {
			refuse(candidate, "must have a type with methods to call", type.getTypeName(),
					"Declare the class or an interface as the return type of the @Bean method.");
		}
		else if (type.isRecord() || Modifier.isFinal(type.getModifiers()) || type.isSealed()) {
			refuse(candidate,
					"must not be of a " + (type.isRecord() ? "record" : type.isSealed() ? "sealed" : "final")
							+ " class",
					type.getName(), "Open the class, or give the @Bean method an interface as its return type.");
		}
		else {
			Set<String> finals = finalMethods(type);
			if (!finals.isEmpty()) {
				refuse(candidate, "must not have final methods, which would run on the proxy and see none of its state",
						some(finals), "Open the methods, or give the @Bean method an interface as its return type.");
			}
		}
	}

	private static Set<String> finalMethods(Class<?> type) {
		Set<String> found = new TreeSet<>();
		for (Method method : ReflectionUtils.getAllDeclaredMethods(type)) {
			int modifiers = method.getModifiers();
			if (method.getDeclaringClass() != Object.class && Modifier.isFinal(modifiers)
					&& !Modifier.isStatic(modifiers) && !Modifier.isPrivate(modifiers) && !method.isSynthetic()) {
				found.add(name(method));
			}
		}
		return found;
	}

	private void checkWorkers(Candidate candidate, Class<?> type) {
		for (Method worker : Workers.methods(type)) {
			String remedy = "Take the work out of the method, or remove @Worker.";
			if (worker.getParameterCount() > 0 || Modifier.isStatic(worker.getModifiers())) {
				refuse(candidate, "must have workers without arguments that are not static", name(worker), remedy);
			}
			if (INBOUND.stream().anyMatch(MergedAnnotations.from(worker)::isPresent)) {
				refuse(candidate, "must not have workers with @Scheduled or @Async", name(worker), remedy);
			}
		}
	}

	private void checkListeners(Candidate candidate, Class<?> type) {
		for (Method method : LISTENERS.get(type)) {
			if (Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())) {
				refuse(candidate,
						"must not have private listeners, which would run on the proxy and see none of its state",
						name(method), "Make the method package-private, or more visible.");
			}
		}
		if (isTransactionalListener(type)) {
			refuse(candidate,
					"must be no TransactionalApplicationListener, which hands itself and not its proxy to the transaction",
					type.getName(), "Listen in a method with @TransactionalEventListener.");
		}
	}

	private static boolean isTransactionalListener(Class<?> type) {
		for (Class<?> implemented : ClassUtils.getAllInterfacesForClassAsSet(type)) {
			if (implemented.getName().equals(TRANSACTIONAL_LISTENER)) {
				return true;
			}
		}
		return false;
	}

	private void checkSchedules(Candidate candidate, Class<?> type) {
		for (Method method : InboundAnnotations.scheduled(type)) {
			if (Modifier.isPrivate(method.getModifiers())) {
				refuse(candidate, "must not have private @Scheduled methods, which cannot be called through its proxy",
						name(method), "Make the method package-private, or remove @Supervised.");
			}
		}
	}

	static String name(Method method) {
		return method.getDeclaringClass().getSimpleName() + "." + method.getName();
	}

	private static String some(Set<String> names) {
		String some = names.stream().limit(NAMED).collect(Collectors.joining(", "));
		return (names.size() > NAMED) ? some + " and " + (names.size() - NAMED) + " more" : some;
	}

	private void refuse(Candidate candidate, String rule, String value, String remedy) {
		this.problems.add("The supervised bean '" + candidate.id() + "' " + rule + ": '" + value + "'",
				candidate.requestedAt(), remedy.replace("%s", candidate.request()));
	}

}
