package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aot.AotDetector;

/**
 * A proxy class that is written into the application when that is processed ahead of
 * time, so that it need not be generated at every start.
 */
public final class GeneratedProxy {

	private static final Logger logger = LoggerFactory.getLogger(GeneratedProxy.class);

	private final String name;

	private final byte[] code;

	private final Class<?> type;

	private final List<Method> methods;

	GeneratedProxy(String name, byte[] code, Class<?> type, List<Method> methods) {
		this.name = name;
		this.code = code;
		this.type = type;
		this.methods = methods;
	}

	/**
	 * Load a class that was generated ahead.
	 * @param name its name
	 * @param home a class it stands beside
	 * @return the class, or {@code null} if there is none, or none is to be used
	 */
	static @Nullable Class<?> load(String name, Class<?> home) {
		if (!AotDetector.useGeneratedArtifacts()) {
			return null;
		}
		try {
			Class<?> found = Class.forName(name, false, home.getClassLoader());
			return (found.getClassLoader() == home.getClassLoader()) ? found : null;
		}
		catch (ClassNotFoundException | LinkageError | SecurityException ex) {
			logger.debug("The proxy class '{}' was not generated ahead", name, ex);
			return null;
		}
	}

	/**
	 * The name of the class.
	 * @return its binary name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The class file.
	 * @return a copy of its bytes
	 */
	public byte[] code() {
		return this.code.clone();
	}

	/**
	 * The type of the bean.
	 * @return what the class extends or implements
	 */
	public Class<?> type() {
		return this.type;
	}

	/**
	 * The methods that are passed on.
	 * @return the methods of the bean
	 */
	public List<Method> methods() {
		return this.methods;
	}

}
