package io.supervision.detect;

import net.bytebuddy.ByteBuddy;

/**
 * Throwables of libraries that are not on the class path, generated under their real
 * names.
 */
final class NamedThrowables {

	private NamedThrowables() {
	}

	static Throwable named(String name) {
		return named(name, RuntimeException.class);
	}

	static Throwable named(String name, Class<? extends Throwable> parent) {
		return create(new ByteBuddy().subclass(parent).name(name).make().load(loader()).getLoaded());
	}

	private static ClassLoader loader() {
		return NamedThrowables.class.getClassLoader();
	}

	private static Throwable create(Class<? extends Throwable> type) {
		try {
			return type.getConstructor(String.class).newInstance("boom");
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
