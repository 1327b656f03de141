package io.supervision.bean;

import java.util.List;

import io.supervision.bean.ProxiedMethods.Passed;

import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

/**
 * Writes a method of a proxy class whose calls may be made again: <pre>
 * CallSet calls = this.$gate.enter();
 * Repetition repetition = null;
 * while (true) {
 *     try {
 *         result = ((Owner) calls.target()).method(arguments);
 *     }
 *     catch (Throwable ex) {
 *         repetition = this.$gate.again(calls, number, ex, repetition);
 *         calls = repetition.calls();
 *         continue;
 *     }
 *     calls.returned(number);
 *     return result;
 * }
 * </pre> where {@code again} throws unless the call is to be made again. So a repeated
 * call leaves the same frames on the stack as any other.
 */
final class RepeatedWriter {

	private static final Type CALL_GATE = Type.getType(CallGate.class);

	private static final Type CALLS = Type.getType(CallSet.class);

	private static final Type REPETITION = Type.getType(Repetition.class);

	private static final Type THROWABLE = Type.getType(Throwable.class);

	private final String name;

	private final MethodVisitor code;

	private final Passed passed;

	private final Type type;

	/** Where the call is kept; the repetition and the throwable have the places after. */
	private final int calls;

	/**
	 * Begin a method.
	 * @param name the internal name of the proxy class
	 * @param code what takes the code
	 * @param passed the method
	 */
	RepeatedWriter(String name, MethodVisitor code, Passed passed) {
		this.name = name;
		this.code = code;
		this.passed = passed;
		this.type = Type.getType(passed.method());
		this.calls = Type.getArgumentsAndReturnSizes(this.type.getDescriptor()) >> 2;
	}

	void write() {
		Label again = new Label();
		Label to = new Label();
		Label handler = new Label();
		this.code.visitTryCatchBlock(again, to, handler, THROWABLE.getInternalName());
		gate();
		invoke(CALL_GATE, "enter", CALLS);
		this.code.visitVarInsn(Opcodes.ASTORE, this.calls);
		this.code.visitInsn(Opcodes.ACONST_NULL);
		this.code.visitVarInsn(Opcodes.ASTORE, this.calls + 1);
		this.code.visitLabel(again);
		ProxyWriter.frame(this.code, this.name, this.type, List.of(CALLS, REPETITION));
		ProxyWriter.call(this.code, this.passed, this.type, this.calls, CALLS);
		this.code.visitLabel(to);
		this.code.visitVarInsn(Opcodes.ALOAD, this.calls);
		ProxyWriter.push(this.code, this.passed.number());
		invoke(CALLS, "returned", Type.VOID_TYPE, Type.INT_TYPE);
		this.code.visitInsn(this.type.getReturnType().getOpcode(Opcodes.IRETURN));
		this.code.visitLabel(handler);
		ProxyWriter.frame(this.code, this.name, this.type, List.of(CALLS, REPETITION), THROWABLE);
		repeat(again);
		this.code.visitMaxs(0, 0);
		this.code.visitEnd();
	}

	private void repeat(Label again) {
		this.code.visitVarInsn(Opcodes.ASTORE, this.calls + 2);
		gate();
		this.code.visitVarInsn(Opcodes.ALOAD, this.calls);
		ProxyWriter.push(this.code, this.passed.number());
		this.code.visitVarInsn(Opcodes.ALOAD, this.calls + 2);
		this.code.visitVarInsn(Opcodes.ALOAD, this.calls + 1);
		invoke(CALL_GATE, "again", REPETITION, CALLS, Type.INT_TYPE, THROWABLE, REPETITION);
		this.code.visitInsn(Opcodes.DUP);
		this.code.visitVarInsn(Opcodes.ASTORE, this.calls + 1);
		invoke(REPETITION, "calls", CALLS);
		this.code.visitVarInsn(Opcodes.ASTORE, this.calls);
		this.code.visitJumpInsn(Opcodes.GOTO, again);
	}

	private void gate() {
		this.code.visitVarInsn(Opcodes.ALOAD, 0);
		this.code.visitFieldInsn(Opcodes.GETFIELD, this.name, ProxyWriter.GATE, CALL_GATE.getDescriptor());
	}

	private void invoke(Type owner, String method, Type result, Type... arguments) {
		this.code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner.getInternalName(), method,
				Type.getMethodDescriptor(result, arguments), false);
	}

}
