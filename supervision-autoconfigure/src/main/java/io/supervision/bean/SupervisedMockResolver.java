package io.supervision.bean;

import org.jspecify.annotations.Nullable;
import org.mockito.plugins.MockResolver;

import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;

/**
 * Shows Mockito the spy behind the proxy of a component, so that a test can stub and
 * verify through the proxy. Mockito finds and makes it; where there is no Mockito nobody
 * does.
 */
public final class SupervisedMockResolver implements MockResolver {

	/**
	 * Look behind proxies of ours, and those that Spring has put before them.
	 * @param instance what Mockito was given
	 * @return the instance of the current generation, or of the last one while there is
	 * none, if there is a proxy before it
	 */
	@Override
	public Object resolve(Object instance) {
		Object seen = instance;
		for (Object next = behind(seen); next != null; next = behind(seen)) {
			seen = next;
		}
		return seen;
	}

	private static @Nullable Object behind(Object seen) {
		if (!AopUtils.isAopProxy(seen) || !(seen instanceof Advised advised)) {
			return null;
		}
		TargetSource source = advised.getTargetSource();
		if (!source.isStatic() && !(seen instanceof SupervisedProxy)) {
			return null;
		}
		try {
			return source.getTarget();
		}
		catch (Exception ex) {
			throw new IllegalStateException("'" + seen + "' does not tell what is behind it", ex);
		}
	}

}
