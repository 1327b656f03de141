package io.supervision.bean;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

import org.springframework.beans.PropertyValue;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.ConstructorArgumentValues.ValueHolder;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ReflectionUtils;

/**
 * Which components are injected into a component, as far as its definition tells. What is
 * looked up later is not seen, nor is what comes in a collection or lazily.
 */
final class InjectionPoints {

	private static final List<String> INJECTED = List.of("org.springframework.beans.factory.annotation.Autowired",
			"jakarta.inject.Inject", "jakarta.annotation.Resource");

	private final DefaultListableBeanFactory factory;

	private final Collection<String> components;

	InjectionPoints(DefaultListableBeanFactory factory, Collection<String> components) {
		this.factory = factory;
		this.components = components;
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
		Stream<Object> arguments = Stream
			.concat(definition.getConstructorArgumentValues().getIndexedArgumentValues().values().stream(),
					definition.getConstructorArgumentValues().getGenericArgumentValues().stream())
			.map(ValueHolder::getValue);
		Stream<Object> properties = definition.getPropertyValues().stream().map(PropertyValue::getValue);
		Stream.concat(arguments, properties).forEach((value) -> {
			if (value instanceof RuntimeBeanReference reference) {
				found.add(reference.getBeanName());
			}
		});
		return found;
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
		ReflectionUtils.doWithMethods(candidate.beanClass(), (method) -> parameters(method, points),
				(method) -> isInjected(method) && !method.isBridge());
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
		return INJECTED.stream().anyMatch(annotations::isPresent);
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
		for (String component : this.components) {
			if (!component.equals(owner) && this.factory.isTypeMatch(component, point.getResolvableType())
					&& this.factory.isAutowireCandidate(component, point)) {
				own.add(component);
			}
		}
		return own.isEmpty() ? own : chosen(point, own, owner);
	}

	private static boolean isIndirect(Class<?> type) {
		return ObjectFactory.class.isAssignableFrom(type) || "jakarta.inject.Provider".equals(type.getName())
				|| Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)
				|| BaseStream.class.isAssignableFrom(type);
	}

	/** Of several beans that match, the one that the container would take. */
	private Set<String> chosen(DependencyDescriptor point, Set<String> own, String owner) {
		List<String> all = new ArrayList<>();
		for (String name : this.factory.getBeanNamesForType(point.getResolvableType(), true, false)) {
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
