package io.supervision.tree;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Counts the objects that can be reached from one: through fields of the project's own
 * classes, and through collections, maps and arrays. What belongs to the test is not
 * entered, and boxed numbers, of which small ones are shared, are not counted.
 */
final class Footprint {

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Deque<Object> open = new ArrayDeque<>();

	private final Set<Class<?>> left;

	private Footprint(Set<Class<?>> left) {
		this.left = left;
	}

	/**
	 * Count.
	 * @param root where to begin
	 * @param left classes that are not entered
	 * @return how many objects there are
	 */
	static int of(Object root, Class<?>... left) throws IllegalAccessException {
		Footprint footprint = new Footprint(Set.of(left));
		footprint.reach(root);
		while (!footprint.open.isEmpty()) {
			footprint.enter(footprint.open.remove());
		}
		return footprint.seen.size();
	}

	private void reach(@Nullable Object object) {
		if (object != null && !(object instanceof Class) && !(object instanceof Number)
				&& !this.left.contains(object.getClass()) && this.seen.add(object)) {
			this.open.add(object);
		}
	}

	private void enter(Object object) throws IllegalAccessException {
		if (object instanceof Collection<?> collection) {
			collection.forEach(this::reach);
		}
		else if (object instanceof Map<?, ?> map) {
			map.keySet().forEach(this::reach);
			map.values().forEach(this::reach);
		}
		else if (object instanceof AtomicReference<?> reference) {
			reach(reference.get());
		}
		else if (object instanceof Object[] array) {
			for (Object element : array) {
				reach(element);
			}
		}
		if (object.getClass().getName().startsWith("io.supervision.")) {
			fields(object);
		}
	}

	private void fields(Object object) throws IllegalAccessException {
		for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()
						&& type.getName().startsWith("io.supervision.")) {
					field.setAccessible(true);
					reach(field.get(object));
				}
			}
		}
	}

}
