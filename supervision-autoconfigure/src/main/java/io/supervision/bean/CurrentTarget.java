package io.supervision.bean;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.TargetSource;

/**
 * The instance behind a proxy, for those who look behind proxies, such as test tools. A
 * call to it is not counted and may come too late: the way in is the {@link CallGate}.
 * While there is no generation it is the instance of the last one.
 *
 * @param gate the way in
 * @param type the type of the bean
 */
record CurrentTarget(CallGate gate, Class<?> type) implements TargetSource {

	@Override
	public Class<?> getTargetClass() {
		return this.type;
	}

	@Override
	public @Nullable Object getTarget() {
		return this.gate.lastTarget();
	}

}
