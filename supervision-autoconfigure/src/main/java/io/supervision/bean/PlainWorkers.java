package io.supervision.bean;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.ReflectionUtils;

/**
 * Runs worker methods where nothing is supervised: each on a thread of its own, once,
 * interrupted when the application stops. What they throw is logged.
 */
public final class PlainWorkers implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(PlainWorkers.class);

	private final ListableBeanFactory factory;

	private final Set<String> beans;

	@GuardedBy("this")
	private final List<Thread> threads = new ArrayList<>();

	/**
	 * Make the workers; none runs yet.
	 * @param factory the application's bean factory
	 * @param beans the names of the beans that would be supervised
	 */
	public PlainWorkers(ListableBeanFactory factory, Set<String> beans) {
		this.factory = factory;
		this.beans = beans;
	}

	@Override
	public synchronized void start() {
		for (String name : this.beans) {
			Object bean = this.factory.getBean(name);
			Workers.methods(AopProxyUtils.ultimateTargetClass(bean)).forEach((method) -> start(name, bean, method));
		}
	}

	@GuardedBy("this")
	private void start(String name, Object bean, Method method) {
		Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
		ReflectionUtils.makeAccessible(invocable);
		Thread thread = new Thread(() -> run(name, bean, invocable), name + "-" + method.getName());
		thread.start();
		this.threads.add(thread);
	}

	private static void run(String name, Object bean, Method method) {
		try {
			method.invoke(bean);
		}
		catch (InvocationTargetException ex) {
			if (!(ex.getTargetException() instanceof InterruptedException)) {
				logger.error("The worker '{}' of '{}' has failed; it is not run again, because supervision is off",
						method.getName(), name, ex.getTargetException());
			}
		}
		catch (IllegalAccessException ex) {
			logger.error("The worker '{}' of '{}' cannot be called", method.getName(), name, ex);
		}
	}

	@Override
	public synchronized void stop() {
		this.threads.forEach(Thread::interrupt);
		this.threads.clear();
	}

	@Override
	public synchronized boolean isRunning() {
		return !this.threads.isEmpty();
	}

	@Override
	public int getPhase() {
		return SupervisionLifecycle.PHASE;
	}

}
