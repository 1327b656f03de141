package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the byte code of a proxy does on the way of a call.
 */
class GeneratedCodeTests {

	private static final String CALLS = "io/supervision/bean/CallSet";

	@Test
	void callBoxesNothingMakesNothingAndLocksNothing() {
		Map<String, List<String>> code = code(Signatures.class);
		for (Method method : Signatures.class.getDeclaredMethods()) {
			String name = method.getName() + Type.getMethodDescriptor(method);
			if (code.containsKey(name)) {
				assertThat(code.get(name)).as(name)
					.containsExactly("call io/supervision/bean/CallGate.enter", "call " + CALLS + ".target",
							"call io/supervision/bean/Signatures." + method.getName(), "call " + CALLS + ".returned",
							"call " + CALLS + ".threw", "throw");
			}
		}
		assertThat(code).hasSizeGreaterThan(Signatures.class.getDeclaredMethods().length / 2);
	}

	private static Map<String, List<String>> code(Class<?> type) {
		Map<String, List<String>> code = new TreeMap<>();
		new ClassReader(ProxyClass.of("code", type).generated().code()).accept(new ClassVisitor(Opcodes.ASM9) {

			@Override
			public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
					String[] exceptions) {
				List<String> instructions = new ArrayList<>();
				code.put(name + descriptor, instructions);
				return new Costs(instructions);
			}

		}, ClassReader.SKIP_DEBUG);
		return code;
	}

	/** Writes down whatever may cost something. */
	private static final class Costs extends MethodVisitor {

		private final List<String> instructions;

		Costs(List<String> instructions) {
			super(Opcodes.ASM9);
			this.instructions = instructions;
		}

		@Override
		public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean inInterface) {
			this.instructions.add("call " + owner + "." + name);
		}

		@Override
		public void visitTypeInsn(int opcode, String type) {
			if (opcode != Opcodes.CHECKCAST) {
				this.instructions.add("make " + type);
			}
		}

		@Override
		public void visitInvokeDynamicInsn(String name, String descriptor, org.springframework.asm.Handle bootstrap,
				Object... arguments) {
			this.instructions.add("link " + name);
		}

		@Override
		public void visitIntInsn(int opcode, int operand) {
			if (opcode == Opcodes.NEWARRAY) {
				this.instructions.add("make array");
			}
		}

		@Override
		public void visitInsn(int opcode) {
			switch (opcode) {
				case Opcodes.MONITORENTER, Opcodes.MONITOREXIT -> this.instructions.add("lock");
				case Opcodes.ATHROW -> this.instructions.add("throw");
				default -> {
				}
			}
		}

	}

}
