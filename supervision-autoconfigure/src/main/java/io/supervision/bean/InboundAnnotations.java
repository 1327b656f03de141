package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.Set;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.Schedules;

/**
 * The annotations by which something outside calls into a bean, such as
 * {@code @Scheduled}. They are handled once, on the proxy, and so survive restarts; on
 * the instances each restart would leave a schedule or a listener behind.
 */
final class InboundAnnotations {

	/** By name, since most of these are not on every class path. */
	private static final Set<String> HANDLERS = Set.of(
			"org.springframework.context.support.ApplicationListenerDetector",
			"org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor",
			"org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor");

	/** What Kafka, RabbitMQ, JMS, Pulsar and others call theirs. */
	private static final String LISTENER_HANDLER = "ListenerAnnotationBeanPostProcessor";

	private InboundAnnotations() {
	}

	/**
	 * Have the {@code @Scheduled} methods of a component called through its proxy. To be
	 * done once, when the proxy is made.
	 * @param proxy the proxy of the component
	 * @param gate the way into the component, whose id is the name of the bean
	 * @param application the application's bean factory
	 */
	static void apply(Object proxy, CallGate gate, ConfigurableListableBeanFactory application) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(proxy);
		if (scheduled(type).isEmpty()) {
			return;
		}
		Object ticked = Ticks.through(proxy, type, gate);
		application.getBeansOfType(ScheduledAnnotationBeanPostProcessor.class, true, false)
			.values()
			.forEach((handler) -> handler.postProcessAfterInitialization(ticked, gate.component()));
	}

	private static Set<Method> scheduled(Class<?> type) {
		return MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.isAnnotated(method, Scheduled.class)
						|| AnnotatedElementUtils.isAnnotated(method, Schedules.class));
	}

	/**
	 * Tell whether a post-processor handles such annotations, or listeners, and so has to
	 * stay away from the instances.
	 * @param postProcessor the post-processor
	 * @return whether it belongs to the proxy
	 */
	static boolean handledBy(BeanPostProcessor postProcessor) {
		for (Class<?> type = postProcessor.getClass(); type != null; type = type.getSuperclass()) {
			if (HANDLERS.contains(type.getName()) || type.getSimpleName().endsWith(LISTENER_HANDLER)) {
				return true;
			}
		}
		return false;
	}

}
