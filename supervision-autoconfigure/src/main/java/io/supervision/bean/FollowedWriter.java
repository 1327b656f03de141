package io.supervision.bean;

import io.supervision.bean.ProxiedMethods.Passed;

import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

/**
 * Writes a method of a proxy class whose result is followed to its end: <pre>
 * FollowedCall call = this.$gate.follow(number);
 * if (call == null) {
 *     return (Result) this.$gate.later(this, number, new Object[] { arguments });
 * }
 * try {
 *     result = ((Owner) call.target()).method(arguments);
 * }
 * catch (Throwable ex) {
 *     call.threw(ex);
 *     throw ex;
 * }
 * return (Result) call.future(result);
 * </pre> or {@code stage}, or {@code publisher}, which is given the arguments too.
 */
final class FollowedWriter {

	private static final Type CALL_GATE = Type.getType(CallGate.class);

	private static final Type CALL = Type.getType(FollowedCall.class);

	private static final Type OBJECT = Type.getType(Object.class);

	private static final Type OBJECTS = Type.getType(Object[].class);

	private static final Type THROWABLE = Type.getType(Throwable.class);

	private final String name;

	private final MethodVisitor code;

	private final Passed passed;

	private final Type type;

	/** Where the call is kept; the result and the throwable have the place after it. */
	private final int call;

	/**
	 * Begin a method.
	 * @param name the internal name of the proxy class
	 * @param code what takes the code
	 * @param passed the method
	 */
	FollowedWriter(String name, MethodVisitor code, Passed passed) {
		this.name = name;
		this.code = code;
		this.passed = passed;
		this.type = Type.getType(passed.method());
		this.call = Type.getArgumentsAndReturnSizes(this.type.getDescriptor()) >> 2;
	}

	void write() {
		Label from = new Label();
		Label to = new Label();
		Label handler = new Label();
		this.code.visitTryCatchBlock(from, to, handler, THROWABLE.getInternalName());
		enter(from);
		ProxyWriter.call(this.code, this.passed, this.type, this.call, CALL);
		this.code.visitLabel(to);
		follow();
		this.code.visitLabel(handler);
		ProxyWriter.frame(this.code, this.name, this.type, CALL, THROWABLE);
		this.code.visitVarInsn(Opcodes.ASTORE, this.call + 1);
		this.code.visitVarInsn(Opcodes.ALOAD, this.call);
		this.code.visitVarInsn(Opcodes.ALOAD, this.call + 1);
		invoke(CALL, "threw", Type.VOID_TYPE, THROWABLE);
		this.code.visitVarInsn(Opcodes.ALOAD, this.call + 1);
		this.code.visitInsn(Opcodes.ATHROW);
		this.code.visitMaxs(0, 0);
		this.code.visitEnd();
	}

	private void enter(Label entered) {
		gate();
		ProxyWriter.push(this.code, this.passed.number());
		invoke(CALL_GATE, "follow", CALL, Type.INT_TYPE);
		this.code.visitVarInsn(Opcodes.ASTORE, this.call);
		this.code.visitVarInsn(Opcodes.ALOAD, this.call);
		this.code.visitJumpInsn(Opcodes.IFNONNULL, entered);
		gate();
		this.code.visitVarInsn(Opcodes.ALOAD, 0);
		ProxyWriter.push(this.code, this.passed.number());
		arguments();
		invoke(CALL_GATE, "later", OBJECT, OBJECT, Type.INT_TYPE, OBJECTS);
		end();
		this.code.visitLabel(entered);
		ProxyWriter.frame(this.code, this.name, this.type, CALL);
	}

	private void follow() {
		this.code.visitVarInsn(Opcodes.ASTORE, this.call + 1);
		this.code.visitVarInsn(Opcodes.ALOAD, this.call);
		this.code.visitVarInsn(Opcodes.ALOAD, this.call + 1);
		String follower = this.passed.following().follower();
		if (this.passed.following() == Following.PUBLISHER) {
			this.code.visitVarInsn(Opcodes.ALOAD, 0);
			arguments();
			invoke(CALL, follower, OBJECT, OBJECT, OBJECT, OBJECTS);
		}
		else {
			invoke(CALL, follower, OBJECT, OBJECT);
		}
		end();
	}

	private void end() {
		this.code.visitTypeInsn(Opcodes.CHECKCAST, this.type.getReturnType().getInternalName());
		this.code.visitInsn(Opcodes.ARETURN);
	}

	private void gate() {
		this.code.visitVarInsn(Opcodes.ALOAD, 0);
		this.code.visitFieldInsn(Opcodes.GETFIELD, this.name, ProxyWriter.GATE, CALL_GATE.getDescriptor());
	}

	private void arguments() {
		Type[] arguments = this.type.getArgumentTypes();
		ProxyWriter.push(this.code, arguments.length);
		this.code.visitTypeInsn(Opcodes.ANEWARRAY, OBJECT.getInternalName());
		int slot = 1;
		for (int i = 0; i < arguments.length; i++) {
			this.code.visitInsn(Opcodes.DUP);
			ProxyWriter.push(this.code, i);
			this.code.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), slot);
			box(arguments[i]);
			this.code.visitInsn(Opcodes.AASTORE);
			slot += arguments[i].getSize();
		}
	}

	private void box(Type argument) {
		Class<?> boxed = switch (argument.getSort()) {
			case Type.BOOLEAN -> Boolean.class;
			case Type.BYTE -> Byte.class;
			case Type.CHAR -> Character.class;
			case Type.SHORT -> Short.class;
			case Type.INT -> Integer.class;
			case Type.FLOAT -> Float.class;
			case Type.LONG -> Long.class;
			case Type.DOUBLE -> Double.class;
			default -> null;
		};
		if (boxed != null) {
			Type type = Type.getType(boxed);
			this.code.visitMethodInsn(Opcodes.INVOKESTATIC, type.getInternalName(), "valueOf",
					Type.getMethodDescriptor(type, argument), false);
		}
	}

	private void invoke(Type owner, String method, Type result, Type... arguments) {
		this.code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner.getInternalName(), method,
				Type.getMethodDescriptor(result, arguments), false);
	}

}
