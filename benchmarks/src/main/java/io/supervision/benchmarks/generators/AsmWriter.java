package io.supervision.benchmarks.generators;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

/**
 * Writes a proxy class as supervision does, without what only supervision needs.
 */
final class AsmWriter {

	private static final AtomicInteger WRITTEN = new AtomicInteger();

	private static final Type WAY = Type.getType(Way.class);

	private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

	private final Type owner;

	private final Type name;

	private AsmWriter(Class<?> owner) {
		this.owner = Type.getType(owner);
		this.name = Type.getObjectType(this.owner.getInternalName() + "$$" + WRITTEN.incrementAndGet());
	}

	static Class<?> define(Class<?> owner) throws IllegalAccessException {
		AsmWriter asm = new AsmWriter(owner);
		asm.writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, asm.name.getInternalName(), null, asm.owner.getInternalName(),
				null);
		asm.writer.visitField(Opcodes.ACC_PRIVATE, "way", WAY.getDescriptor(), null, null).visitEnd();
		asm.constructor();
		for (Method method : owner.getDeclaredMethods()) {
			if (Modifier.isPublic(method.getModifiers())) {
				asm.method(method);
			}
		}
		return MethodHandles.lookup().defineClass(asm.writer.toByteArray());
	}

	private void constructor() {
		MethodVisitor code = this.writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>",
				Type.getMethodDescriptor(Type.VOID_TYPE, WAY), null, null);
		code.visitVarInsn(Opcodes.ALOAD, 0);
		code.visitMethodInsn(Opcodes.INVOKESPECIAL, this.owner.getInternalName(), "<init>", "()V", false);
		code.visitVarInsn(Opcodes.ALOAD, 0);
		code.visitVarInsn(Opcodes.ALOAD, 1);
		code.visitFieldInsn(Opcodes.PUTFIELD, this.name.getInternalName(), "way", WAY.getDescriptor());
		code.visitInsn(Opcodes.RETURN);
		end(code);
	}

	private void method(Method method) {
		String descriptor = Type.getMethodDescriptor(method);
		Type result = Type.getReturnType(method);
		MethodVisitor code = this.writer.visitMethod(Opcodes.ACC_PUBLIC, method.getName(), descriptor, null, null);
		int way = Type.getArgumentsAndReturnSizes(descriptor) >> 2;
		int stripe = way + 1;
		int value = stripe + 1;
		Label from = new Label();
		Label until = new Label();
		Label failed = new Label();
		code.visitTryCatchBlock(from, until, failed, null);
		code.visitVarInsn(Opcodes.ALOAD, 0);
		code.visitFieldInsn(Opcodes.GETFIELD, this.name.getInternalName(), "way", WAY.getDescriptor());
		code.visitVarInsn(Opcodes.ASTORE, way);
		code.visitVarInsn(Opcodes.ALOAD, way);
		call(code, "enter", "()I");
		code.visitVarInsn(Opcodes.ISTORE, stripe);
		code.visitLabel(from);
		code.visitVarInsn(Opcodes.ALOAD, way);
		call(code, "target", "()Ljava/lang/Object;");
		code.visitTypeInsn(Opcodes.CHECKCAST, this.owner.getInternalName());
		int slot = 1;
		for (Type argument : Type.getArgumentTypes(method)) {
			code.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
			slot += argument.getSize();
		}
		code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, this.owner.getInternalName(), method.getName(), descriptor, false);
		code.visitVarInsn(result.getOpcode(Opcodes.ISTORE), value);
		code.visitLabel(until);
		code.visitVarInsn(Opcodes.ALOAD, way);
		code.visitVarInsn(Opcodes.ILOAD, stripe);
		call(code, "leave", "(I)V");
		code.visitVarInsn(result.getOpcode(Opcodes.ILOAD), value);
		code.visitInsn(result.getOpcode(Opcodes.IRETURN));
		code.visitLabel(failed);
		Object[] locals = locals(method);
		code.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] { "java/lang/Throwable" });
		code.visitVarInsn(Opcodes.ASTORE, value);
		code.visitVarInsn(Opcodes.ALOAD, way);
		code.visitVarInsn(Opcodes.ILOAD, stripe);
		code.visitVarInsn(Opcodes.ALOAD, value);
		call(code, "fail", "(ILjava/lang/Throwable;)V");
		code.visitVarInsn(Opcodes.ALOAD, value);
		code.visitInsn(Opcodes.ATHROW);
		end(code);
	}

	private Object[] locals(Method method) {
		Type[] arguments = Type.getArgumentTypes(method);
		Object[] locals = new Object[arguments.length + 3];
		locals[0] = this.name.getInternalName();
		for (int i = 0; i < arguments.length; i++) {
			locals[i + 1] = switch (arguments[i].getSort()) {
				case Type.LONG -> Opcodes.LONG;
				case Type.DOUBLE -> Opcodes.DOUBLE;
				case Type.FLOAT -> Opcodes.FLOAT;
				case Type.OBJECT, Type.ARRAY -> arguments[i].getInternalName();
				default -> Opcodes.INTEGER;
			};
		}
		locals[arguments.length + 1] = WAY.getInternalName();
		locals[arguments.length + 2] = Opcodes.INTEGER;
		return locals;
	}

	private static void call(MethodVisitor code, String method, String descriptor) {
		code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, WAY.getInternalName(), method, descriptor, false);
	}

	private static void end(MethodVisitor code) {
		code.visitMaxs(0, 0);
		code.visitEnd();
	}

}
