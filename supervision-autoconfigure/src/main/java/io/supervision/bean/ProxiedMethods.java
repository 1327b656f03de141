package io.supervision.bean;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.asm.Type;
import org.springframework.core.BridgeMethodResolver;

/**
 * The methods a proxy class has to pass on, and those it cannot.
 */
final class ProxiedMethods {

	private static final Set<String> ANSWERED = Set.of("equals(Ljava/lang/Object;)Z", "hashCode()I",
			"toString()Ljava/lang/String;");

	private static final Set<String> LEFT_OUT = Set.of("finalize()V", "clone()Ljava/lang/Object;");

	private final Class<?> home;

	private final Map<String, Method> declared = new LinkedHashMap<>();

	private final List<Passed> passed = new ArrayList<>();

	private final List<Method> numbered = new ArrayList<>();

	private final List<Method> unreachable = new ArrayList<>();

	/**
	 * Find the methods.
	 * @param type the class or interface of the bean
	 * @param interfaces more interfaces all instances implement
	 * @param home a class of the package the proxy is defined in
	 */
	ProxiedMethods(Class<?> type, List<Class<?>> interfaces, Class<?> home) {
		this.home = home;
		if (!type.isInterface()) {
			for (Class<?> owner = type; owner != null && owner != Object.class; owner = owner.getSuperclass()) {
				add(owner.getDeclaredMethods(), type);
			}
			addInterfaces(type, type);
		}
		else {
			add(type.getMethods(), type);
		}
		for (Class<?> implemented : interfaces) {
			add(implemented.getMethods(), implemented);
		}
	}

	private void addInterfaces(Class<?> of, Class<?> type) {
		for (Class<?> owner = of; owner != null; owner = owner.getSuperclass()) {
			for (Class<?> implemented : owner.getInterfaces()) {
				add(implemented.getMethods(), type);
			}
		}
	}

	/**
	 * Add methods in the order of their names: the one the virtual machine has them in
	 * may be another the next time, while a class generated ahead keeps its numbers.
	 */
	private void add(Method[] methods, Class<?> calledOn) {
		Map<String, Method> sorted = new TreeMap<>();
		for (Method method : methods) {
			sorted.putIfAbsent(key(method), method);
		}
		for (Map.Entry<String, Method> each : sorted.entrySet()) {
			String key = each.getKey();
			Method method = each.getValue();
			int modifiers = method.getModifiers();
			if (Modifier.isPrivate(modifiers) || LEFT_OUT.contains(key)
					|| this.declared.putIfAbsent(key, method) != null || Modifier.isStatic(modifiers)) {
				continue;
			}
			if (!overridable(method)) {
				this.unreachable.add(method);
			}
			else if (!ANSWERED.contains(key)) {
				int number = number(method);
				Following following = Following.of(this.numbered.get(number));
				boolean repeated = following == Following.NOT && RepeatRules.isSafe(this.numbered.get(number));
				this.passed.add(new Passed(method, calledOn, number, !callable(method), following, repeated));
			}
		}
	}

	/**
	 * Bridges get the number of the method they lead to: both are one to the user.
	 */
	private int number(Method method) {
		Method bridged = BridgeMethodResolver.findBridgedMethod(method);
		int number = this.numbered.indexOf(bridged);
		if (number < 0) {
			number = this.numbered.size();
			this.numbered.add(bridged);
		}
		return number;
	}

	private boolean overridable(Method method) {
		if (Modifier.isFinal(method.getModifiers())) {
			return false;
		}
		return callable(method) || (Modifier.isProtected(method.getModifiers()) && reachable(method));
	}

	private boolean callable(Method method) {
		Class<?> owner = method.getDeclaringClass();
		return Modifier.isPublic(method.getModifiers()) || (owner.getClassLoader() == this.home.getClassLoader()
				&& owner.getPackageName().equals(this.home.getPackageName()));
	}

	private static boolean reachable(Method method) {
		try {
			ProtectedMethod.reach(method.getDeclaringClass(), method.getName(),
					MethodType.methodType(method.getReturnType(), method.getParameterTypes()));
			return true;
		}
		catch (ReflectiveOperationException ex) {
			return false;
		}
	}

	/**
	 * The methods to pass on, bridges included.
	 * @return the methods
	 */
	List<Passed> passed() {
		return this.passed;
	}

	/**
	 * What a class that passes these methods on was generated from, in one number.
	 * @param text what the class answers to {@code toString}
	 * @return the same on every run and virtual machine, as long as nothing has changed
	 */
	int fingerprint(String text) {
		StringBuilder all = new StringBuilder(text);
		for (Passed each : this.passed) {
			all.append(key(each.method()))
				.append(each.calledOn().getName())
				.append(each.number())
				.append(each.linked())
				.append(each.following().name())
				.append(each.repeated());
		}
		return all.toString().hashCode();
	}

	/**
	 * The methods by number.
	 * @return the methods, without bridges
	 */
	List<Method> numbered() {
		return this.numbered;
	}

	/**
	 * The methods that would run on the proxy itself, whose fields are empty.
	 * @return the final ones, and those a subclass in another place cannot override
	 */
	List<Method> unreachable() {
		return this.unreachable;
	}

	/**
	 * Tell whether the bean has a method of its own that has this name and these types.
	 */
	boolean declares(Method method) {
		return declares(key(method));
	}

	/**
	 * Tell whether the bean has a method of its own, not a private one.
	 * @param key its name and its types, as in a class file
	 */
	boolean declares(String key) {
		return this.declared.containsKey(key);
	}

	/**
	 * Tell whether a proxy may answer a method itself.
	 */
	boolean isOpen(Method method) {
		Method found = this.declared.get(key(method));
		return found == null || !Modifier.isFinal(found.getModifiers());
	}

	private static String key(Method method) {
		return method.getName() + Type.getMethodDescriptor(method);
	}

	/**
	 * A method to pass on.
	 *
	 * @param method the method
	 * @param calledOn the class or interface to call it by
	 * @param number its number
	 * @param linked whether it can be called by a handle only
	 * @param following how far its calls are followed
	 * @param repeated whether its calls may be made again
	 */
	record Passed(Method method, Class<?> calledOn, int number, boolean linked, Following following, boolean repeated) {
	}

}
