package io.supervision.bean;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * What could be put behind a proxy and would break the application when it is restarted,
 * or earlier: what others initialize only once, or leave something with.
 */
enum Unsupported {

	/** Ours. */
	SUPERVISION("must be no part of what supervises", "", "io.supervision.FailureClassifier",
			"io.supervision.SupervisionTree", "io.supervision.tree.SupervisionKernel",
			"io.supervision.bean.SupervisionLifecycle", "io.supervision.bean.TreeThreads"),

	/** Spring's own, called before there is a tree. */
	CONTAINER("must be no part of the application context, which needs it before there is a tree", "",
			"org.springframework.context.LifecycleProcessor",
			"org.springframework.context.event.ApplicationEventMulticaster"),

	/** A repository would be made anew, and has nothing that a restart would cure. */
	REPOSITORY("must be no Spring Data repository, which has no state that a restart would cure",
			" Supervise the bean that calls it.",
			"org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport"),

	/** The server makes connections with it, once. */
	WEB_SERVER("must not make the web server, which is made once", " Supervise what the server calls.",
			"org.springframework.boot.web.server.WebServerFactory"),

	/** The server calls {@code init} once, not for each generation. */
	SERVLET("must be no servlet, which the server initializes only once", " Supervise what it calls.",
			"jakarta.servlet.Servlet"),

	/** As with servlets, unless there is nothing to initialize. */
	FILTER("must be no servlet filter with an 'init' method, which the server calls only once",
			" Supervise what it calls, or declare a class that has no such method.", "jakarta.servlet.Filter"),

	/** The server tells of its start once. */
	SERVLET_LISTENER("must be no ServletContextListener, which the server tells of its start only once",
			" Supervise what it calls.", "jakarta.servlet.ServletContextListener"),

	/** A new one would know nothing of the schedules. */
	SCHEDULER("must be no scheduler, which forgets what has been scheduled on it when it is restarted",
			" Supervise what it calls.", "org.springframework.scheduling.TaskScheduler",
			"java.util.concurrent.ScheduledExecutorService"),

	/** A new one would know nothing of the meters. */
	METERS("must be no meter registry, which forgets its meters when it is restarted", "",
			"io.micrometer.core.instrument.MeterRegistry");

	private final String rule;

	private final String remedy;

	@SuppressWarnings("ImmutableEnumChecker")
	private final List<String> types;

	Unsupported(String rule, String remedy, String... types) {
		this.rule = rule;
		this.remedy = remedy;
		this.types = List.of(types);
	}

	/** What is wrong with a bean of this kind. */
	String rule() {
		return this.rule;
	}

	/** What can be done instead, after a blank, or nothing. */
	String remedy() {
		return this.remedy;
	}

	/**
	 * Tell of what kind a type is.
	 * @param type the type of a bean, that of a factory bean being the factory's
	 * @return the kind, or {@code null} if nothing speaks against the type
	 */
	static @Nullable Unsupported of(Class<?> type) {
		Set<String> names = names(type);
		for (Unsupported kind : values()) {
			if (!Collections.disjoint(kind.types, names) && (kind != FILTER || mayHaveInit(type))) {
				return kind;
			}
		}
		return null;
	}

	/** Of the type and all it extends and implements, however indirectly. */
	private static Set<String> names(Class<?> type) {
		Set<String> names = new HashSet<>();
		Deque<Class<?>> left = new ArrayDeque<>(List.of(type));
		while (!left.isEmpty()) {
			Class<?> next = left.pop();
			if (names.add(next.getName())) {
				left.addAll(List.of(next.getInterfaces()));
				if (next.getSuperclass() != null) {
					left.add(next.getSuperclass());
				}
			}
		}
		return names;
	}

	/** Behind an interface there may be anything. */
	private static boolean mayHaveInit(Class<?> filter) {
		if (filter.isInterface()) {
			return true;
		}
		return Stream.of(ReflectionUtils.getUniqueDeclaredMethods(filter))
			.anyMatch((Method method) -> method.getName().equals("init") && method.getParameterCount() == 1
					&& !method.isDefault() && !Modifier.isStatic(method.getModifiers()));
	}

}
