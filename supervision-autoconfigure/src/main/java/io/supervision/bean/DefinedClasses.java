package io.supervision.bean;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * The proxy classes that have been defined for one bean class. No class is unloaded
 * before its loader is, so those of application contexts that are gone are used again.
 */
final class DefinedClasses {

	private static final ClassValue<DefinedClasses> ALL = new ClassValue<>() {

		@Override
		protected DefinedClasses computeValue(Class<?> type) {
			return new DefinedClasses();
		}

	};

	@GuardedBy("this")
	private final MultiValueMap<Key, Defined> defined = new LinkedMultiValueMap<>();

	/** How many classes have names with this in them; several keys may look the same. */
	@GuardedBy("this")
	private final Map<String, Integer> labels = new HashMap<>();

	/** What they pass on, by the interfaces they implement besides. */
	@GuardedBy("this")
	private final Map<List<Class<?>>, ProxiedMethods> methods = new HashMap<>();

	private DefinedClasses() {
	}

	static DefinedClasses of(Class<?> type) {
		return ALL.get(type);
	}

	/**
	 * Find the methods that all classes with these interfaces pass on.
	 * @param interfaces what they implement besides the bean's own type
	 * @param search looks for the methods
	 */
	synchronized ProxiedMethods methods(List<Class<?>> interfaces, Supplier<ProxiedMethods> search) {
		ProxiedMethods known = this.methods.get(interfaces);
		if (known == null) {
			known = search.get();
			this.methods.put(interfaces, known);
		}
		return known;
	}

	/**
	 * Take a class that nobody uses, or define one.
	 * @param key what it is for
	 * @param user who keeps it from being used again, for as long as it is reachable
	 * @param definition defines a class, given the end of its name
	 */
	synchronized Class<?> take(Key key, Object user, Function<String, Class<?>> definition) {
		List<Defined> alike = this.defined.getOrDefault(key, List.of());
		for (int i = 0; i < alike.size(); i++) {
			Defined known = alike.get(i);
			if (known.user.get() == null) {
				alike.set(i, new Defined(known.type, new WeakReference<>(user)));
				return known.type;
			}
		}
		String label = key.label();
		int taken = this.labels.getOrDefault(label, 0);
		Class<?> type = definition.apply(label + ((taken == 0) ? "" : "$" + taken));
		this.labels.put(label, taken + 1);
		this.defined.add(key, new Defined(type, new WeakReference<>(user)));
		return type;
	}

	/**
	 * What a proxy class is for.
	 *
	 * @param component the id of the component
	 * @param interfaces what it implements besides the bean's own type
	 */
	record Key(String component, List<Class<?>> interfaces) {

		/**
		 * The id as it may stand in a class name; several may come out the same.
		 */
		String label() {
			StringBuilder label = new StringBuilder();
			for (int letter : this.component.codePoints().toArray()) {
				label.appendCodePoint(Character.isJavaIdentifierPart(letter) ? letter : '_');
			}
			return label.toString();
		}

	}

	private record Defined(Class<?> type, WeakReference<Object> user) {
	}

}
