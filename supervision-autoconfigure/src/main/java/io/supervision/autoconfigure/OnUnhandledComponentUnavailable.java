package io.supervision.autoconfigure;

import java.util.Iterator;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.MethodMetadata;
import org.springframework.web.bind.annotation.ControllerAdvice;

/**
 * Matches unless an advice of the application handles a component that is down itself.
 */
class OnUnhandledComponentUnavailable extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Component unavailable");
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		if (beans == null) {
			return ConditionOutcome.match(message.because("there are no beans"));
		}
		for (Iterator<String> names = beans.getBeanNamesIterator(); names.hasNext();) {
			String name = names.next();
			if (!isBoots(beans, name) && handles(beans, name)) {
				return ConditionOutcome.noMatch(message.foundExactly("a handler in '" + name + "'"));
			}
		}
		return ConditionOutcome.match(message.didNotFind("a handler").atAll());
	}

	/**
	 * Most beans are made by configurations of Boot or Spring's web modules, which know
	 * nothing of this exception. Their types need not be found out for this.
	 */
	private static boolean isBoots(ConfigurableListableBeanFactory beans, String name) {
		if (!beans.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = beans.getBeanDefinition(name);
		String origin = definition.getBeanClassName();
		if (definition instanceof AnnotatedBeanDefinition annotated) {
			MethodMetadata method = annotated.getFactoryMethodMetadata();
			origin = (method != null) ? method.getDeclaringClassName() : origin;
		}
		return origin != null
				&& (origin.startsWith("org.springframework.boot.") || origin.startsWith("org.springframework.web."));
	}

	private static boolean handles(ConfigurableListableBeanFactory beans, String name) {
		if (beans.findAnnotationOnBean(name, ControllerAdvice.class, false) == null) {
			return false;
		}
		Class<?> type = beans.getType(name, false);
		return type != null && ComponentUnavailableHandlers.declaredIn(type);
	}

}
