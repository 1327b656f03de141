package io.supervision.bean;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * A call with its arguments, kept in order to be made later, or once more on another
 * generation. It goes through the proxy, so it is like any other.
 */
final class CallAgain {

	private final CallGate gate;

	private final Object proxy;

	private final int method;

	private final Object[] arguments;

	/**
	 * Keep a call.
	 * @param gate the way into the component
	 * @param proxy the proxy it is made on
	 * @param method the number of the method
	 * @param arguments what it is made with
	 */
	CallAgain(CallGate gate, Object proxy, int method, Object[] arguments) {
		this.gate = gate;
		this.proxy = proxy;
		this.method = method;
		this.arguments = arguments;
	}

	/** The number of the method. */
	int number() {
		return this.method;
	}

	/** The method, as the component declares it. */
	Method method() {
		return this.gate.method(this.method);
	}

	/**
	 * Make the call as soon as there is a generation to call. Where only the component
	 * can make what its caller is to get, the caller is held up as in any other call.
	 * @return what the caller gets at once
	 * @throws Throwable what the method throws, where the caller had to be held up
	 */
	@Nullable Object later() throws Throwable {
		return switch (Following.of(method())) {
			case FUTURE -> FollowedFuture.later(this);
			case PUBLISHER -> FollowedPublisher.later(this);
			case STAGE, NOT -> {
				new WaitingCall(this.gate).enter().leave();
				yield call();
			}
		};
	}

	/**
	 * Wait for a generation to call without holding a thread up.
	 * @return completes when there is one, or with a
	 * {@link io.supervision.ComponentUnavailableException}
	 */
	CompletableFuture<Void> open() {
		return this.gate.delayed().open(this.gate);
	}

	/**
	 * Make the call.
	 * @return what comes back
	 * @throws Throwable what the method throws
	 */
	@Nullable Object call() throws Throwable {
		Method called = method();
		ReflectionUtils.makeAccessible(called);
		try {
			return called.invoke(this.proxy, this.arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
