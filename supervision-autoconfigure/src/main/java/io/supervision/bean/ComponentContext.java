package io.supervision.bean;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * The context of one generation of a supervised bean: a child of the application's
 * context that holds this one bean and runs each of its life-cycle callbacks once.
 * <p>
 * It is lean and quiet. It makes no infrastructure of its own but borrows the
 * application's, so that a restart costs less than a millisecond and everything that
 * works in the application works here. Nobody hears of its life: its own refresh and
 * close events go nowhere, all other events go to the application's context, which alone
 * has listeners. Nor does it ever call {@link #setParent}, which would write to the
 * application's environment.
 */
final class ComponentContext extends GenericApplicationContext {

	/** Of a context in which nothing has a life cycle. */
	static final LifecycleProcessor NO_LIFECYCLE = new NoLifecycle();

	private final ConfigurableApplicationContext application;

	private final String beanName;

	private @Nullable DefaultLifecycleProcessor lifecycle;

	/**
	 * Make the context. The bean is not made yet.
	 * @param blueprint what to make it from
	 * @param generation the number of the generation
	 * @param initialized told the bean as soon as its own initialization is over, that
	 * is, while its {@code SmartLifecycle} and the like are still to be run
	 */
	ComponentContext(BeanBlueprint blueprint, long generation, Consumer<Object> initialized) {
		super(new ComponentBeanFactory(blueprint.application().getBeanFactory(), (name, bean) -> {
			if (name.equals(blueprint.name())) {
				initialized.accept(bean);
			}
		}));
		this.application = blueprint.application();
		this.beanName = blueprint.name();
		setId(this.application.getId() + ":" + this.beanName + ":" + generation);
		setDisplayName("generation " + generation + " of '" + this.beanName + "'");
		setClassLoader(this.application.getClassLoader());
		setEnvironment(this.application.getEnvironment());
		registerBeanDefinition(this.beanName, blueprint.definition());
	}

	/**
	 * Make the bean and run all callbacks of its start.
	 * @return the bean, advised as it would be in the application's context
	 */
	Object open() {
		refresh();
		return getBean(this.beanName);
	}

	/**
	 * Run all callbacks of the bean's end.
	 * @param limit how long a {@code SmartLifecycle} may take to report that it has
	 * stopped, or {@code null} for as long as it takes
	 */
	void close(@Nullable Duration limit) {
		if (this.lifecycle != null) {
			this.lifecycle.setTimeoutPerShutdownPhase((limit != null) ? limit.toMillis() : Long.MAX_VALUE);
		}
		close();
	}

	/**
	 * Close, on an interrupted thread too, where the superclass does nothing at all. The
	 * bean's own clean-up is spared the interrupt.
	 */
	@Override
	public void close() {
		boolean interrupted = false;
		do {
			interrupted |= Thread.interrupted();
			super.close();
		}
		while (isActive() && Thread.currentThread().isInterrupted());
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public ApplicationContext getParent() {
		return this.application;
	}

	@Override
	protected void publishEvent(Object event, @Nullable ResolvableType typeHint) {
		if (!(event instanceof ApplicationContextEvent own) || own.getApplicationContext() != this) {
			this.application.publishEvent(event);
		}
	}

	@Override
	public @Nullable String getMessage(String code, Object @Nullable [] arguments, @Nullable String otherwise,
			@Nullable Locale locale) {
		return this.application.getMessage(code, arguments, otherwise, locale);
	}

	@Override
	public String getMessage(String code, Object @Nullable [] arguments, @Nullable Locale locale) {
		return this.application.getMessage(code, arguments, locale);
	}

	@Override
	public String getMessage(MessageSourceResolvable resolvable, @Nullable Locale locale) {
		return this.application.getMessage(resolvable, locale);
	}

	/**
	 * Keep what is known of classes and annotations: the next generation is made from the
	 * same.
	 */
	@Override
	protected void resetCommonCaches() {
		// The application has done so when it was ready.
	}

	@Override
	protected void prepareBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		// Copied from the application's factory.
	}

	@Override
	protected void invokeBeanFactoryPostProcessors(ConfigurableListableBeanFactory beanFactory) {
		// They have seen the definition in the application's factory.
	}

	@Override
	protected void registerBeanPostProcessors(ConfigurableListableBeanFactory beanFactory) {
		// Shared with the application's factory.
	}

	@Override
	protected void initMessageSource() {
		// The application's is asked.
	}

	@Override
	protected void initApplicationEventMulticaster() {
		// Listeners are the application's.
	}

	/** Most beans have no life cycle, and one takes a while to be made. */
	@Override
	protected void initLifecycleProcessor() {
		LifecycleProcessor processor = NO_LIFECYCLE;
		if (getBean(this.beanName) instanceof Lifecycle) {
			this.lifecycle = new DefaultLifecycleProcessor();
			this.lifecycle.setBeanFactory(getBeanFactory());
			processor = this.lifecycle;
		}
		getBeanFactory().registerSingleton(LIFECYCLE_PROCESSOR_BEAN_NAME, processor);
		super.initLifecycleProcessor();
	}

	@Override
	protected void registerListeners() {
		// Listeners listen through the proxy in the application's context.
	}

	/** What there is to start and stop in most generations. */
	private static final class NoLifecycle implements LifecycleProcessor {

		@Override
		public void onRefresh() {
			// Nothing is started.
		}

		@Override
		public void onClose() {
			// Nothing was started.
		}

		@Override
		public void start() {
			// There is nothing to start.
		}

		@Override
		public void stop() {
			// There is nothing to stop.
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
