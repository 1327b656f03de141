package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * Makes the listeners of {@code @EventListener} methods of components, which notice that
 * the component is down. It asks the factories there would be without it, and keeps what
 * they make of the methods of all other beans.
 */
public final class SupervisedListenerFactory implements EventListenerFactory, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(SupervisedListenerFactory.class);

	/** By name, since not every application has transactions. */
	private static final String TRANSACTIONAL = "org.springframework.transaction.event.TransactionalApplicationListenerMethodAdapter";

	private final ListableBeanFactory factory;

	private final Supplier<SupervisedBeans> beans;

	private volatile @Nullable List<EventListenerFactory> others;

	/**
	 * Make the factory. It is made early, and asks for others not before it is used.
	 * @param factory the application's bean factory
	 * @param beans the supervised beans
	 */
	public SupervisedListenerFactory(ListableBeanFactory factory, Supplier<SupervisedBeans> beans) {
		this.factory = factory;
		this.beans = beans;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supportsMethod(Method method) {
		return others().stream().anyMatch((other) -> other.supportsMethod(method));
	}

	@Override
	public ApplicationListener<?> createApplicationListener(String beanName, Class<?> type, Method method) {
		ApplicationListener<?> made = others().stream()
			.filter((other) -> other.supportsMethod(method))
			.findFirst()
			.orElseThrow()
			.createApplicationListener(beanName, type, method);
		SupervisedBean component = this.beans.get().find(beanName);
		if (component == null) {
			return made;
		}
		component.deliveries().listens();
		if (made.getClass() == ApplicationListenerMethodAdapter.class) {
			return listener(component, type, method);
		}
		if (made.getClass().getName().equals(TRANSACTIONAL)) {
			return new TransactionalListenerMethod(component, type, method);
		}
		if (made instanceof ApplicationListenerMethodAdapter) {
			logger.warn("The publisher of an event that '{}' listens to with {} sees it when the component is down: "
					+ "{} is not known here", beanName, BeanRules.name(method), made.getClass().getName());
			return made;
		}
		return GuardedListener.of(made, ResolvableType.forInstance(made), component);
	}

	private static ListenerMethod listener(SupervisedBean component, Class<?> type, Method method) {
		ListenerMethod listener = new ListenerMethod(component, type, method);
		if (isTold(method)) {
			component.startHooks().add(listener);
		}
		return listener;
	}

	/**
	 * Whether it waits for the start of the application, and not for events of any kind.
	 */
	private static boolean isTold(Method method) {
		EventListener annotation = AnnotatedElementUtils.findMergedAnnotation(method, EventListener.class);
		Class<?>[] types = (annotation != null && annotation.classes().length > 0) ? annotation.classes()
				: method.getParameterTypes();
		for (Class<?> type : types) {
			if (StartEvents.contain(type)) {
				return true;
			}
		}
		return false;
	}

	private List<EventListenerFactory> others() {
		List<EventListenerFactory> known = this.others;
		if (known == null) {
			known = new ArrayList<>(this.factory.getBeansOfType(EventListenerFactory.class, false, false).values());
			known.remove(this);
			AnnotationAwareOrderComparator.sort(known);
			this.others = known;
		}
		return known;
	}

}
