package io.supervision.bean;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.supervision.FailureClassifier;
import io.supervision.detect.Blame;
import io.supervision.detect.HangWatchdog;
import io.supervision.detect.JvmErrors;
import io.supervision.detect.OldGeneration;
import io.supervision.spec.Fault;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.Clock;
import io.supervision.tree.Ports;
import io.supervision.tree.SupervisionKernel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;

/**
 * The supervised beans of an application. Their definitions have left its context, and
 * proxies have taken their places.
 */
public final class SupervisedBeans {

	private static final Logger logger = LoggerFactory.getLogger(SupervisedBeans.class);

	private final DefaultListableBeanFactory factory;

	private final TreeDefinition tree;

	private final Map<String, SupervisedBean> byPath = new LinkedHashMap<>();

	/** The paths by id. */
	private final Map<String, String> paths = new HashMap<>();

	private final StartEvents startEvents = new StartEvents();

	private volatile @Nullable Breakers breakers;

	private volatile @Nullable SupervisionKernel kernel;

	private SupervisedBeans(DefaultListableBeanFactory factory, TreeDefinition tree) {
		this.factory = factory;
		this.tree = tree;
	}

	/**
	 * Find the supervised beans among the definitions and move them.
	 * @param factory the application's bean factory, in which nothing is changed if
	 * anything is wrong
	 * @param environment the application's environment
	 * @param settings what the properties say
	 * @param problems what has been found wrong with the properties
	 * @return the supervised beans
	 * @throws InvalidSupervisionException with all that is wrong
	 */
	public static SupervisedBeans move(DefaultListableBeanFactory factory, Environment environment,
			TreeSettings settings, Problems problems) {
		CachingMetadataReaderFactory metadata = new CachingMetadataReaderFactory(factory.getBeanClassLoader());
		TreeDefinition tree = new Definitions(factory, environment, metadata, settings, problems).find();
		SupervisedBeans beans = new SupervisedBeans(factory, tree);
		beans.makeProxies(problems);
		problems.throwIfAny();
		ProxyDefinitions.replace(beans.byPath.values(), factory);
		CurrentGeneration.makeInjectable(factory);
		factory.addBeanPostProcessor(
				new UnsupervisedInstances(beans.ids(), settings.ordinary(), new FrameworkClasses(factory)));
		return beans;
	}

	/**
	 * Find the beans that would be supervised, and leave them as they are, whatever may
	 * be wrong with them.
	 * @param factory the application's bean factory
	 * @param environment the application's environment
	 * @param settings what the properties say
	 * @return the bean names, in the order they were defined
	 */
	public static Set<String> names(DefaultListableBeanFactory factory, Environment environment,
			TreeSettings settings) {
		Problems ignored = new Problems();
		return new Candidates(factory, settings, new AnnotationReader(environment, ignored), ignored).find()
			.stream()
			.map(Candidate::id)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Generate the proxy classes of the beans that would be supervised, so that they need
	 * not be generated whenever the application starts. The definitions are left as they
	 * are.
	 * @param factory the application's bean factory
	 * @param environment the application's environment
	 * @param settings what the properties say
	 * @return the classes, without those of beans that will be refused
	 */
	public static List<GeneratedProxy> generate(DefaultListableBeanFactory factory, Environment environment,
			TreeSettings settings) {
		List<ProxyClass> classes = new ArrayList<>();
		Problems ignored = new Problems();
		Candidates candidates = new Candidates(factory, settings, new AnnotationReader(environment, ignored), ignored);
		for (Candidate candidate : candidates.find()) {
			try {
				classes.add(ProxyClass.of(candidate.id(), candidate.beanClass()));
			}
			catch (IllegalArgumentException ex) {
				logger.debug("No proxy is generated ahead for '{}'", candidate.id(), ex);
			}
		}
		return classes.stream().map(ProxyClass::generated).toList();
	}

	/**
	 * Tell when no standby is being closed any more, which goes on beside the tree while
	 * its component does not run.
	 * @return done when none is
	 */
	public CompletableFuture<?> standbysClosed() {
		return CompletableFuture
			.allOf(this.byPath.values().stream().map(SupervisedBean::standbyClosed).toArray(CompletableFuture[]::new));
	}

	private void makeProxies(Problems problems) {
		Map<String, ComponentDefinition> components = this.tree.paths();
		for (Map.Entry<String, ComponentDefinition> each : components.entrySet()) {
			this.paths.put(each.getValue().id(), each.getKey());
		}
		FirstStarts starts = new FirstStarts(() -> this.factory.getBean(SupervisionLifecycle.class).kernel(),
				(id) -> Objects.requireNonNull(this.paths.get(id), id));
		TreeWaits waits = new TreeWaits(Ties.in(this.tree.root()));
		for (Map.Entry<String, ComponentDefinition> each : components.entrySet()) {
			ComponentDefinition component = each.getValue();
			WaitRules rules = new WaitRules(component.supervision().waitTimeout(),
					component.supervision().startTimeout(), starts, waits, Clock.SYSTEM::nanos);
			if (this.factory.containsSingleton(component.id())) {
				problems.add("The supervised bean '" + component.id() + "' must not have been made before the tree",
						component.place(), "Do not use it in a BeanFactoryPostProcessor, or remove @Supervised.");
			}
			try {
				this.byPath.put(each.getKey(), new SupervisedBean(component, rules, this.startEvents));
			}
			catch (IllegalArgumentException ex) {
				problems.add(String.valueOf(ex.getMessage()), component.place(),
						"Change the type of the bean, or remove @Supervised.");
			}
		}
	}

	/**
	 * Make the tree that starts and restarts the beans. To be called once, when all
	 * definitions are final.
	 * @param application the application's context
	 * @param classifier decides whose fault a throwable is
	 * @param ports what the tree takes in; its clock is the system's
	 * @return the tree, not started
	 */
	public SupervisionKernel kernel(ConfigurableApplicationContext application, FailureClassifier classifier,
			Ports ports) {
		Set<String> replaced = replaced();
		if (!replaced.isEmpty()) {
			logger.info("Not supervised, because other definitions have replaced theirs: {}", replaced);
			this.byPath.values().removeIf((bean) -> replaced.contains(bean.id()));
		}
		Blame blame = new Blame();
		Breakers known = new Breakers(application, ports.workers());
		this.breakers = known;
		Ports listening = new Ports(ports.clock(), ports.timers(), ports.owner(), ports.workers(),
				known.before(ports.events(), this.byPath::get), ports.changes());
		JvmErrors errors = new JvmErrors(OldGeneration.ofThisJvm(), ports.clock()::nanos, this::suspectJvm);
		HangWatchdog hangs = new HangWatchdog(ports.clock()::nanos, ports.timers(), Callers.frames(proxyClasses()));
		Surveillance surveillance = new Surveillance(Delays.ofWorkers(this.tree.restarts().backoff()), hangs, known,
				errors);
		TreeSpec spec = this.tree.without(replaced)
			.spec((component) -> Objects.requireNonNull(byId(component.id()), component.id())
				.child(application, classifier, blame, ports, surveillance));
		SupervisionKernel made = SupervisionKernel.of(spec, listening);
		this.kernel = made;
		return made;
	}

	/** The ids of components whose proxies are not in their places any more. */
	private Set<String> replaced() {
		Set<String> replaced = new HashSet<>();
		for (SupervisedBean bean : this.byPath.values()) {
			if (!ProxyDefinitions.isInPlace(bean, this.factory)) {
				replaced.add(bean.id());
			}
		}
		return replaced;
	}

	/**
	 * Refuse to go on if a component names a circuit breaker that is not there. To be
	 * called when all components have started, since some make their breakers themselves.
	 * @throws InvalidSupervisionException with all that are missing
	 */
	public void requireBreakers() {
		Breakers known = this.breakers;
		if (known != null) {
			known.requireAll(this.byPath.values());
		}
	}

	/**
	 * The ids by the names of the classes whose frames say that a thread is in a call.
	 */
	private Map<String, String> proxyClasses() {
		Map<String, String> classes = new HashMap<>();
		for (SupervisedBean bean : this.byPath.values()) {
			classes.put(bean.proxyClass().proxyClass().getName(), bean.id());
		}
		return classes;
	}

	private void suspectJvm(String id, Fault fault, String reason) {
		SupervisionKernel suspicious = this.kernel;
		String path = this.paths.get(id);
		if (suspicious != null && path != null && this.byPath.containsKey(path)) {
			suspicious.suspectJvm(path, fault, reason);
		}
	}

	/**
	 * The bean names.
	 * @return the ids of all components
	 */
	public Set<String> ids() {
		Set<String> ids = new HashSet<>();
		for (SupervisedBean bean : this.byPath.values()) {
			ids.add(bean.id());
		}
		return ids;
	}

	/**
	 * The class of a component as it was declared.
	 * @param path the component's path
	 * @return the class, or {@code null} if there is no such component
	 */
	public @Nullable Class<?> type(String path) {
		SupervisedBean bean = this.byPath.get(path);
		return (bean != null) ? bean.definition().beanClass() : null;
	}

	/**
	 * How many calls are in flight in a component's current generation.
	 * @param path the component's path
	 * @return the number, 0 without a generation
	 */
	public long inFlight(String path) {
		SupervisedBean bean = this.byPath.get(path);
		return (bean != null) ? bean.gate().inFlight() : 0;
	}

	/** Wait for no calls that the current thread is in: it is about to stop the tree. */
	public void leaveOwnCalls() {
		for (SupervisedBean bean : this.byPath.values()) {
			bean.gate().leaveOwnCalls();
		}
	}

	/**
	 * How many events a component was not told of because it was down.
	 * @param path the component's path
	 * @return the number, or {@code null} if it listens to none
	 */
	public @Nullable Long droppedEvents(String path) {
		SupervisedBean bean = this.byPath.get(path);
		return (bean != null) ? bean.deliveries().dropped() : null;
	}

	/** The component a bean is, or {@code null} if it is an ordinary one. */
	@Nullable SupervisedBean find(String name) {
		SupervisedBean bean = byId(name);
		return (bean != null && ProxyDefinitions.isInPlace(bean, this.factory)) ? bean : null;
	}

	private @Nullable SupervisedBean byId(String id) {
		String path = this.paths.get(id);
		return (path != null) ? this.byPath.get(path) : null;
	}

	StartEvents startEvents() {
		return this.startEvents;
	}

	Collection<SupervisedBean> all() {
		return this.byPath.values();
	}

}
