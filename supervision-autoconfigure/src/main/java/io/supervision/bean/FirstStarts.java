package io.supervision.bean;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import io.supervision.tree.SupervisionKernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.core.SpringProperties;

/**
 * Starts components that are called before the tree has started, because a bean calls
 * them while it is being made.
 * <p>
 * Such a start runs on a thread of the component's own. Where that thread would have to
 * wait for a lock the caller holds, because the caller is inside the creation of a
 * singleton and the container's locking is strict there, it runs on the caller's thread
 * instead.
 */
final class FirstStarts implements OnDemand {

	private static final Logger logger = LoggerFactory.getLogger(FirstStarts.class);

	private static final String STRICT = "spring.locking.strict";

	private static final String REGISTRY = "org.springframework.beans.factory.support.DefaultSingletonBeanRegistry";

	private final Supplier<SupervisionKernel> kernel;

	private final Function<String, String> paths;

	/**
	 * Make the starts of a tree.
	 * @param kernel the tree, made when it is first asked for
	 * @param paths the path of a component by its id
	 */
	FirstStarts(Supplier<SupervisionKernel> kernel, Function<String, String> paths) {
		this.kernel = kernel;
		this.paths = paths;
	}

	@Override
	public CompletionStage<Void> start(String component) {
		String path = this.paths.apply(component);
		SupervisionKernel tree = tree(component);
		if (!callerLocksOut()) {
			return tree.demand(path, null);
		}
		logger.warn("Component '{}' is called while a singleton is being made on thread '{}', "
				+ "so it starts on that thread", component, Thread.currentThread().getName());
		return startHere(path, tree);
	}

	private SupervisionKernel tree(String component) {
		try {
			return this.kernel.get();
		}
		catch (BeanCurrentlyInCreationException ex) {
			throw new IllegalStateException("'" + component + "' is called while the tree that starts it is being "
					+ "made, by a post-processor or by what the tree needs itself. Call it later, or do not supervise it",
					ex);
		}
	}

	private CompletionStage<Void> startHere(String path, SupervisionKernel tree) {
		BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
		CompletionStage<Void> running = tree.demand(path, tasks::add);
		AtomicBoolean over = new AtomicBoolean();
		running.whenComplete((started, failure) -> tasks.add(() -> over.set(true)));
		try {
			while (!over.get()) {
				tasks.take().run();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return running;
	}

	/**
	 * Whether the current thread holds the lock on singletons. While the container makes
	 * all of them it lets other threads in all the same, unless it is told not to.
	 */
	private static boolean callerLocksOut() {
		return StackWalker.getInstance().walk((frames) -> {
			List<String> stack = frames.map((frame) -> frame.getClassName() + "." + frame.getMethodName()).toList();
			boolean creating = stack.contains(REGISTRY + ".getSingleton");
			boolean lenient = stack.stream().anyMatch((frame) -> frame.endsWith(".preInstantiateSingletons"));
			return creating && (!lenient || SpringProperties.getFlag(STRICT));
		});
	}

}
