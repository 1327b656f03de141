package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.List;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What each generation of a supervised bean is made from.
 *
 * @param application the application's context, which the bean was defined in
 * @param name the name of the bean, which is the id of the component
 * @param definition its merged definition, as it was before it left the application's
 * context; all generations are made from one copy of it, in which bean factories note
 * what they have found out, such as the constructor to call
 * @param methods the methods the proxy passes on, each in the place of its number
 * @param watching how its generations are watched while they run
 * @param startHooks what was done with the first one when the application started
 */
record BeanBlueprint(ConfigurableApplicationContext application, String name, RootBeanDefinition definition,
		List<Method> methods, ComponentDefinition.Watching watching, StartHooks startHooks) {

	BeanBlueprint {
		methods = List.copyOf(methods);
		definition = forGenerations(definition);
	}

	BeanBlueprint(ConfigurableApplicationContext application, String name, RootBeanDefinition definition,
			List<Method> methods, ComponentDefinition.Watching watching) {
		this(application, name, definition, methods, watching, StartHooks.none());
	}

	/**
	 * The methods others can call, each in the place of its number.
	 * @return a new array
	 */
	Method[] called() {
		return this.methods.toArray(new Method[0]);
	}

	/** Whether the application wants its tasks to run on virtual threads. */
	boolean virtualThreads() {
		return this.application.getEnvironment().getProperty("spring.threads.virtual.enabled", Boolean.class, false);
	}

	/**
	 * Refuse to make another generation in an application that is being shut down; what
	 * Spring says then is misleading.
	 */
	void requireActiveApplication() {
		if (!this.application.isActive()) {
			throw new IllegalStateException("'" + this.name
					+ "' cannot be started: the application context it belongs to is closed or was never refreshed");
		}
	}

	/** Every generation has exactly one instance, made when the generation is. */
	private static RootBeanDefinition forGenerations(RootBeanDefinition definition) {
		RootBeanDefinition copy = definition.cloneBeanDefinition();
		copy.setScope(BeanDefinition.SCOPE_SINGLETON);
		copy.setLazyInit(false);
		copy.setBackgroundInit(false);
		return copy;
	}

}
