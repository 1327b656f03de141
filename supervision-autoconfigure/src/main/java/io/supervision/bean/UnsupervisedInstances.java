package io.supervision.bean;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.supervision.annotation.Supervised;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Notices beans whose class asks for supervision and whose definition did not tell, such
 * as what a {@code @Bean} method of type {@code Object} returns.
 */
final class UnsupervisedInstances implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(UnsupervisedInstances.class);

	private final Set<String> supervised;

	private final Set<String> ordinary = new HashSet<>();

	private final FrameworkClasses framework;

	private final Set<Class<?>> seen = ConcurrentHashMap.newKeySet();

	/**
	 * Make the check.
	 * @param supervised the names of beans that are supervised
	 * @param ordinary the names of beans that are not on purpose
	 * @param framework whose classes ask for nothing
	 */
	UnsupervisedInstances(Set<String> supervised, Set<String> ordinary, FrameworkClasses framework) {
		this.supervised = supervised;
		this.framework = framework;
		for (String name : ordinary) {
			this.ordinary.add(Ids.uniform(name));
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopUtils.getTargetClass(bean);
		if (!this.supervised.contains(beanName) && asksForSupervision(type) && !isOrdinary(beanName)
				&& this.seen.add(type)) {
			logger.warn("'{}' is not supervised although its class '{}' is annotated with @Supervised: "
					+ "its definition does not tell the class. Declare the class as the type of the @Bean method, "
					+ "or annotate that method", beanName, type.getName());
		}
		return bean;
	}

	private boolean isOrdinary(String beanName) {
		return this.ordinary.contains(Ids.uniform(beanName));
	}

	private boolean asksForSupervision(Class<?> type) {
		return !this.framework.include(type.getName())
				&& MergedAnnotations.from(type, SearchStrategy.DIRECT).isPresent(Supervised.class);
	}

}
