package io.supervision.bean;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import com.google.errorprone.annotations.concurrent.GuardedBy;

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
	private final List<Defined> defined = new ArrayList<>();

	private DefinedClasses() {
	}

	static DefinedClasses of(Class<?> type) {
		return ALL.get(type);
	}

	/**
	 * Take a class that nobody uses, or define one.
	 * @param key what it is for
	 * @param user who keeps it from being used again, for as long as it is reachable
	 * @param definition defines a class, given the end of its name
	 */
	synchronized Class<?> take(Key key, Object user, Function<String, Class<?>> definition) {
		int taken = 0;
		for (int i = 0; i < this.defined.size(); i++) {
			Defined known = this.defined.get(i);
			if (known.key.equals(key) && known.user.get() == null) {
				this.defined.set(i, new Defined(key, known.type, new WeakReference<>(user)));
				return known.type;
			}
			taken += known.key.label().equals(key.label()) ? 1 : 0;
		}
		Class<?> type = definition.apply(key.label() + ((taken == 0) ? "" : "$" + taken));
		this.defined.add(new Defined(key, type, new WeakReference<>(user)));
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
			this.component.codePoints()
				.map((letter) -> Character.isJavaIdentifierPart(letter) ? letter : '_')
				.forEach(label::appendCodePoint);
			return label.toString();
		}

	}

	private record Defined(Key key, Class<?> type, WeakReference<Object> user) {
	}

}
