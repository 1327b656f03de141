package io.supervision.benchmarks.runs;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * The leanest child context that still makes a bean as the application would: it shares
 * the application's post-processors and has nothing of its own. This is what a generation
 * consists of, without supervision.
 */
final class LeanContext extends GenericApplicationContext {

	private final ConfigurableApplicationContext application;

	/**
	 * Make the context and in it the bean.
	 * @param application the application's context
	 * @param name the name of the bean
	 * @param definition how it is made
	 */
	LeanContext(ConfigurableApplicationContext application, String name, BeanDefinition definition) {
		super(factory(application.getBeanFactory()));
		this.application = application;
		setId(application.getId() + ":" + name);
		setClassLoader(application.getClassLoader());
		setEnvironment(application.getEnvironment());
		DefaultLifecycleProcessor lifecycle = new DefaultLifecycleProcessor();
		lifecycle.setBeanFactory(getBeanFactory());
		getBeanFactory().registerSingleton(LIFECYCLE_PROCESSOR_BEAN_NAME, lifecycle);
		registerBeanDefinition(name, definition);
		refresh();
	}

	private static DefaultListableBeanFactory factory(ConfigurableListableBeanFactory application) {
		DefaultListableBeanFactory factory = new DefaultListableBeanFactory(application);
		factory.copyConfigurationFrom(application);
		factory.getBeanPostProcessors().removeIf(LeanContext::callsIn);
		factory.addEmbeddedValueResolver(application::resolveEmbeddedValue);
		return factory;
	}

	private static boolean callsIn(BeanPostProcessor processor) {
		return processor.getClass().getSimpleName().equals("ApplicationListenerDetector");
	}

	@Override
	public ApplicationContext getParent() {
		return this.application;
	}

	@Override
	protected void publishEvent(Object event, @Nullable ResolvableType typeHint) {
		// Nobody hears of its life.
	}

	@Override
	protected void prepareBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		// Copied from the application's factory.
	}

	@Override
	protected void invokeBeanFactoryPostProcessors(ConfigurableListableBeanFactory beanFactory) {
		// There is nothing to be processed.
	}

	@Override
	protected void registerBeanPostProcessors(ConfigurableListableBeanFactory beanFactory) {
		// Shared with the application's factory.
	}

	@Override
	protected void registerListeners() {
		// It has none.
	}

}
