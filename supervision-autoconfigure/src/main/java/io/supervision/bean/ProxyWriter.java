package io.supervision.bean;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.supervision.bean.ProxiedMethods.Passed;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AdvisedSupport;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.ConstantDynamic;
import org.springframework.asm.Handle;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;
import org.springframework.core.Ordered;

/**
 * Writes the byte code of one proxy class. A method of it is, without boxing and with the
 * types of the method it passes on, <pre>
 * CallSet calls = this.$gate.enter();
 * try {
 *     result = ((Owner) calls.target()).method(arguments);
 * }
 * catch (Throwable ex) {
 *     calls.threw(number, ex);
 *     throw ex;
 * }
 * calls.returned(number);
 * return result;
 * </pre> {@link FollowedWriter} writes those that go on after they have returned,
 * {@link RepeatedWriter} those that may be made again.
 */
final class ProxyWriter {

	static final String GATE = "$gate";

	static final String ADVISED = "$advised";

	/** Which methods the class was generated for. */
	static final String FINGERPRINT = "$fingerprint";

	private static final Type CALL_GATE = Type.getType(CallGate.class);

	private static final Type CALLS = Type.getType(CallSet.class);

	private static final Type ADVISED_SUPPORT = Type.getType(AdvisedSupport.class);

	private static final Type OBJECT = Type.getType(Object.class);

	private static final Type THROWABLE = Type.getType(Throwable.class);

	private static final String NOT_SERIALIZABLE = "java/io/NotSerializableException";

	private static final String METHOD_HANDLE = "java/lang/invoke/MethodHandle";

	private static final int FIELD = Opcodes.ACC_PRIVATE | Opcodes.ACC_TRANSIENT | Opcodes.ACC_SYNTHETIC;

	private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

	private final String name;

	private final ProxiedMethods methods;

	/**
	 * Begin a class.
	 * @param name its name
	 * @param methods what it passes on
	 */
	ProxyWriter(String name, ProxiedMethods methods) {
		this.name = name.replace('.', '/');
		this.methods = methods;
	}

	/**
	 * Write the class.
	 * @param type the class it extends, or the interface it implements
	 * @param interfaces more interfaces it implements
	 * @param text what it answers to {@code toString}
	 * @return the byte code
	 */
	byte[] write(Class<?> type, List<Class<?>> interfaces, String text) {
		Set<Class<?>> implemented = new LinkedHashSet<>();
		if (type.isInterface()) {
			implemented.add(type);
		}
		implemented.addAll(interfaces);
		// Spring counts on something being left when its own interfaces are taken off the
		// end.
		implemented.add(SupervisedProxy.class);
		implemented.add(SpringProxy.class);
		boolean advised = ProxyClass.isAdvised(this.methods);
		if (advised) {
			implemented.add(Advised.class);
		}
		this.writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, this.name, null,
				Type.getInternalName(type.isInterface() ? Object.class : type), internalNames(implemented));
		this.writer.visitField(FIELD, GATE, CALL_GATE.getDescriptor(), null, null).visitEnd();
		this.writer
			.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC,
					FINGERPRINT, "I", null, this.methods.fingerprint(text))
			.visitEnd();
		for (Passed passed : this.methods.passed()) {
			pass(passed);
		}
		for (Method method : ProxyClass.answered()) {
			if (this.methods.isOpen(method)) {
				answer(method, text);
			}
		}
		if (!this.methods.declares("writeReplace()Ljava/lang/Object;")) {
			refuseToBeSerialized(text);
		}
		if (advised) {
			this.writer.visitField(FIELD, ADVISED, ADVISED_SUPPORT.getDescriptor(), null, null).visitEnd();
			for (Method method : Advised.class.getMethods()) {
				delegate(method);
			}
		}
		this.writer.visitEnd();
		return this.writer.toByteArray();
	}

	private static String[] internalNames(Collection<Class<?>> types) {
		List<String> names = new ArrayList<>();
		for (Class<?> type : types) {
			names.add(Type.getInternalName(type));
		}
		return names.toArray(new String[0]);
	}

	private void pass(Passed passed) {
		MethodVisitor code = begin(passed.method());
		if (Ordered.class.isAssignableFrom(passed.method().getDeclaringClass())
				&& passed.method().getName().equals("getOrder") && passed.method().getParameterCount() == 0) {
			load(code, GATE, CALL_GATE);
			code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL_GATE.getInternalName(), "order", "()I", false);
			end(code, Type.INT_TYPE);
			return;
		}
		if (passed.following() != Following.NOT) {
			new FollowedWriter(this.name, code, passed).write();
			return;
		}
		if (passed.repeated()) {
			new RepeatedWriter(this.name, code, passed).write();
			return;
		}
		Type type = Type.getType(passed.method());
		int calls = Type.getArgumentsAndReturnSizes(type.getDescriptor()) >> 2;
		Label from = new Label();
		Label to = new Label();
		Label handler = new Label();
		code.visitTryCatchBlock(from, to, handler, THROWABLE.getInternalName());
		load(code, GATE, CALL_GATE);
		code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL_GATE.getInternalName(), "enter",
				Type.getMethodDescriptor(CALLS), false);
		code.visitVarInsn(Opcodes.ASTORE, calls);
		code.visitLabel(from);
		call(code, passed, type, calls, CALLS);
		code.visitLabel(to);
		code.visitVarInsn(Opcodes.ALOAD, calls);
		push(code, passed.number());
		code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALLS.getInternalName(), "returned", "(I)V", false);
		code.visitInsn(type.getReturnType().getOpcode(Opcodes.IRETURN));
		code.visitLabel(handler);
		rethrow(code, passed, type, calls);
		code.visitMaxs(0, 0);
		code.visitEnd();
	}

	/**
	 * Write the call of the instance.
	 * @param calls where the call that has been counted in is kept
	 * @param counted the type of that
	 */
	static void call(MethodVisitor code, Passed passed, Type type, int calls, Type counted) {
		if (passed.linked()) {
			code.visitLdcInsn(handle(passed, type));
		}
		code.visitVarInsn(Opcodes.ALOAD, calls);
		code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, counted.getInternalName(), "target",
				Type.getMethodDescriptor(OBJECT), false);
		String owner = Type.getInternalName(passed.calledOn());
		if (!passed.linked()) {
			code.visitTypeInsn(Opcodes.CHECKCAST, owner);
		}
		loadArguments(code, type);
		if (passed.linked()) {
			String descriptor = type.getDescriptor().replaceFirst("\\(", "(" + OBJECT.getDescriptor());
			code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, METHOD_HANDLE, "invokeExact", descriptor, false);
		}
		else {
			boolean byInterface = passed.calledOn().isInterface();
			code.visitMethodInsn(byInterface ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL, owner,
					passed.method().getName(), type.getDescriptor(), byInterface);
		}
	}

	private static ConstantDynamic handle(Passed passed, Type type) {
		Handle link = new Handle(Opcodes.H_INVOKESTATIC, Type.getInternalName(ProtectedMethod.class), "link",
				"(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;Ljava/lang/String;"
						+ "Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/MethodHandle;",
				false);
		return new ConstantDynamic(passed.method().getName(), "L" + METHOD_HANDLE + ";", link,
				passed.method().getDeclaringClass().getName(), type);
	}

	private void rethrow(MethodVisitor code, Passed passed, Type type, int calls) {
		frame(code, this.name, type, CALLS, THROWABLE);
		code.visitVarInsn(Opcodes.ASTORE, calls + 1);
		code.visitVarInsn(Opcodes.ALOAD, calls);
		push(code, passed.number());
		code.visitVarInsn(Opcodes.ALOAD, calls + 1);
		code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALLS.getInternalName(), "threw",
				Type.getMethodDescriptor(Type.VOID_TYPE, Type.INT_TYPE, THROWABLE), false);
		code.visitVarInsn(Opcodes.ALOAD, calls + 1);
		code.visitInsn(Opcodes.ATHROW);
	}

	/**
	 * Say what there is at a place that is jumped to: the arguments, one more local
	 * variable, and what is on the stack.
	 */
	static void frame(MethodVisitor code, String name, Type type, Type local, Type... stack) {
		frame(code, name, type, List.of(local), stack);
	}

	/** The same with more local variables. */
	static void frame(MethodVisitor code, String name, Type type, List<Type> more, Type... stack) {
		List<Object> locals = new ArrayList<>();
		locals.add(name);
		for (Type argument : type.getArgumentTypes()) {
			locals.add(frame(argument));
		}
		for (Type local : more) {
			locals.add(local.getInternalName());
		}
		List<Object> items = new ArrayList<>();
		for (Type item : stack) {
			items.add(item.getInternalName());
		}
		code.visitFrame(Opcodes.F_FULL, locals.size(), locals.toArray(), items.size(), items.toArray());
	}

	private static Object frame(Type type) {
		return switch (type.getSort()) {
			case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
			case Type.FLOAT -> Opcodes.FLOAT;
			case Type.LONG -> Opcodes.LONG;
			case Type.DOUBLE -> Opcodes.DOUBLE;
			default -> type.getInternalName();
		};
	}

	/**
	 * What is the proxy's own and must work whatever has become of the component.
	 */
	private void answer(Method method, String text) {
		MethodVisitor code = begin(method);
		switch (method.getName()) {
			case "toString" -> code.visitLdcInsn(text);
			case "hashCode" -> {
				code.visitVarInsn(Opcodes.ALOAD, 0);
				code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/System", "identityHashCode",
						"(Ljava/lang/Object;)I", false);
			}
			default -> isSame(code);
		}
		end(code, Type.getReturnType(method));
	}

	/** The bean's own {@code equals} would compare the empty fields of the proxy. */
	private static void isSame(MethodVisitor code) {
		Label other = new Label();
		code.visitVarInsn(Opcodes.ALOAD, 0);
		code.visitVarInsn(Opcodes.ALOAD, 1);
		code.visitJumpInsn(Opcodes.IF_ACMPNE, other);
		code.visitInsn(Opcodes.ICONST_1);
		code.visitInsn(Opcodes.IRETURN);
		code.visitLabel(other);
		code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
		code.visitInsn(Opcodes.ICONST_0);
	}

	/** What would be read back is a proxy that leads nowhere. */
	private void refuseToBeSerialized(String text) {
		MethodVisitor code = this.writer.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC, "writeReplace",
				"()Ljava/lang/Object;", null, new String[] { NOT_SERIALIZABLE });
		code.visitCode();
		code.visitTypeInsn(Opcodes.NEW, NOT_SERIALIZABLE);
		code.visitInsn(Opcodes.DUP);
		code.visitLdcInsn(text);
		code.visitMethodInsn(Opcodes.INVOKESPECIAL, NOT_SERIALIZABLE, "<init>", "(Ljava/lang/String;)V", false);
		code.visitInsn(Opcodes.ATHROW);
		code.visitMaxs(0, 0);
		code.visitEnd();
	}

	private void delegate(Method method) {
		MethodVisitor code = begin(method);
		load(code, ADVISED, ADVISED_SUPPORT);
		loadArguments(code, Type.getType(method));
		code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, ADVISED_SUPPORT.getInternalName(), method.getName(),
				Type.getMethodDescriptor(method), false);
		end(code, Type.getReturnType(method));
	}

	private MethodVisitor begin(Method method) {
		int access = method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED);
		if (method.isVarArgs()) {
			access |= Opcodes.ACC_VARARGS;
		}
		if (method.isBridge()) {
			access |= Opcodes.ACC_BRIDGE | Opcodes.ACC_SYNTHETIC;
		}
		MethodVisitor code = this.writer.visitMethod(access, method.getName(), Type.getMethodDescriptor(method), null,
				internalNames(List.of(method.getExceptionTypes())));
		code.visitCode();
		return code;
	}

	private static void end(MethodVisitor code, Type result) {
		code.visitInsn(result.getOpcode(Opcodes.IRETURN));
		code.visitMaxs(0, 0);
		code.visitEnd();
	}

	private void load(MethodVisitor code, String field, Type type) {
		code.visitVarInsn(Opcodes.ALOAD, 0);
		code.visitFieldInsn(Opcodes.GETFIELD, this.name, field, type.getDescriptor());
	}

	private static void loadArguments(MethodVisitor code, Type type) {
		int slot = 1;
		for (Type argument : type.getArgumentTypes()) {
			code.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
			slot += argument.getSize();
		}
	}

	static void push(MethodVisitor code, int number) {
		if (number <= Short.MAX_VALUE) {
			code.visitIntInsn(Opcodes.SIPUSH, number);
		}
		else {
			code.visitLdcInsn(number);
		}
	}

}
