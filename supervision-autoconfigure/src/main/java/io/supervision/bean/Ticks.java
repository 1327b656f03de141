package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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
 * The scheduled calls into one component. Each is made on a thread of the generation that
 * runs, while the thread of the scheduler waits: a run that hangs is left behind with its
 * generation, and does not take along a thread that the application's other schedules,
 * and its own next run, depend on.
 * <p>
 * A tick that finds the component down is skipped: it has no caller who could do anything
 * about it, and the next one is due soon. An outage is logged at its first skipped tick
 * and at the first tick after it, not in between. One that is isolated is left alone:
 * nobody is to set it going, even where it still answers calls.
 */
final class Ticks implements MethodInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(Ticks.class);

	private final Object bean;

	private final Class<?> type;

	private final CallGate gate;

	private final Carried carried = new Carried();

	private final Map<Method, Boolean> handedOver = new ConcurrentHashMap<>();

	private final AtomicLong skipped = new AtomicLong();

	private Ticks(Object bean, Class<?> type, CallGate gate) {
		this.bean = bean;
		this.type = type;
		this.gate = gate;
	}

	/**
	 * Make an object to be called on schedule instead of a component's proxy.
	 * @param proxy the proxy, or what is wrapped around it
	 * @param type the type whose methods are scheduled
	 * @param gate the way into the component
	 * @return the object, of the same type
	 */
	static Object through(Object proxy, Class<?> type, CallGate gate) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(proxy);
		factory.setProxyTargetClass(!type.isInterface());
		factory.setInterfaces(type.isInterface() ? new Class<?>[] { type } : new Class<?>[0]);
		factory.addAdvice(new Ticks(proxy, type, gate));
		factory.setFrozen(true);
		return factory.getProxy(proxy.getClass().getClassLoader());
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (Following.of(invocation.getMethod()) == Following.PUBLISHER) {
			// Called once, for a recipe; each subscription to it is a tick.
			return invocation.proceed();
		}
		if (this.gate.transition().state() == ChildState.ISOLATED) {
			return skip("it is ISOLATED");
		}
		try {
			if (handsOver(invocation.getMethod())) {
				var unused = current();
				return invocation.proceed();
			}
			return run(invocation);
		}
		catch (ComponentUnavailableException ex) {
			if (!ex.getComponent().equals(this.gate.component())) {
				throw ex;
			}
			return skip(String.valueOf(ex.getMessage()));
		}
	}

	private boolean handsOver(Method method) {
		return this.handedOver.computeIfAbsent(method,
				(scheduled) -> InboundAnnotations.handsOver(this.bean, scheduled, this.type));
	}

	private @Nullable Object run(MethodInvocation invocation) throws Throwable {
		GenerationTicks before = null;
		GenerationTicks ticks = current();
		while (ticks != before) {
			if (ticks.isStuck(invocation.getMethod())) {
				// Said when it was left behind.
				return null;
			}
			Tick tick = new Tick(invocation.getMethod(), invocation.getArguments());
			if (ticks.begin(tick, this.carried)) {
				Tick.Outcome outcome = tick.await();
				if (outcome.kind() != Tick.Outcome.Kind.MISSED) {
					return end(tick, outcome);
				}
			}
			before = ticks;
			ticks = current();
		}
		return skip("it is being replaced");
	}

	/** Wait for a generation to call, as a call does. */
	private GenerationTicks current() {
		CallSet entered = this.gate.enter();
		GenerationCalls calls = entered.calls();
		entered.leave();
		return Objects.requireNonNull(calls.ticks(), "no threads to run on");
	}

	private @Nullable Object end(Tick tick, Tick.Outcome outcome) throws Throwable {
		Throwable thrown = outcome.thrown();
		if (thrown != null) {
			throw thrown;
		}
		if (outcome.kind() == Tick.Outcome.Kind.LEFT) {
			logger.warn(
					"A scheduled run of '{}.{}' has not ended and is left behind. The schedule goes on with the next "
							+ "generation; in this one the method is not called again before that run has ended",
					this.gate.component(), tick.method().getName());
			return null;
		}
		long missed = this.skipped.getAndSet(0);
		if (missed > 0) {
			logger.info("'{}' is back and is called on schedule again; {} ticks were skipped", this.gate.component(),
					missed);
		}
		return outcome.value();
	}

	private @Nullable Object skip(String reason) {
		if (this.skipped.getAndIncrement() == 0) {
			logger.warn("Scheduled calls of '{}' are skipped until it is back: {}", this.gate.component(), reason);
		}
		return null;
	}

}
