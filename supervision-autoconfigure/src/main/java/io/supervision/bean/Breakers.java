package io.supervision.bean;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.supervision.bean.Attributes.Setting;
import io.supervision.detect.Detection;
import io.supervision.detect.WatchedBreaker;
import io.supervision.event.SupervisionEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * The circuit breakers that components name, all of them of the application's own
 * registry. None is ever made here: one made from a misspelt name would never open.
 */
final class Breakers {

	private static final String REGISTRY = "io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry";

	private static final String INSTANCES = "resilience4j.circuitbreaker.instances";

	private final ConfigurableApplicationContext application;

	private final Executor workers;

	private final Map<String, ComponentBreaker> byComponent = new ConcurrentHashMap<>();

	/**
	 * Look for breakers in an application.
	 * @param application the application's context
	 * @param workers runs what the application has hung on its breakers
	 */
	Breakers(ConfigurableApplicationContext application, Executor workers) {
		this.application = application;
		this.workers = workers;
	}

	/**
	 * Begin to watch the breaker of a component.
	 * @param component the component
	 * @param detection what counts as a fault of it
	 * @return the breaker, or {@code null} if it names none
	 * @throws InvalidSupervisionException if there is nothing to look for it in
	 */
	@Nullable ComponentBreaker of(SupervisedBean component, Detection detection) {
		Setting named = component.definition().watching().circuitBreaker();
		if (named == null) {
			return null;
		}
		Problems problems = new Problems();
		if (!ClassUtils.isPresent(REGISTRY, this.application.getClassLoader())) {
			problems.add("'circuitBreaker' needs Resilience4j: " + text(named, component), named.place(),
					"Add 'io.github.resilience4j:resilience4j-spring-boot3' (on Spring Boot 4 "
							+ "'resilience4j-spring-boot4'), or leave 'circuitBreaker' out.");
		}
		else if (!Present.hasRegistry(this.application)) {
			problems.add("'circuitBreaker' needs one bean of type CircuitBreakerRegistry: " + text(named, component),
					named.place(), "Add Resilience4j's starter or a registry of your own, mark one @Primary if there "
							+ "are several, or leave 'circuitBreaker' out.");
		}
		problems.throwIfAny();
		ComponentBreaker breaker = new ComponentBreaker(Present.watch(this.application, name(named), detection),
				this.workers);
		this.byComponent.put(component.id(), breaker);
		return breaker;
	}

	/**
	 * Tell the breakers what the tree has decided before anybody else learns of it.
	 * @param events who else is told
	 * @param components the components by path
	 * @return told each event in order
	 */
	Consumer<SupervisionEvent> before(Consumer<SupervisionEvent> events,
			Function<String, @Nullable SupervisedBean> components) {
		return (event) -> {
			SupervisedBean component = components.apply(event.path());
			ComponentBreaker breaker = (component != null) ? this.byComponent.get(component.id()) : null;
			if (breaker != null) {
				breaker.told(event);
			}
			events.accept(event);
		};
	}

	/**
	 * Refuse breakers that are not there. A component that does not run yet may still
	 * make its own.
	 * @param components all components
	 * @throws InvalidSupervisionException with all that are missing
	 */
	void requireAll(Collection<SupervisedBean> components) {
		Problems problems = new Problems();
		for (SupervisedBean component : components) {
			Setting named = component.definition().watching().circuitBreaker();
			if (named != null && component.gate().target() != null) {
				require(component, named, problems);
			}
		}
		problems.throwIfAny();
	}

	private void require(SupervisedBean component, Setting named, Problems problems) {
		Set<String> known = new HashSet<>(Present.names(this.application));
		known.addAll(Binder.get(this.application.getEnvironment())
			.bind(INSTANCES, Bindable.mapOf(String.class, Object.class))
			.map(Map::keySet)
			.orElse(Set.of()));
		if (!known.contains(name(named))) {
			problems.add("'circuitBreaker' must name a circuit breaker of the application: " + text(named, component),
					named.place(), Ids.proposal(name(named), known) + " One is declared with '" + INSTANCES + "."
							+ name(named) + "'.");
		}
	}

	private static String name(Setting named) {
		return named.value().toString();
	}

	private static String text(Setting named, SupervisedBean component) {
		return "'" + named.value() + "' (component '" + component.id() + "')";
	}

	/** Linked only when Resilience4j is there. */
	private static final class Present {

		static boolean hasRegistry(ConfigurableApplicationContext application) {
			return application.getBeanProvider(CircuitBreakerRegistry.class).getIfUnique() != null;
		}

		static WatchedBreaker watch(ConfigurableApplicationContext application, String name, Detection detection) {
			return WatchedBreaker.of(application.getBean(CircuitBreakerRegistry.class), name, detection);
		}

		static Set<String> names(ConfigurableApplicationContext application) {
			Set<String> names = new HashSet<>();
			for (CircuitBreaker breaker : application.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers()) {
				names.add(breaker.getName());
			}
			return names;
		}

	}

}
