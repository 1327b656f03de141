package io.supervision.bean;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.TypeConverter;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The bean factory of one generation: it makes one bean the way the application's factory
 * would have made it.
 * <p>
 * It shares the application's post-processors, the instances themselves: only so do
 * advisors such as those of {@code @Transactional} reach the bean, and only so does the
 * bean see the application's context wherever one is injected. Left out are those that
 * start something which calls into the bean; they belong to its proxy, which outlives the
 * generations.
 * <p>
 * The superclass is made for hundreds of beans, and its collections would take more of
 * the heap than everything else in a generation. So what there is one of is kept here:
 * the definition, of which no merged copy is made, and the singletons. What a bean
 * depends on outlives it, so nothing is remembered of that either.
 */
@SuppressWarnings("serial")
final class ComponentBeanFactory extends DefaultListableBeanFactory {

	private final transient ConfigurableListableBeanFactory application;

	private final transient BiConsumer<String, Object> initialized;

	private final transient Map<String, Object> singletons = new ConcurrentHashMap<>(2);

	/**
	 * Make the factory.
	 * @param application the application's factory
	 * @param initialized told each bean that is ready to be used
	 */
	ComponentBeanFactory(ConfigurableListableBeanFactory application, BiConsumer<String, Object> initialized) {
		super(application);
		this.application = application;
		this.initialized = initialized;
		copyConfigurationFrom(application);
		getBeanPostProcessors().removeIf(InboundAnnotations::handledBy);
		addEmbeddedValueResolver(application::resolveEmbeddedValue);
		// Nobody in here could ask for a bean that is still being made.
		setAllowCircularReferences(false);
	}

	/** Have the list of names made to measure. */
	@Override
	protected boolean hasBeanCreationStarted() {
		return true;
	}

	@Override
	protected void markBeanAsCreated(String beanName) {
		// Its definition has been merged before.
	}

	@Override
	protected boolean removeSingletonIfCreatedForTypeCheckOnly(String beanName) {
		return false;
	}

	@Override
	protected RootBeanDefinition getMergedBeanDefinition(String beanName, BeanDefinition definition,
			@Nullable BeanDefinition containingDefinition) {
		return (containingDefinition == null && definition instanceof RootBeanDefinition merged) ? merged
				: super.getMergedBeanDefinition(beanName, definition, containingDefinition);
	}

	@Override
	public void registerDependentBean(String beanName, String dependentBeanName) {
		// The beans of the application are destroyed after this one anyway.
	}

	@Override
	protected void addSingleton(String beanName, Object singletonObject) {
		this.singletons.put(beanName, singletonObject);
		clearMetadataCache();
	}

	@Override
	protected @Nullable Object getSingleton(String beanName, boolean allowEarlyReference) {
		Object singleton = this.singletons.get(beanName);
		return (singleton != null) ? singleton : super.getSingleton(beanName, allowEarlyReference);
	}

	@Override
	public boolean containsSingleton(String beanName) {
		return this.singletons.containsKey(beanName);
	}

	@Override
	public String[] getSingletonNames() {
		return this.singletons.keySet().toArray(String[]::new);
	}

	@Override
	public int getSingletonCount() {
		return this.singletons.size();
	}

	@Override
	protected void removeSingleton(String beanName) {
		this.singletons.remove(beanName);
		super.removeSingleton(beanName);
	}

	@Override
	protected void clearSingletonCache() {
		this.singletons.clear();
		super.clearSingletonCache();
	}

	/**
	 * Resolve what a constructor or a bean method asks for as the application's factory
	 * resolves what fields ask for: where the bean asks for itself, it gets its proxy.
	 */
	@Override
	public @Nullable Object resolveDependency(DependencyDescriptor descriptor, @Nullable String requestingBeanName,
			@Nullable Set<String> autowiredBeanNames, @Nullable TypeConverter typeConverter) {
		return this.application.resolveDependency(descriptor, requestingBeanName, autowiredBeanNames, typeConverter);
	}

	/**
	 * Initialize a bean as the superclass does, except that {@link BeanFactoryAware} gets
	 * the application's factory: in this one the beans of the application cannot be
	 * listed.
	 */
	@Override
	protected Object initializeBean(String beanName, Object bean, @Nullable RootBeanDefinition definition) {
		Object result = (bean instanceof BeanFactoryAware factoryAware) ? initialize(beanName, factoryAware, definition)
				: super.initializeBean(beanName, bean, definition);
		this.initialized.accept(beanName, result);
		return result;
	}

	@SuppressWarnings("deprecation")
	private Object initialize(String beanName, BeanFactoryAware bean, @Nullable RootBeanDefinition definition) {
		makeAware(beanName, bean);
		boolean processed = (definition == null) || !definition.isSynthetic();
		Object result = processed ? applyBeanPostProcessorsBeforeInitialization(bean, beanName) : bean;
		try {
			invokeInitMethods(beanName, result, definition);
		}
		catch (Throwable ex) {
			throw new BeanCreationException((definition != null) ? definition.getResourceDescription() : null, beanName,
					ex.getMessage(), ex);
		}
		return processed ? applyBeanPostProcessorsAfterInitialization(result, beanName) : result;
	}

	private void makeAware(String beanName, BeanFactoryAware bean) {
		if (bean instanceof BeanNameAware nameAware) {
			nameAware.setBeanName(beanName);
		}
		ClassLoader classLoader = getBeanClassLoader();
		if (bean instanceof BeanClassLoaderAware classLoaderAware && classLoader != null) {
			classLoaderAware.setBeanClassLoader(classLoader);
		}
		bean.setBeanFactory(this.application);
	}

}
