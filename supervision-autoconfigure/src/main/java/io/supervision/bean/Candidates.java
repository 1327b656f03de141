package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.SupervisionGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.scope.ScopedProxyFactoryBean;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the definitions that are to be supervised. Nothing is instantiated, and classes
 * are loaded only where their names do not say that they are the framework's.
 */
final class Candidates {

	private static final Logger logger = LoggerFactory.getLogger(Candidates.class);

	private final DefaultListableBeanFactory factory;

	private final FrameworkClasses framework;

	private final TreeSettings settings;

	private final AnnotationReader reader;

	private final Problems problems;

	Candidates(DefaultListableBeanFactory factory, TreeSettings settings, AnnotationReader reader, Problems problems) {
		this.factory = factory;
		this.framework = new FrameworkClasses(factory);
		this.settings = settings;
		this.reader = reader;
		this.problems = problems;
	}

	List<Candidate> find() {
		List<Candidate> found = new ArrayList<>();
		for (String name : this.factory.getBeanDefinitionNames()) {
			Candidate candidate = examine(name, found.size());
			if (candidate != null) {
				found.add(candidate);
			}
		}
		return found;
	}

	private @Nullable Candidate examine(String name, int index) {
		BeanDefinition raw = this.factory.getBeanDefinition(name);
		String id = ScopedProxyUtils.isScopedTarget(name) ? ScopedProxyUtils.getOriginalBeanName(name) : name;
		Boolean chosen = this.settings.component(id).value("supervised", Boolean.class);
		if (raw.isAbstract() || isScopedProxy(raw) || (chosen == null && belongsToTheFramework(raw))) {
			return null;
		}
		Class<?> type = type(name);
		RootBeanDefinition definition = (RootBeanDefinition) this.factory.getMergedBeanDefinition(name);
		Method method = definition.getResolvedFactoryMethod();
		List<MergedAnnotation<Supervised>> annotations = annotations(raw, method, type);
		boolean supervised = (chosen != null) ? chosen : !annotations.isEmpty();
		if (!supervised) {
			if (type != null && annotations.isEmpty()) {
				requireUseOfGroup(type);
			}
			return null;
		}
		return candidate(id, definition, type, annotations, index);
	}

	/** A class that is not there is a mistake only if somebody asks for the bean. */
	private @Nullable Class<?> type(String name) {
		try {
			return this.factory
				.getType(this.factory.isFactoryBean(name) ? BeanFactory.FACTORY_BEAN_PREFIX + name : name, false);
		}
		catch (BeansException | LinkageError ex) {
			logger.debug("The type of the bean '{}' is not known", name, ex);
			return null;
		}
	}

	private Candidate candidate(String id, RootBeanDefinition definition, @Nullable Class<?> type,
			List<MergedAnnotation<Supervised>> annotations, int index) {
		Method method = definition.getResolvedFactoryMethod();
		boolean byMethod = method != null || definition.getFactoryMethodName() != null;
		Class<?> configuration = byMethod ? configuration(definition, method) : null;
		ResolvableType resolvable = definition.getResolvableType();
		if (type != null && resolvable.resolve() != type) {
			resolvable = ResolvableType.forClass(type);
		}
		String place = place(definition, method, configuration, resolvable);
		List<Attributes> attributes = new ArrayList<>();
		for (MergedAnnotation<Supervised> annotation : annotations) {
			attributes.add(this.reader.read(annotation, "@Supervised on " + place));
		}
		return new Candidate(id, definition, resolvable, method, configuration, List.copyOf(attributes), place,
				chosenAt(id), index);
	}

	private @Nullable String chosenAt(String id) {
		Attributes.Setting chosen = this.settings.component(id).get("supervised");
		return (chosen != null) ? chosen.place() : null;
	}

	private static String place(RootBeanDefinition definition, @Nullable Method method,
			@Nullable Class<?> configuration, ResolvableType type) {
		if (configuration != null) {
			String name = (method != null) ? method.getName() : definition.getFactoryMethodName();
			return configuration.getName() + "." + name + "()";
		}
		Class<?> resolved = type.resolve();
		return (resolved != null) ? resolved.getName() : String.valueOf(definition.getBeanClassName());
	}

	private @Nullable Class<?> configuration(RootBeanDefinition definition, @Nullable Method method) {
		String factoryBean = definition.getFactoryBeanName();
		Class<?> type = (factoryBean != null) ? this.factory.getType(factoryBean, false) : null;
		if (type == null && method != null) {
			type = method.getDeclaringClass();
		}
		if (type == null && definition.hasBeanClass()) {
			type = definition.getBeanClass();
		}
		return (type != null) ? ClassUtils.getUserClass(type) : null;
	}

	private static boolean isScopedProxy(BeanDefinition definition) {
		return ScopedProxyFactoryBean.class.getName().equals(definition.getBeanClassName());
	}

	private boolean belongsToTheFramework(BeanDefinition definition) {
		MethodMetadata method = methodOf(definition);
		String type = (method != null) ? method.getReturnTypeName() : definition.getBeanClassName();
		return type != null && this.framework.include(type) && !isAnnotated(definition, method)
				&& !isMadeByAnnotatedMethod(definition);
	}

	private static boolean isAnnotated(BeanDefinition definition, @Nullable MethodMetadata method) {
		AnnotatedTypeMetadata metadata = (method == null && definition instanceof AnnotatedBeanDefinition annotated)
				? annotated.getMetadata() : method;
		return metadata != null && metadata.isAnnotated(Supervised.class.getName());
	}

	/** What was processed ahead of time has lost the metadata, but knows the method. */
	private static boolean isMadeByAnnotatedMethod(BeanDefinition definition) {
		Method method = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
		return method != null && MergedAnnotations.from(method, SearchStrategy.DIRECT).isPresent(Supervised.class);
	}

	private static @Nullable MethodMetadata methodOf(BeanDefinition definition) {
		return (definition instanceof AnnotatedBeanDefinition annotated) ? annotated.getFactoryMethodMetadata() : null;
	}

	/** Those on the method, or else those on the class, the nearest first. */
	private static List<MergedAnnotation<Supervised>> annotations(BeanDefinition raw, @Nullable Method method,
			@Nullable Class<?> type) {
		MethodMetadata metadata = methodOf(raw);
		List<MergedAnnotation<Supervised>> onMethod = List.of();
		if (method != null) {
			onMethod = MergedAnnotations.from(method, SearchStrategy.DIRECT).stream(Supervised.class).toList();
		}
		else if (metadata != null) {
			onMethod = metadata.getAnnotations().stream(Supervised.class).toList();
		}
		if (!onMethod.isEmpty() || type == null) {
			return onMethod;
		}
		return MergedAnnotations.from(ClassUtils.getUserClass(type), SearchStrategy.DIRECT)
			.stream(Supervised.class)
			.toList();
	}

	private void requireUseOfGroup(Class<?> type) {
		Class<?> user = ClassUtils.getUserClass(type);
		MergedAnnotations annotations = MergedAnnotations.from(user, SearchStrategy.DIRECT);
		if (annotations.isPresent(SupervisionGroup.class) && !annotations.isPresent(Configuration.class)
				&& !hasBeanMethods(user)) {
			this.problems.add(
					"'@SupervisionGroup' must be on a supervised class, a @Configuration class or a package: '"
							+ user.getName() + "'",
					user.getName(), "Add @Supervised, or move the annotation to the package-info of the package.");
		}
	}

	private static boolean hasBeanMethods(Class<?> type) {
		boolean[] found = new boolean[1];
		ReflectionUtils.doWithMethods(type, (method) -> {
			found[0] |= MergedAnnotations.from(method, SearchStrategy.DIRECT).isPresent(Bean.class);
		});
		return found[0];
	}

}
