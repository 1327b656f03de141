package io.supervision.bean;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ApplicationListenerMethodAdapter;

/**
 * An {@code @EventListener} method of a component. It is what Spring makes of such a
 * method, except that the call itself goes by way of the component's deliveries.
 */
final class ListenerMethod extends ApplicationListenerMethodAdapter implements StartHooks.Hook {

	private final SupervisedBean component;

	private final String description;

	/**
	 * Make the listener.
	 * @param component the component it belongs to
	 * @param type the class of the bean
	 * @param method the method to call on its proxy
	 */
	ListenerMethod(SupervisedBean component, Class<?> type, Method method) {
		super(component.id(), type, method);
		this.component = component;
		this.description = BeanRules.name(method);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (!this.component.startHooks().knows(event, this.component.gate().target())) {
			super.onApplicationEvent(event);
		}
	}

	@Override
	protected @Nullable Object doInvoke(@Nullable Object @Nullable ... args) {
		StartHooks hooks = this.component.startHooks();
		if (hooks.targetOf(this) != null) {
			return super.doInvoke(args);
		}
		return this.component.deliveries().deliver(() -> super.doInvoke(args), hooks.makeUpFor(this) ? null : () -> {
			Object result = super.doInvoke(args);
			if (result != null) {
				handleResult(result);
			}
		});
	}

	@Override
	protected Object getTargetBean() {
		Object instance = this.component.startHooks().targetOf(this);
		return (instance != null) ? instance : super.getTargetBean();
	}

	@Override
	protected void handleAsyncError(Throwable thrown) {
		if (!this.component.deliveries().refused(thrown)) {
			super.handleAsyncError(thrown);
		}
	}

	@Override
	public void handle(ApplicationEvent event, Object instance) {
		processEvent(event);
	}

	@Override
	public String description() {
		return this.description;
	}

}
