package io.supervision.bean;

import java.util.Set;

import org.springframework.beans.factory.config.BeanPostProcessor;

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
