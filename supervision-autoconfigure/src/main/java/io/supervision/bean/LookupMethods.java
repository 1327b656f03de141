package io.supervision.bean;

import org.springframework.beans.factory.annotation.Lookup;
import org.springframework.beans.factory.support.LookupOverride;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ReflectionUtils;

/**
 * The {@code @Lookup} methods of a bean. Spring notes them in the definition of that name
 * in the application's context, which is the proxy's; here they are noted in the bean's
 * own.
 */
final class LookupMethods {

	private LookupMethods() {
	}

	/**
	 * Note the methods, unless the bean is made by a method of a configuration, which no
	 * container can override anything of.
	 * @param definition the definition of the bean
	 * @param type its class
	 */
	static void note(RootBeanDefinition definition, Class<?> type) {
		if (definition.getFactoryMethodName() != null || definition.getInstanceSupplier() != null) {
			return;
		}
		ReflectionUtils.doWithMethods(type, (method) -> {
			Lookup lookup = method.getAnnotation(Lookup.class);
			if (lookup != null) {
				definition.getMethodOverrides().addOverride(new LookupOverride(method, lookup.value()));
			}
		});
	}

}
