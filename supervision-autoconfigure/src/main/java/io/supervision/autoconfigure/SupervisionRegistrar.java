package io.supervision.autoconfigure;

import io.supervision.bean.Problems;
import io.supervision.bean.SupervisedBeans;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Moves the supervised beans out of the application's context once all definitions are
 * known, and registers the properties. Ahead-of-time processing sees the definitions as
 * they were; they are moved when the application runs.
 */
final class SupervisionRegistrar implements BeanDefinitionRegistryPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(SupervisionRegistrar.class);

	private final Environment environment;

	private final @Nullable String bootVersion;

	/**
	 * Make the registrar of an application.
	 * @param environment the application's environment
	 * @param bootVersion the version of Spring Boot it runs on, if known
	 */
	SupervisionRegistrar(Environment environment, @Nullable String bootVersion) {
		this.environment = environment;
		this.bootVersion = bootVersion;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		// Nothing is moved before all others have registered their definitions.
		BootVersion.require(this.bootVersion);
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (this.environment.getProperty(AbstractAotProcessor.AOT_PROCESSING, Boolean.class, false)) {
			return;
		}
		Problems problems = new Problems();
		SupervisionBinder binder = new SupervisionBinder(problems);
		SupervisionProperties properties = binder.bind(this.environment);
		if (!properties.enabled()) {
			logger.warn("'supervision.enabled' is false, but the application was processed ahead of time with it true: "
					+ "process it again to switch supervision off");
		}
		SupervisedBeans beans = SupervisedBeans.move((DefaultListableBeanFactory) beanFactory, this.environment,
				new PropertySettings(properties, binder.places()).settings(), problems);
		beanFactory.registerSingleton("supervisionProperties", properties);
		beanFactory.registerSingleton("supervisedBeans", beans);
	}

}
