package io.supervision.bean;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.event.TransactionalApplicationListenerMethodAdapter;

/**
 * A {@code @TransactionalEventListener} method of a component: what Spring makes of it,
 * also to those who look for transactional listeners, except that the call itself goes by
 * way of the component's deliveries.
 */
final class TransactionalListenerMethod extends TransactionalApplicationListenerMethodAdapter {

	private final Deliveries deliveries;

	/**
	 * Make the listener.
	 * @param component the component it belongs to
	 * @param type the class of the bean
	 * @param method the method to call on its proxy
	 */
	TransactionalListenerMethod(SupervisedBean component, Class<?> type, Method method) {
		super(component.id(), type, method);
		this.deliveries = component.deliveries();
	}

	@Override
	protected @Nullable Object doInvoke(@Nullable Object @Nullable ... args) {
		return this.deliveries.deliver(() -> super.doInvoke(args), () -> {
			Object result = super.doInvoke(args);
			if (result != null) {
				handleResult(result);
			}
		});
	}

	@Override
	protected void handleAsyncError(Throwable thrown) {
		if (!this.deliveries.refused(thrown)) {
			super.handleAsyncError(thrown);
		}
	}

}
