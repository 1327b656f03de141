package io.supervision.bean;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds the tree among the bean definitions. Nothing is changed, nothing is instantiated,
 * and all that is wrong is collected.
 */
final class Definitions {

	private static final Logger logger = LoggerFactory.getLogger(Definitions.class);

	private static final String TEST_OVERRIDES = "org.springframework.test.context.bean.override.";

	private final DefaultListableBeanFactory factory;

	private final FrameworkClasses framework;

	private final TreeSettings settings;

	private final Problems problems;

	private final Candidates candidates;

	private final GroupPlaces places;

	private final Groups groups;

	private final ProbeRules probes;

	/** Made once somebody asks for the name of a bean that is not supervised. */
	private final Map<String, String> beanNames = new HashMap<>();

	Definitions(DefaultListableBeanFactory factory, Environment environment, MetadataReaderFactory metadata,
			TreeSettings settings, Problems problems) {
		AnnotationReader reader = new AnnotationReader(environment, problems);
		this.factory = factory;
		this.framework = new FrameworkClasses(factory);
		this.settings = settings;
		this.problems = problems;
		this.candidates = new Candidates(factory, settings, reader, problems);
		this.places = new GroupPlaces(metadata, reader);
		this.groups = new Groups(this.places, settings, problems);
		this.probes = new ProbeRules(reader, problems);
	}

	TreeDefinition find() {
		List<Candidate> found = this.candidates.find();
		requireKnownIds(ids(found));
		BeanRules rules = new BeanRules(this.problems);
		for (Candidate candidate : found) {
			rules.check(candidate);
		}
		for (Candidate candidate : found) {
			this.groups.declare(this.places.of(candidate));
		}
		ComponentRules attributes = new ComponentRules(this.settings, this.problems);
		declareGroupsFurtherAway(found, attributes);
		InjectionPoints injection = new InjectionPoints(this.factory, found);
		new EarlyUsers(this.factory, this.problems).check(found, injection);
		List<ComponentDefinition> components = new ArrayList<>();
		for (Candidate candidate : found) {
			components.add(component(candidate, attributes, injection));
		}
		Map<String, GroupDefinition> all = this.groups.definitions();
		GroupDefinition root = GroupRules.root(this.settings.root(), this.problems);
		this.problems.throwIfAny();
		TreeDefinition tree = new TreeBuilder(components, root, all, this.problems).build(this.settings.restarts());
		this.problems.throwIfAny();
		return tree;
	}

	private static Set<String> ids(List<Candidate> found) {
		Set<String> ids = new HashSet<>();
		for (Candidate candidate : found) {
			ids.add(candidate.id());
		}
		return ids;
	}

	private ComponentDefinition component(Candidate candidate, ComponentRules attributes, InjectionPoints injection) {
		Layers layers = attributes.layers(candidate);
		checkProbes(candidate, layers);
		boolean alone = Workers.runAlone(candidate.beanClass());
		return new ComponentDefinition(candidate.id(), candidate.definition(), candidate.type(),
				candidate.factoryMethod(), group(candidate, layers), layers.get("order", 0),
				injection.dependencies(candidate), attributes.supervision(candidate.id(), layers, alone),
				attributes.detection(candidate.id(), layers), attributes.watching(candidate.id(), layers),
				attributes.listening(layers), candidate.place());
	}

	private void checkProbes(Candidate candidate, Layers layers) {
		Attributes properties = this.settings.component(candidate.id()).below("probe");
		boolean health = layers.get("probeHealthIndicator", false);
		this.probes.plans(candidate.id(), candidate.beanClass(), properties, health);
		if (health) {
			this.probes.requireIndicator(candidate.id(), candidate.beanClass(), layers.placeOf("probeHealthIndicator"));
		}
	}

	private String group(Candidate candidate, Layers layers) {
		String named = layers.find("group", String.class);
		if (named == null || named.isEmpty()) {
			GroupPlace place = this.places.of(candidate);
			return (place != null) ? place.id() : GroupDefinition.ROOT;
		}
		String group = this.groups.resolve(named);
		if (group == null) {
			this.problems.add("'group' must be the id of a group: '" + named + "' (component '" + candidate.id() + "')",
					layers.placeOf("group"), Ids.proposal(named, this.groups.ids())
							+ " A group is declared with @SupervisionGroup or 'supervision.groups." + named + "'.");
			return GroupDefinition.ROOT;
		}
		return group;
	}

	/**
	 * A group may be named from afar, declared where there is no component: then the
	 * configurations and packages of all beans are looked at too.
	 */
	private void declareGroupsFurtherAway(List<Candidate> found, ComponentRules attributes) {
		if (groupsAreKnown(found, attributes) && parentsAreKnown()) {
			return;
		}
		for (String name : this.factory.getBeanDefinitionNames()) {
			String className = this.factory.getBeanDefinition(name).getBeanClassName();
			if (className != null && !this.framework.include(className)) {
				this.groups.declare(this.places.nearest(ClassUtils.getPackageName(className)));
				Class<?> type = this.factory.getType(name, false);
				this.groups.declare((type != null) ? this.places.onClass(ClassUtils.getUserClass(type)) : null);
			}
		}
	}

	private boolean groupsAreKnown(List<Candidate> found, ComponentRules attributes) {
		for (Candidate candidate : found) {
			String named = attributes.layers(candidate).find("group", String.class);
			if (named != null && !named.isEmpty() && this.groups.resolve(named) == null) {
				return false;
			}
		}
		return true;
	}

	private boolean parentsAreKnown() {
		for (Attributes group : this.settings.groups().values()) {
			String parent = group.value("parent", String.class);
			if (parent != null && this.groups.resolve(parent) == null) {
				return false;
			}
		}
		return true;
	}

	private void requireKnownIds(Set<String> ids) {
		Set<String> uniform = new HashSet<>();
		for (String id : ids) {
			uniform.add(Ids.uniform(id));
		}
		for (Map.Entry<String, Attributes> each : this.settings.components().entrySet()) {
			String key = each.getKey();
			Attributes attributes = each.getValue();
			if (isInstance(key) && Boolean.TRUE.equals(attributes.value("supervised", Boolean.class)) && !isInTest()) {
				this.problems.add(
						"The supervised bean '" + key + "' must have a definition from which it can be made again",
						placeOf(key, attributes),
						"It was registered as an instance: make it in a @Bean method, or remove the property.");
			}
			else if (!uniform.contains(Ids.uniform(key)) && !isLeftOut(key, attributes)) {
				reportUnknown(key, attributes, ids);
			}
		}
	}

	/** Left as an ordinary bean on purpose, or replaced by a test. */
	private boolean isLeftOut(String key, Attributes attributes) {
		Boolean supervised = attributes.value("supervised", Boolean.class);
		boolean isOrdinary = Boolean.FALSE.equals(supervised) && beanName(key) != null;
		return isOrdinary || isInstance(key);
	}

	private boolean isInstance(String key) {
		return this.factory.containsSingleton(key) && !this.factory.containsBeanDefinition(key);
	}

	private boolean isInTest() {
		return Arrays.stream(this.factory.getSingletonNames()).anyMatch((name) -> name.startsWith(TEST_OVERRIDES));
	}

	private static String placeOf(String key, Attributes attributes) {
		return attributes.settings()
			.values()
			.stream()
			.findFirst()
			.map(Attributes.Setting::place)
			.orElse("supervision.components." + key);
	}

	private @Nullable String beanName(String key) {
		if (this.beanNames.isEmpty()) {
			for (String name : this.factory.getBeanDefinitionNames()) {
				this.beanNames.putIfAbsent(Ids.uniform(name), name);
			}
		}
		return this.beanNames.get(Ids.uniform(key));
	}

	private void reportUnknown(String key, Attributes attributes, Set<String> ids) {
		String place = placeOf(key, attributes);
		if (this.settings.ignoreUnknownIds() || isInTest()) {
			logger.warn("There is no supervised bean '{}' ({})", key, place);
			return;
		}
		String bean = beanName(key);
		String remedy = (bean != null)
				? "The bean '" + bean + "' is not supervised: annotate it, or set 'supervised' to true."
				: Ids.proposal(key, ids) + " 'supervision.ignore-unknown-ids' makes this a warning.";
		this.problems.add("The id must be that of a supervised bean: '" + key + "'", place, remedy);
	}

}
