package io.supervision.bean;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyValue;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.config.ConstructorArgumentValues.ValueHolder;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.ReflectionUtils;

/**
 * Which components are injected into a component, as far as its definition tells. What is
 * looked up later is not seen, nor is what comes in a collection or lazily.
 * <p>
 * What comes into question for an injection point is looked up by its type, once for all
 * points of that type: asking every component about every point would cost the square of
 * their number.
 */
final class InjectionPoints {

	private static final List<String> INJECTED = List.of("org.springframework.beans.factory.annotation.Autowired",
			"jakarta.inject.Inject", "jakarta.annotation.Resource");

	private final DefaultListableBeanFactory factory;

	private final Set<String> components = new LinkedHashSet<>();

	/** The components by every class and interface they are of. */
	private final MultiValueMap<Class<?>, String> byType = new LinkedMultiValueMap<>();

	private final Map<ResolvableType, List<String>> matching = new HashMap<>();

	private final Map<ResolvableType, List<String>> beans = new HashMap<>();

	private int comparisons;

	InjectionPoints(DefaultListableBeanFactory factory, Collection<Candidate> components) {
		this.factory = factory;
		for (Candidate component : components) {
			this.components.add(component.id());
			for (Class<?> type : typesOf(component.beanClass())) {
				this.byType.add(type, component.id());
			}
		}
	}

	private static Set<Class<?>> typesOf(Class<?> type) {
		Set<Class<?>> types = new LinkedHashSet<>();
		for (Class<?> at = type; at != null; at = at.getSuperclass()) {
			addInterfaces(at, types);
		}
		return types;
	}

	private static void addInterfaces(Class<?> type, Set<Class<?>> types) {
		if (types.add(type)) {
			for (Class<?> implemented : type.getInterfaces()) {
				addInterfaces(implemented, types);
			}
		}
	}

	/** How often a bean was compared with an injection point. */
	int comparisons() {
		return this.comparisons;
	}

	/** The ids of the components a candidate depends on, itself excluded. */
	Set<String> dependencies(Candidate candidate) {
		Set<String> found = new LinkedHashSet<>(references(candidate.definition()));
		for (DependencyDescriptor point : points(candidate)) {
			found.addAll(matching(point, candidate.id()));
		}
		found.retainAll(this.components);
		found.remove(candidate.id());
		return found;
	}

	private static Set<String> references(RootBeanDefinition definition) {
		Set<String> found = new LinkedHashSet<>();
		if (definition.getDependsOn() != null) {
			found.addAll(List.of(definition.getDependsOn()));
		}
		ConstructorArgumentValues arguments = definition.getConstructorArgumentValues();
		for (ValueHolder argument : arguments.getIndexedArgumentValues().values()) {
			addReference(argument.getValue(), found);
		}
		for (ValueHolder argument : arguments.getGenericArgumentValues()) {
			addReference(argument.getValue(), found);
		}
		for (PropertyValue property : definition.getPropertyValues()) {
			addReference(property.getValue(), found);
		}
		return found;
	}

	private static void addReference(@Nullable Object value, Set<String> found) {
		if (value instanceof RuntimeBeanReference reference) {
			found.add(reference.getBeanName());
		}
	}

	private List<DependencyDescriptor> points(Candidate candidate) {
		List<DependencyDescriptor> points = new ArrayList<>();
		if (candidate.factoryMethod() != null) {
			parameters(candidate.factoryMethod(), points);
		}
		else {
			constructor(candidate.beanClass(), points);
		}
		ReflectionUtils.doWithFields(candidate.beanClass(), (field) -> {
			if (isInjected(field) && !isLazy(field)) {
				points.add(new DependencyDescriptor(field, false));
			}
		});
		for (Method method : ReflectionUtils.getAllDeclaredMethods(candidate.beanClass())) {
			if (isInjected(method) && !method.isBridge()) {
				parameters(method, points);
			}
		}
		return points;
	}

	private static void constructor(Class<?> type, List<DependencyDescriptor> points) {
		Constructor<?>[] constructors = type.getDeclaredConstructors();
		for (Constructor<?> constructor : constructors) {
			if (constructors.length == 1 || isInjected(constructor)) {
				parameters(constructor, points);
			}
		}
	}

	private static void parameters(Executable executable, List<DependencyDescriptor> points) {
		if (isLazy(executable)) {
			return;
		}
		for (int i = 0; i < executable.getParameterCount(); i++) {
			MethodParameter parameter = MethodParameter.forExecutable(executable, i);
			if (!parameter.hasParameterAnnotation(Lazy.class)) {
				points.add(new DependencyDescriptor(parameter, false));
			}
		}
	}

	private static boolean isInjected(AnnotatedElement element) {
		MergedAnnotations annotations = MergedAnnotations.from(element);
		for (String annotation : INJECTED) {
			if (annotations.isPresent(annotation)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isLazy(AnnotatedElement element) {
		return MergedAnnotations.from(element)
			.get(Lazy.class)
			.getValue(MergedAnnotation.VALUE, Boolean.class)
			.orElse(false);
	}

	private Set<String> matching(DependencyDescriptor point, String owner) {
		Class<?> type = point.getDependencyType();
		if (type == Optional.class) {
			point.increaseNestingLevel();
			type = point.getDependencyType();
		}
		if (type == Object.class || type.isArray() || isIndirect(type)) {
			return Set.of();
		}
		point.initParameterNameDiscovery(this.factory.getParameterNameDiscoverer());
		Set<String> own = new LinkedHashSet<>();
		for (String component : componentsOf(point.getResolvableType())) {
			if (!component.equals(owner) && this.factory.isAutowireCandidate(component, point)) {
				own.add(component);
			}
		}
		return own.isEmpty() ? own : chosen(point, own, owner);
	}

	private List<String> componentsOf(ResolvableType type) {
		ResolvableType key = key(type);
		List<String> found = this.matching.get(key);
		if (found == null) {
			found = findComponents(key);
			this.matching.put(key, found);
		}
		return found;
	}

	private List<String> findComponents(ResolvableType type) {
		List<String> possible = this.byType.getOrDefault(type.resolve(Object.class), List.of());
		this.comparisons += possible.size();
		List<String> found = new ArrayList<>();
		for (String component : possible) {
			if (this.factory.isTypeMatch(component, type)) {
				found.add(component);
			}
		}
		return found;
	}

	private List<String> beansOf(ResolvableType type) {
		ResolvableType key = key(type);
		List<String> found = this.beans.get(key);
		if (found == null) {
			this.comparisons += this.factory.getBeanDefinitionCount();
			found = List.of(this.factory.getBeanNamesForType(key, true, false));
			this.beans.put(key, found);
		}
		return found;
	}

	/** Points of a plain class are alike, wherever they are. */
	private static ResolvableType key(ResolvableType type) {
		return (type.getType() instanceof Class<?> plain) ? ResolvableType.forClass(plain) : type;
	}

	private static boolean isIndirect(Class<?> type) {
		return ObjectFactory.class.isAssignableFrom(type) || "jakarta.inject.Provider".equals(type.getName())
				|| Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)
				|| BaseStream.class.isAssignableFrom(type);
	}

	/** Of several beans that match, the one that the container would take. */
	private Set<String> chosen(DependencyDescriptor point, Set<String> own, String owner) {
		List<String> all = new ArrayList<>();
		for (String name : beansOf(point.getResolvableType())) {
			if (!name.equals(owner) && this.factory.isAutowireCandidate(name, point)) {
				all.add(name);
			}
		}
		if (all.size() <= 1) {
			return own;
		}
		String name = point.getDependencyName();
		for (String candidate : all) {
			boolean primary = this.factory.containsBeanDefinition(candidate)
					&& this.factory.getMergedBeanDefinition(candidate).isPrimary();
			if (primary) {
				return own.contains(candidate) ? Set.of(candidate) : Set.of();
			}
		}
		if (name != null && all.contains(name)) {
			return own.contains(name) ? Set.of(name) : Set.of();
		}
		return own;
	}

}
