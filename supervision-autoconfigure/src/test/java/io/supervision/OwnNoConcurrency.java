package io.supervision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;

/**
 * What a class does that makes no thread and waits for none: it creates no thread, group
 * or pool, uses no lock and has no monitor. ArchUnit does not see {@code synchronized}
 * blocks, so the byte code is read once more for them.
 */
class OwnNoConcurrency extends ArchCondition<JavaClass> {

	private static final Set<String> MONITOR_METHODS = Set.of("wait", "notify", "notifyAll");

	OwnNoConcurrency() {
		super("create no thread or pool, use no lock and have no monitor");
	}

	@Override
	public void check(JavaClass candidate, ConditionEvents events) {
		Consumer<String> violation = (message) -> events.add(SimpleConditionEvent.violated(candidate, message));
		candidate.getMethods()
			.stream()
			.filter((method) -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
			.map(JavaMethod::getDescription)
			.forEach((method) -> violation.accept(method + " is synchronized"));
		candidate.getAccessesFromSelf()
			.stream()
			.filter((access) -> isConcurrent(access.getTarget()))
			.map(JavaAccess::getDescription)
			.forEach(violation);
		candidate.getDirectDependenciesFromSelf()
			.stream()
			.filter((dependency) -> dependency.getTargetClass().getPackageName().equals("java.util.concurrent.locks"))
			.map(Dependency::getDescription)
			.forEach(violation);
		if (entersMonitor(candidate)) {
			violation.accept(candidate.getDescription() + " has a synchronized block");
		}
	}

	private static boolean isConcurrent(AccessTarget target) {
		JavaClass owner = target.getOwner();
		boolean creates = target.getName().equals("<init>")
				&& (owner.isAssignableTo(Thread.class) || owner.isAssignableTo(ThreadGroup.class)
						|| owner.isAssignableTo(Timer.class) || owner.isAssignableTo(Executor.class));
		boolean waits = owner.isEquivalentTo(Object.class) && MONITOR_METHODS.contains(target.getName());
		return creates || waits || owner.isEquivalentTo(Executors.class)
				|| (owner.isEquivalentTo(ForkJoinPool.class) && target.getName().equals("commonPool"));
	}

	private static boolean entersMonitor(JavaClass candidate) {
		boolean[] entered = new boolean[1];
		try (InputStream bytes = candidate.getSource().orElseThrow().getUri().toURL().openStream()) {
			new ClassReader(bytes).accept(new ClassVisitor(SpringAsmInfo.ASM_VERSION) {

				@Override
				public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
						String[] exceptions) {
					return new MethodVisitor(SpringAsmInfo.ASM_VERSION) {

						@Override
						public void visitInsn(int opcode) {
							entered[0] |= (opcode == Opcodes.MONITORENTER);
						}

					};
				}

			}, ClassReader.SKIP_DEBUG);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return entered[0];
	}

}
