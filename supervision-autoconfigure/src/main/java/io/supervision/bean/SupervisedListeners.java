package io.supervision.bean;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.Ordered;

/**
 * Looks after components that are listeners: those whose class is one are told of events
 * by way of their deliveries, and the events of the application's start are kept for
 * generations that come after it.
 */
public final class SupervisedListeners implements SmartInitializingSingleton, SmartApplicationListener, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(SupervisedListeners.class);

	private final SupervisedBeans beans;

	private final ConfigurableApplicationContext context;

	private final List<GuardedListener> guarded = new CopyOnWriteArrayList<>();

	/**
	 * Make it.
	 * @param beans the supervised beans
	 * @param context the application's context
	 */
	public SupervisedListeners(SupervisedBeans beans, ConfigurableApplicationContext context) {
		this.beans = beans;
		this.context = context;
	}

	/**
	 * The context has registered listeners by the names of their beans, that is, the bare
	 * proxies.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		ApplicationEventMulticaster multicaster = multicaster();
		for (SupervisedBean component : this.beans.all()) {
			if (component.proxy() instanceof ApplicationListener<?> listener
					&& this.beans.find(component.id()) != null) {
				GuardedListener guarded = GuardedListener.of(listener, component.definition().type(), component);
				component.deliveries().listens();
				if (guarded.waitsForTheStart()) {
					component.startHooks().add(guarded);
				}
				this.guarded.add(guarded);
				multicaster.removeApplicationListenerBean(component.id());
				multicaster.addApplicationListener(guarded);
			}
		}
	}

	private ApplicationEventMulticaster multicaster() {
		return this.context.getBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
				ApplicationEventMulticaster.class);
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return StartEvents.contain(type);
	}

	/** Before the components, so that none is told twice. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (contextOf(event) == this.context) {
			this.beans.startEvents().add(event, this.context.getBeanProvider(ApplicationArguments.class).getIfUnique());
			if (event instanceof ContextRefreshedEvent) {
				// What is sorted already may have been before all orders were known.
				ApplicationEventMulticaster multicaster = multicaster();
				for (GuardedListener listener : this.guarded) {
					multicaster.addApplicationListener(listener);
				}
				for (SupervisedBean component : this.beans.all()) {
					pointOut(component);
				}
			}
		}
	}

	private static ApplicationContext contextOf(ApplicationEvent event) {
		return (event instanceof ApplicationStartedEvent started) ? started.getApplicationContext()
				: (event instanceof ApplicationReadyEvent ready) ? ready.getApplicationContext()
						: ((ContextRefreshedEvent) event).getApplicationContext();
	}

	/** It would go unnoticed that a bean lacks after a restart what it had before. */
	private static void pointOut(SupervisedBean component) {
		if (component.definition().listening().replayStartEvents() != null) {
			return;
		}
		List<String> hooks = new ArrayList<>(component.startHooks().descriptions());
		Object proxy = component.proxy();
		if (proxy instanceof ApplicationRunner || proxy instanceof CommandLineRunner) {
			hooks.add(component.definition().beanClass().getSimpleName() + ".run");
		}
		if (!hooks.isEmpty()) {
			logger.warn(
					"'{}' is initialized by {} when the application starts, and not again when it is restarted: "
							+ "set 'replayStartEvents' to true to have it done with each generation, or "
							+ "'supervision.components.{}.replay-start-events' to false if it need not be",
					component.id(), String.join(", ", hooks), component.id());
		}
	}

	@Override
	public void destroy() {
		this.beans.all().forEach((component) -> component.deliveries().close());
	}

}
