package io.supervision.bean;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The way to a protected method that was declared in another package than the proxy's:
 * Java lets a subclass override it, but not call it on another instance. Public because
 * generated proxies link to it, once per method.
 */
public final class ProtectedMethod {

	private ProtectedMethod() {
	}

	/**
	 * Link a method. Called by the virtual machine, at the first call.
	 * @param caller the proxy class
	 * @param name the name of the method
	 * @param kind the type of the constant
	 * @param declaring the name of the superclass that declares it
	 * @param type its parameters and result
	 * @return a handle that takes the instance as an object, then the parameters
	 * @throws ReflectiveOperationException if the module of the superclass is closed
	 */
	public static MethodHandle link(MethodHandles.Lookup caller, String name, Class<?> kind, String declaring,
			MethodType type) throws ReflectiveOperationException {
		Class<?> owner = caller.lookupClass();
		while (!owner.getName().equals(declaring)) {
			owner = owner.getSuperclass();
		}
		return reach(owner, name, type).asType(type.insertParameterTypes(0, Object.class));
	}

	static MethodHandle reach(Class<?> owner, String name, MethodType type) throws ReflectiveOperationException {
		return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVirtual(owner, name, type);
	}

}
