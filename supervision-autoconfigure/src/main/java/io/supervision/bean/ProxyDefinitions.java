package io.supervision.bean;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * Puts definitions of proxies in the place of those of supervised beans. To everybody
 * else such a definition looks like the one it replaces: name, type, qualifiers, order,
 * annotations, and its place among the others.
 */
final class ProxyDefinitions {

	/** What the factory keeps its definitions in, by name; their order is kept apart. */
	private static final String DEFINITIONS = "beanDefinitionMap";

	private ProxyDefinitions() {
	}

	/**
	 * Replace definitions where they are: removing them first would take away their
	 * places, and with them the order of injected lists. The factory's own way to
	 * override one looks at all the others, and would take the square of their number;
	 * here all are replaced first, and then what was derived from any is forgotten. None
	 * of them has been used.
	 */
	static void replace(Collection<SupervisedBean> beans, DefaultListableBeanFactory factory) {
		Field field = ReflectionUtils.findField(DefaultListableBeanFactory.class, DEFINITIONS, Map.class);
		if (field == null) {
			override(beans, factory);
			return;
		}
		ReflectionUtils.makeAccessible(field);
		@SuppressWarnings("unchecked")
		Map<String, BeanDefinition> definitions = (Map<String, BeanDefinition>) Objects
			.requireNonNull(ReflectionUtils.getField(field, factory), DEFINITIONS);
		for (SupervisedBean bean : beans) {
			definitions.put(bean.id(), definition(bean));
		}
		factory.clearMetadataCache();
	}

	private static void override(Collection<SupervisedBean> beans, DefaultListableBeanFactory factory) {
		boolean allowed = factory.isAllowBeanDefinitionOverriding();
		factory.setAllowBeanDefinitionOverriding(true);
		for (SupervisedBean bean : beans) {
			factory.registerBeanDefinition(bean.id(), definition(bean));
		}
		factory.setAllowBeanDefinitionOverriding(allowed);
	}

	/**
	 * Tell whether the proxy of a component is still what its name stands for, and not
	 * the mock of a test, which replaces the definition or registers an instance over it.
	 */
	static boolean isInPlace(SupervisedBean bean, DefaultListableBeanFactory factory) {
		Object instance = factory.getSingleton(bean.id());
		return (instance == null || instance instanceof SupervisedProxyFactoryBean)
				&& factory.containsBeanDefinition(bean.id())
				&& factory.getBeanDefinition(bean.id()).getAttribute(attribute()) == bean;
	}

	private static String attribute() {
		return SupervisedBean.class.getName();
	}

	private static RootBeanDefinition definition(SupervisedBean bean) {
		RootBeanDefinition original = bean.definition().definition();
		ResolvableType type = bean.definition().type();
		RootBeanDefinition definition = new RootBeanDefinition(SupervisedProxyFactoryBean.class);
		definition.setInstanceSupplier(() -> new SupervisedProxyFactoryBean<>(bean));
		for (String name : original.attributeNames()) {
			definition.setAttribute(name, original.getAttribute(name));
		}
		definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, type);
		definition.setAttribute(attribute(), bean);
		if (!bean.definition().beanClass().isInterface()) {
			// Whoever wraps the proxy, or an instance, is not to hide the class behind
			// its interfaces: they are called as what the bean was declared as.
			definition.setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE, true);
		}
		definition.setTargetType(ResolvableType.forClassWithGenerics(SupervisedProxyFactoryBean.class, type));
		resolveFactoryMethod(definition, bean.definition().factoryMethod());
		// Advisors apply to the bean behind the proxy, and only once.
		definition.setSynthetic(true);
		copyRole(original, definition);
		return definition;
	}

	/** Where order, qualifiers and other annotations of a bean method are looked for. */
	private static void resolveFactoryMethod(RootBeanDefinition definition, @Nullable Method method) {
		if (method != null) {
			definition.setResolvedFactoryMethod(method);
			definition.setFactoryMethodName(null);
		}
	}

	private static void copyRole(RootBeanDefinition original, RootBeanDefinition definition) {
		definition.copyQualifiersFrom(original);
		definition.setQualifiedElement(original.getQualifiedElement());
		definition.setPrimary(original.isPrimary());
		definition.setFallback(original.isFallback());
		definition.setAutowireCandidate(original.isAutowireCandidate());
		definition.setDefaultCandidate(original.isDefaultCandidate());
		// The tree starts the bean; its schedules are found only if its proxy is made.
		definition.setLazyInit(false);
		definition.setDependsOn(original.getDependsOn());
		definition.setRole(original.getRole());
		definition.setDescription(original.getDescription());
		definition.setSource(original.getSource());
		definition.setResourceDescription(original.getResourceDescription());
	}

}
