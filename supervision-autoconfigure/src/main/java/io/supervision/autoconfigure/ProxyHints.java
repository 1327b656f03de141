package io.supervision.autoconfigure;

import java.util.LinkedHashSet;
import java.util.Set;

import io.supervision.bean.GeneratedProxy;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * What a native image has to know of a supervised bean: its proxy is made without a
 * constructor and filled through its fields, its methods are looked at one by one, and
 * workers and probes are called by reflection. Its group may stand on a package above it.
 */
final class ProxyHints {

	private ProxyHints() {
	}

	static void register(GeneratedProxy proxy, RuntimeHints hints) {
		hints.reflection()
			.registerType(TypeReference.of(proxy.name()), MemberCategory.UNSAFE_ALLOCATED,
					MemberCategory.DECLARED_FIELDS);
		for (Class<?> type : hierarchy(proxy.type())) {
			hints.reflection()
				.registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS, MemberCategory.INVOKE_DECLARED_METHODS,
						MemberCategory.INTROSPECT_DECLARED_CONSTRUCTORS, MemberCategory.DECLARED_FIELDS);
		}
		for (String name = proxy.type().getPackageName(); !name.isEmpty(); name = above(name)) {
			hints.resources().registerPattern(name.replace('.', '/') + "/package-info.class");
		}
	}

	private static Set<Class<?>> hierarchy(Class<?> type) {
		Set<Class<?>> all = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(type));
		for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
			all.add(each);
		}
		return all;
	}

	private static String above(String name) {
		int dot = name.lastIndexOf('.');
		return (dot < 0) ? "" : name.substring(0, dot);
	}

}
