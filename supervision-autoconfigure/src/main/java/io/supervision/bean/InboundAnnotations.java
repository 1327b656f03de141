package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.Schedules;

/**
 * The annotations by which something outside calls into a bean, such as
 * {@code @Scheduled}. They are handled once, on the proxy, and so survive restarts; on
 * the instances each restart would leave a schedule or a listener behind.
 */
final class InboundAnnotations {

	/** Every generation asks. */
	private static final ClassValue<Boolean> IS_HANDLER = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> postProcessor) {
			return isHandler(postProcessor);
		}

	};

	/** By name, since most of these are not on every class path. */
	private static final Set<String> HANDLERS = Set.of(
			"org.springframework.context.support.ApplicationListenerDetector",
			"org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor",
			"org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor");

	/** What Kafka, RabbitMQ, JMS, Pulsar and others call theirs. */
	private static final String LISTENER_HANDLER = "ListenerAnnotationBeanPostProcessor";

	private static final String EVENT_LISTENER = "org.springframework.context.event.EventListener";

	private InboundAnnotations() {
	}

	/**
	 * Have calls of {@code @Async} methods handed over to another thread before they get
	 * to the proxy, so that it is that thread which enters the component, waits for it
	 * where it is down, and finds the generation that is then current.
	 * @param proxy the proxy of the component
	 * @param name the name of the bean
	 * @param application the application's bean factory
	 * @return what stands for the bean: the proxy, or what is wrapped around it
	 */
	static Object handOver(Object proxy, String name, ConfigurableListableBeanFactory application) {
		Object result = proxy;
		if (application instanceof AbstractBeanFactory factory) {
			for (BeanPostProcessor handler : factory.getBeanPostProcessors()) {
				if (handler instanceof AsyncAnnotationBeanPostProcessor) {
					Object wrapped = handler.postProcessAfterInitialization(result, name);
					result = (wrapped != null) ? wrapped : result;
				}
			}
		}
		if (result != proxy && result instanceof Advised wrapper && !wrapper.isFrozen()) {
			wrapper.setTargetSource(new WrappedProxy(proxy, AopUtils.getTargetClass(proxy)));
		}
		return result;
	}

	/**
	 * Have the {@code @Scheduled} methods of a component called through its proxy. To be
	 * done once, when the proxy is made.
	 * @param proxy the proxy of the component, or what is wrapped around it
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

	/**
	 * Tell whether a call is handed over to another thread before it gets to the proxy.
	 * @param bean what stands for the bean
	 * @param method the method
	 * @param type the class of the bean
	 */
	static boolean handsOver(Object bean, Method method, Class<?> type) {
		return bean instanceof Advised advised && Arrays.stream(advised.getAdvisors())
			.anyMatch((advisor) -> advisor instanceof PointcutAdvisor pointed
					&& pointed.getPointcut().getClassFilter().matches(type)
					&& pointed.getPointcut().getMethodMatcher().matches(method, type));
	}

	/**
	 * Find the methods of a class that are called on schedule.
	 * @param type the class
	 * @return the methods
	 */
	static Set<Method> scheduled(Class<?> type) {
		return MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.isAnnotated(method, Scheduled.class)
						|| AnnotatedElementUtils.isAnnotated(method, Schedules.class));
	}

	/**
	 * Refuse an instance with annotations that the declared type of its bean does not
	 * show. They would do nothing, although they do without supervision.
	 * @param component the id of the component
	 * @param shown the declared type
	 * @param instance the instance
	 * @throws InvalidSupervisionException if there are such
	 */
	static void requireShown(String component, Class<?> shown, Object instance) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(instance);
		if (type == shown) {
			return;
		}
		Set<String> known = calledByOthers(shown).map(InboundAnnotations::signature).collect(Collectors.toSet());
		Set<String> hidden = calledByOthers(type).filter((method) -> !known.contains(signature(method)))
			.map(BeanRules::name)
			.collect(Collectors.toCollection(TreeSet::new));
		if (!hidden.isEmpty()) {
			throw new InvalidSupervisionException(List.of(new Problem("The supervised bean '" + component
					+ "' must show its @Scheduled, @Async, @EventListener and @SafeToRepeat methods in its declared type '"
					+ shown.getName() + "': '" + String.join(", ", hidden) + "'", type.getName(),
					"Declare the class as the return type of the @Bean method, "
							+ "or put the annotations on the methods of the interface.")));
		}
	}

	/** What is called by others, or otherwise by these. */
	private static Stream<Method> calledByOthers(Class<?> type) {
		return MethodIntrospector
			.selectMethods(type,
					(Method method) -> Stream.concat(BeanRules.INBOUND.stream(), Stream.of(EVENT_LISTENER))
						.anyMatch(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)::isPresent)
							|| RepeatRules.isSafe(method))
			.stream();
	}

	private static String signature(Method method) {
		return method.getName() + Arrays.toString(method.getParameterTypes());
	}

	/**
	 * Tell whether a post-processor handles such annotations, or listeners, and so has to
	 * stay away from the instances.
	 * @param postProcessor the post-processor
	 * @return whether it belongs to the proxy
	 */
	static boolean handledBy(BeanPostProcessor postProcessor) {
		return IS_HANDLER.get(postProcessor.getClass());
	}

	private static boolean isHandler(Class<?> postProcessor) {
		for (Class<?> type = postProcessor; type != null; type = type.getSuperclass()) {
			if (HANDLERS.contains(type.getName()) || type.getSimpleName().endsWith(LISTENER_HANDLER)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The proxy of a component behind what is wrapped around it. Its type is the bean's.
	 *
	 * @param proxy the proxy
	 * @param type the class of the bean
	 */
	private record WrappedProxy(Object proxy, Class<?> type) implements TargetSource {

		@Override
		public Class<?> getTargetClass() {
			return this.type;
		}

		@Override
		public boolean isStatic() {
			return true;
		}

		@Override
		public Object getTarget() {
			return this.proxy;
		}

	}

}
