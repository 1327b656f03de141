package io.supervision.bean;

import java.util.function.Supplier;

import io.supervision.bean.StartHooks.Hook;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.OrderUtils;

/**
 * A listener that leads to a component: the component's proxy, where its class is a
 * listener, or what somebody else's factory has made of one of its methods. It has the
 * listener's order and takes the events it takes, and tells it of them by way of the
 * component's deliveries.
 * <p>
 * A listener that has to be asked which events it takes, and is down, is told of all of
 * them, that is, it is asked again when it can be told.
 */
class GuardedListener implements GenericApplicationListener, Hook {

	private final ApplicationListener<ApplicationEvent> listener;

	private final GenericApplicationListenerAdapter adapter;

	private final ResolvableType declared;

	private final SupervisedBean component;

	private volatile boolean unsure;

	private volatile @Nullable Boolean async;

	private GuardedListener(ApplicationListener<?> listener, ResolvableType declared, SupervisedBean component) {
		this.listener = cast(listener);
		this.adapter = new GenericApplicationListenerAdapter(listener);
		this.declared = declared.as(ApplicationListener.class).getGeneric();
		this.component = component;
	}

	/**
	 * Make the listener.
	 * @param listener what leads to the component
	 * @param type its type as it was declared, which may say more than its class
	 * @param component the component
	 */
	static GuardedListener of(ApplicationListener<?> listener, ResolvableType type, SupervisedBean component) {
		return (listener instanceof PriorityOrdered) ? new First(listener, type, component)
				: new GuardedListener(listener, type, component);
	}

	@SuppressWarnings("unchecked")
	private static ApplicationListener<ApplicationEvent> cast(ApplicationListener<?> listener) {
		return (ApplicationListener<ApplicationEvent>) listener;
	}

	@Override
	public boolean supportsEventType(ResolvableType type) {
		if (!isAsked()) {
			return this.adapter.supportsEventType(type)
					&& (this.declared.resolve() == null || this.declared.isAssignableFrom(type));
		}
		return isSupported(ask(() -> this.adapter.supportsEventType(type)));
	}

	@Override
	public boolean supportsSourceType(@Nullable Class<?> type) {
		return !isAsked() || isSupported(ask(() -> this.adapter.supportsSourceType(type)));
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		StartHooks hooks = this.component.startHooks();
		if (hooks.knows(event, this.component.gate().target())) {
			return;
		}
		Runnable call = () -> {
			if (!this.unsure || supports(event)) {
				this.listener.onApplicationEvent(event);
			}
		};
		this.component.deliveries().deliver(() -> {
			call.run();
			return null;
		}, hooks.makeUpFor(this) && StartEvents.contain(event.getClass()) ? null : call);
	}

	private boolean supports(ApplicationEvent event) {
		return this.adapter.supportsEventType(ResolvableType.forInstance(event))
				&& this.adapter.supportsSourceType(event.getSource().getClass());
	}

	@Override
	public void handle(ApplicationEvent event, Object instance) {
		ApplicationListener<ApplicationEvent> own = cast((ApplicationListener<?>) instance);
		if (new GenericApplicationListenerAdapter(own).supportsEventType(ResolvableType.forInstance(event))) {
			own.onApplicationEvent(event);
		}
	}

	@Override
	public String description() {
		return AopUtils.getTargetClass(this.listener).getSimpleName() + ".onApplicationEvent";
	}

	@Override
	public int getOrder() {
		return (this.listener instanceof Ordered ordered) ? ordered.getOrder()
				: OrderUtils.getOrder(AopUtils.getTargetClass(this.listener), Ordered.LOWEST_PRECEDENCE);
	}

	@Override
	public String getListenerId() {
		String id = ask(this.adapter::getListenerId);
		return (id != null) ? id : "";
	}

	@Override
	public boolean supportsAsyncExecution() {
		Boolean known = this.async;
		if (known == null) {
			known = ask(this.listener::supportsAsyncExecution);
			this.async = known;
		}
		return known == null || known;
	}

	/** Whether it is told of the start of the application, or may be. */
	boolean waitsForTheStart() {
		return StartEvents.contain(this.declared.resolve())
				|| (isAsked() && this.component.definition().listening().replaysStartEvents());
	}

	/** Whether it answers itself, through the proxy, which events it takes. */
	private boolean isAsked() {
		return this.listener instanceof SmartApplicationListener;
	}

	private boolean isSupported(@Nullable Boolean answer) {
		this.unsure |= (answer == null);
		return answer == null || answer;
	}

	/** Nobody is to wait for the answer; {@code null} if the component is down. */
	private <T> @Nullable T ask(Supplier<T> question) {
		if (this.component.gate().down()) {
			return null;
		}
		EventCall attempt = new EventCall(this.component.gate(), false);
		Object answer = attempt.make(question::get);
		@SuppressWarnings("unchecked")
		T known = (T) answer;
		return (attempt.refusal() == null) ? known : null;
	}

	@Override
	public String toString() {
		return this.listener.toString();
	}

	/** One that comes before all that are merely ordered. */
	private static final class First extends GuardedListener implements PriorityOrdered {

		First(ApplicationListener<?> listener, ResolvableType type, SupervisedBean component) {
			super(listener, type, component);
		}

	}

}
