package io.supervision.bean;

import java.util.concurrent.atomic.AtomicLong;

import io.supervision.ComponentUnavailableException;
import io.supervision.spec.ChildState;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.ProxyFactory;

/**
 * The scheduled calls into one component. A tick that finds it down is skipped: it has no
 * caller who could do anything about it, and the next one is due soon. An outage is
 * logged at its first skipped tick and at the first tick after it, not in between. One
 * that is isolated is left alone: nobody is to set it going, even where it still answers
 * calls.
 */
final class Ticks implements MethodInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(Ticks.class);

	private final CallGate gate;

	private final AtomicLong skipped = new AtomicLong();

	private Ticks(CallGate gate) {
		this.gate = gate;
	}

	/**
	 * Make an object to be called on schedule instead of a component's proxy.
	 * @param proxy the proxy
	 * @param type the type whose methods are scheduled
	 * @param gate the way into the component
	 * @return the object, of the same type
	 */
	static Object through(Object proxy, Class<?> type, CallGate gate) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(proxy);
		factory.setProxyTargetClass(!type.isInterface());
		factory.setInterfaces(type.isInterface() ? new Class<?>[] { type } : new Class<?>[0]);
		factory.addAdvice(new Ticks(gate));
		factory.setFrozen(true);
		return factory.getProxy(proxy.getClass().getClassLoader());
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (this.gate.transition().state() == ChildState.ISOLATED) {
			skip("it is ISOLATED");
			return null;
		}
		Object result;
		try {
			result = invocation.proceed();
		}
		catch (ComponentUnavailableException ex) {
			if (!ex.getComponent().equals(this.gate.component())) {
				throw ex;
			}
			skip(String.valueOf(ex.getMessage()));
			return null;
		}
		long missed = this.skipped.getAndSet(0);
		if (missed > 0) {
			logger.info("'{}' is back and is called on schedule again; {} ticks were skipped", this.gate.component(),
					missed);
		}
		return result;
	}

	private void skip(String reason) {
		if (this.skipped.getAndIncrement() == 0) {
			logger.warn("Scheduled calls of '{}' are skipped until it is back: {}", this.gate.component(), reason);
		}
	}

}
