package io.supervision.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
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
		for (String name : beans.getBeanNamesForAnnotation(ControllerAdvice.class)) {
			Class<?> type = beans.getType(name, false);
			if (type != null && ComponentUnavailableHandlers.declaredIn(type)) {
				return ConditionOutcome.noMatch(message.foundExactly("a handler in '" + name + "'"));
			}
		}
		return ConditionOutcome.match(message.didNotFind("a handler").atAll());
	}

}
