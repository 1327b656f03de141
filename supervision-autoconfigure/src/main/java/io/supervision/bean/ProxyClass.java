package io.supervision.bean;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AdvisedSupport;
import org.springframework.objenesis.ObjenesisException;
import org.springframework.objenesis.ObjenesisStd;
import org.springframework.objenesis.instantiator.ObjectInstantiator;
import org.springframework.objenesis.instantiator.sun.UnsafeFactoryInstantiator;

/**
 * The class of the proxies of one component: a subclass of the bean's class, or an
 * implementation of its interfaces, that passes each call on to the current generation.
 * No two components that live at the same time share one, so a frame of it on a stack
 * says which component the thread is in. It is defined beside the bean's class, because
 * only there package-private types and methods can be reached.
 */
final class ProxyClass {

	/** Part of the name of every proxy class. Spring reads the two dollars. */
	static final String TAG = "$$Supervised$$";

	private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

	private final String component;

	private final Class<?> type;

	private final List<Class<?>> interfaces;

	private final ProxiedMethods methods;

	private final Class<?> proxyClass;

	private final ObjectInstantiator<?> instantiator;

	private ProxyClass(String component, Class<?> type, List<Class<?>> interfaces) {
		check(component, type);
		Class<?> home = seesUs(type) ? type : ProxyClass.class;
		if (home != type && !Modifier.isPublic(type.getModifiers())) {
			throw new IllegalArgumentException("The type '" + type.getName() + "' of component '" + component
					+ "' must be public, because its class loader does not see this library");
		}
		this.component = component;
		this.type = type;
		this.interfaces = interfaces;
		DefinedClasses defined = DefinedClasses.of(type);
		this.methods = defined.methods(interfaces, () -> new ProxiedMethods(type, interfaces, home));
		String beside = (home == type) ? type.getName()
				: home.getPackageName() + "." + type.getName().replace('.', '_');
		this.proxyClass = defined.take(new DefinedClasses.Key(component, interfaces), this,
				(label) -> define(beside + TAG + label, home));
		this.instantiator = instantiator(this.proxyClass);
	}

	/**
	 * Find or generate the proxy class of a component.
	 * @param component the id of the component
	 * @param type the class of the bean, or an interface of it
	 * @param interfaces interfaces that every instance implements besides
	 * @return the proxy class
	 * @throws IllegalArgumentException if there can be no subclass of the type
	 */
	static ProxyClass of(String component, Class<?> type, Class<?>... interfaces) {
		return new ProxyClass(component, type, List.of(interfaces));
	}

	/**
	 * Where there is a choice, the way that needs no class and no class loader of its
	 * own.
	 */
	private static ObjectInstantiator<?> instantiator(Class<?> type) {
		try {
			return new UnsafeFactoryInstantiator<>(type);
		}
		catch (ObjenesisException | LinkageError ex) {
			return new ObjenesisStd(false).getInstantiatorOf(type);
		}
	}

	private static void check(String component, Class<?> type) {
		if (type.isPrimitive() || type.isArray() || type.isHidden() || type.isSealed()
				|| Modifier.isFinal(type.getModifiers())) {
			throw new IllegalArgumentException("The type '" + type.getName() + "' of component '" + component
					+ "' must not be final or sealed; open it, or declare the bean by an interface");
		}
	}

	private static boolean seesUs(Class<?> type) {
		try {
			return Class.forName(CallGate.class.getName(), false, type.getClassLoader()) == CallGate.class;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private Class<?> define(String name, Class<?> home) {
		Class<?> ahead = GeneratedProxy.load(name, home);
		if (ahead != null && isGeneratedFor(ahead)) {
			return ahead;
		}
		byte[] code = code((ahead != null) ? name + "$anew" : name);
		try {
			return MethodHandles.privateLookupIn(home, MethodHandles.lookup()).defineClass(code);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalArgumentException("The package of the type '" + this.type.getName() + "' of component '"
					+ this.component + "' must be open to this library", ex);
		}
	}

	private byte[] code(String name) {
		return new ProxyWriter(name, this.methods).write(this.type, this.interfaces, text());
	}

	private String text() {
		return "supervised " + this.component + " (" + this.type.getName() + ")";
	}

	/**
	 * A class that was generated ahead may be that of a type that has changed since, or
	 * of another component whose name looks the same.
	 */
	private boolean isGeneratedFor(Class<?> ahead) {
		try {
			int fingerprint = (int) MethodHandles.privateLookupIn(ahead, MethodHandles.lookup())
				.findStaticVarHandle(ahead, ProxyWriter.FINGERPRINT, int.class)
				.get();
			return fingerprint == this.methods.fingerprint(text()) && this.type.isAssignableFrom(ahead)
					&& this.interfaces.stream().allMatch((implemented) -> implemented.isAssignableFrom(ahead));
		}
		catch (ReflectiveOperationException ex) {
			return false;
		}
	}

	/**
	 * The class as it can be kept for later runs.
	 * @return its name and code
	 */
	GeneratedProxy generated() {
		String name = this.proxyClass.getName();
		List<Method> called = this.methods.passed().stream().map(ProxiedMethods.Passed::method).toList();
		return new GeneratedProxy(name, code(name), this.type, called);
	}

	/**
	 * Make a proxy. No constructor of the bean's class runs.
	 * @param gate the way into the component
	 * @return the proxy
	 */
	Object proxy(CallGate gate) {
		Object proxy = this.instantiator.newInstance();
		gate.proxiedBy(this);
		set(proxy, ProxyWriter.GATE, CallGate.class, gate);
		if (isAdvised(this.methods)) {
			set(proxy, ProxyWriter.ADVISED, AdvisedSupport.class, advised(gate));
		}
		return proxy;
	}

	/**
	 * What Spring sees when it looks behind the proxy. It is frozen: whoever has advice
	 * for the bean wraps the proxy instead of putting it behind the gate.
	 */
	private AdvisedSupport advised(CallGate gate) {
		AdvisedSupport advised = new AdvisedSupport();
		advised.setProxyTargetClass(!this.type.isInterface());
		if (this.type.isInterface()) {
			advised.addInterface(this.type);
		}
		for (Class<?> implemented : this.interfaces) {
			advised.addInterface(implemented);
		}
		advised.setTargetSource(new CurrentTarget(gate, this.type));
		advised.setFrozen(true);
		return advised;
	}

	private <T> void set(Object proxy, String field, Class<T> type, T value) {
		try {
			MethodHandles.privateLookupIn(this.proxyClass, MethodHandles.lookup())
				.findVarHandle(this.proxyClass, field, type)
				.set(proxy, value);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("The proxy class '" + this.proxyClass.getName() + "' is not ours", ex);
		}
	}

	/**
	 * Tell whether the current thread is in calls through this class.
	 * @param times how many calls, one inside the other, at least
	 */
	boolean onStack(int times) {
		return STACK.walk((frames) -> frames.filter((frame) -> frame.getDeclaringClass() == this.proxyClass)
			.limit(times)
			.count()) == times;
	}

	/**
	 * Count the calls through this class that the current thread is in.
	 * @return the number of frames
	 */
	long onStack() {
		return STACK.walk((frames) -> frames.filter((frame) -> frame.getDeclaringClass() == this.proxyClass).count());
	}

	/**
	 * Count the calls through this class that the current thread has entered, or is about
	 * to, since it was last in another class.
	 * @param caller that other class
	 * @return the number of frames
	 */
	long onStackAbove(Class<?> caller) {
		return STACK.walk((frames) -> frames.dropWhile((frame) -> frame.getDeclaringClass() != this.proxyClass)
			.takeWhile((frame) -> frame.getDeclaringClass() != caller)
			.filter((frame) -> frame.getDeclaringClass() == this.proxyClass)
			.count());
	}

	/**
	 * The methods by the number that is told when a call ends.
	 * @return the methods
	 */
	Method[] methods() {
		return this.methods.numbered().toArray(new Method[0]);
	}

	/**
	 * The methods that would run on the proxy itself, whose fields are empty.
	 * @return final methods, and package-private ones of other packages
	 */
	List<Method> unreachable() {
		return List.copyOf(this.methods.unreachable());
	}

	/**
	 * The class or interface of the bean, as it was declared.
	 * @return the type
	 */
	Class<?> type() {
		return this.type;
	}

	/**
	 * The class itself.
	 * @return the class
	 */
	Class<?> proxyClass() {
		return this.proxyClass;
	}

	/**
	 * Spring's own view of a proxy is left out if the bean has methods that look the
	 * same.
	 */
	static boolean isAdvised(ProxiedMethods methods) {
		for (Method method : Advised.class.getMethods()) {
			if (methods.declares(method)) {
				return false;
			}
		}
		return true;
	}

	static List<Method> answered() {
		List<Method> answered = new ArrayList<>();
		for (Method method : Object.class.getMethods()) {
			if (!Modifier.isFinal(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())) {
				answered.add(method);
			}
		}
		return answered;
	}

}
