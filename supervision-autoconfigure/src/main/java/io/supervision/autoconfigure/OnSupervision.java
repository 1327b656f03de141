package io.supervision.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless supervision is switched off, in any of the words Boot has for that. What
 * is no such word switches nothing off, so that it is found to be wrong when the
 * properties are bound.
 */
class OnSupervision extends SpringBootCondition {

	private static final String PROPERTY = SupervisionBinder.PREFIX + ".enabled";

	private final boolean wanted;

	OnSupervision() {
		this(true);
	}

	private OnSupervision(boolean wanted) {
		this.wanted = wanted;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean on = isOn(context.getEnvironment());
		return new ConditionOutcome(on == this.wanted,
				ConditionMessage.forCondition("Supervision").because(PROPERTY + " is " + on));
	}

	private static boolean isOn(Environment environment) {
		try {
			return Binder.get(environment).bind(PROPERTY, Boolean.class).orElse(true);
		}
		catch (BindException ex) {
			return true;
		}
	}

	/** Matches if supervision is switched off. */
	static class Off extends OnSupervision {

		Off() {
			super(false);
		}

	}

}
