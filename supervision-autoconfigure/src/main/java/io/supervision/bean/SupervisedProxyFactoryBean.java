package io.supervision.bean;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyFactoryBean;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Stands in the application's context for a bean that has moved, and answers its proxy.
 * <p>
 * The product of a factory bean gets no injection, no initialization and no destruction:
 * the bean behind the proxy gets its own, once per generation. The superclass is what
 * {@code @Configuration} classes exempt from enhancement, so that their methods may call
 * one another; nothing of it is used.
 *
 * @param <T> the type of the bean, so that generic injection points find it
 */
@SuppressWarnings({ "serial", "UnusedTypeParameter" })
final class SupervisedProxyFactoryBean<T> extends ScopedProxyFactoryBean implements SmartInitializingSingleton {

	private final transient SupervisedBean bean;

	private transient @Nullable ConfigurableListableBeanFactory application;

	private transient volatile @Nullable Object product;

	SupervisedProxyFactoryBean(SupervisedBean bean) {
		this.bean = bean;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.application = (ConfigurableListableBeanFactory) beanFactory;
	}

	/**
	 * Have what calls into the bean from outside call the proxy. Its handlers ask the
	 * container about the bean, and while it was being made they would be told of a
	 * circular reference.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		InboundAnnotations.apply(getObject(), this.bean.gate(), application());
	}

	/**
	 * Answer what stands for the bean.
	 * @return the proxy, or what hands calls over to other threads before they get there
	 */
	@Override
	public Object getObject() {
		Object made = this.product;
		if (made == null) {
			made = InboundAnnotations.handOver(this.bean.proxy(), this.bean.id(), application());
			this.product = made;
		}
		return made;
	}

	private ConfigurableListableBeanFactory application() {
		return Objects.requireNonNull(this.application, "beanFactory");
	}

	@Override
	public Class<?> getObjectType() {
		return this.bean.definition().beanClass();
	}

	@Override
	public boolean isSingleton() {
		return true;
	}

}
