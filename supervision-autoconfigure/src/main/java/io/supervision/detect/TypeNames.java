package io.supervision.detect;

import java.util.HashMap;
import java.util.Map;

/**
 * The names of all types a throwable is an instance of. So types of libraries that may
 * not be there can be spoken of without being linked.
 */
final class TypeNames {

	private static final ClassValue<Map<String, Class<?>>> CACHE = new ClassValue<>() {

		@Override
		protected Map<String, Class<?>> computeValue(Class<?> type) {
			Map<String, Class<?>> names = new HashMap<>();
			for (Class<?> each = type; each != null; each = each.getSuperclass()) {
				collect(each, names);
			}
			return Map.copyOf(names);
		}

	};

	private TypeNames() {
	}

	/**
	 * Name the class of a throwable, its superclasses, and their interfaces.
	 * @param thrown the throwable
	 * @return the types by name
	 */
	static Map<String, Class<?>> of(Throwable thrown) {
		return CACHE.get(thrown.getClass());
	}

	private static void collect(Class<?> type, Map<String, Class<?>> names) {
		if (names.put(type.getName(), type) == null) {
			for (Class<?> each : type.getInterfaces()) {
				collect(each, names);
			}
		}
	}

}
