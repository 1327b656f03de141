package sample.everyday;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.supervision.bean.SupervisedBeans;
import io.supervision.spec.ChildState;
import io.supervision.tree.Reply;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.SupervisionKernel.Operation;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

import org.springframework.beans.factory.BeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Restarts components as an operator would, which counts against no budget, and waits
 * until what was asked for has happened.
 */
public final class Restarts {

	private Restarts() {
	}

	/**
	 * Restart a component and wait until its next generation runs.
	 * @param context the application's context
	 * @param id the id or path of the component
	 */
	public static void restart(BeanFactory context, String id) {
		long generation = generation(context, id);
		operate(context, id, Operation.RESTART);
		awaitGeneration(context, id, generation + 1);
	}

	/**
	 * Restart a component again and again.
	 * @param context the application's context
	 * @param id the id or path of the component
	 * @param times how often
	 */
	public static void restart(BeanFactory context, String id, int times) {
		for (int i = 0; i < times; i++) {
			restart(context, id);
		}
	}

	/**
	 * Check something, restart a component three times, and check it again.
	 * @param context the application's context
	 * @param id the id or path of the component
	 * @param check what holds before and after
	 * @throws Throwable what the check throws
	 */
	public static void beforeAndAfterThree(BeanFactory context, String id, ThrowingRunnable check) throws Throwable {
		check.run();
		restart(context, id, 3);
		check.run();
	}

	/**
	 * Stop a component, check something while it is down, and start it again.
	 * @param context the application's context
	 * @param id the id or path of the component
	 * @param check what holds while it is down
	 * @throws Throwable what the check throws
	 */
	public static void whileDown(BeanFactory context, String id, ThrowingRunnable check) throws Throwable {
		stop(context, id);
		try {
			check.run();
		}
		finally {
			start(context, id);
		}
	}

	/**
	 * Stop a component and wait until it is down. Calls to it then fail at once.
	 * @param context the application's context
	 * @param id the id or path of the component
	 */
	public static void stop(BeanFactory context, String id) {
		operate(context, id, Operation.STOP);
		await(() -> assertThat(component(context, id).state()).isEqualTo(ChildState.STOPPED));
	}

	/**
	 * Start a component that is down and wait until it runs.
	 * @param context the application's context
	 * @param id the id or path of the component
	 */
	public static void start(BeanFactory context, String id) {
		long generation = generation(context, id);
		operate(context, id, Operation.START);
		awaitGeneration(context, id, generation + 1);
	}

	/**
	 * Wait until a component runs in a generation, whoever started it.
	 * @param context the application's context
	 * @param id the id or path of the component
	 * @param generation the number of the generation
	 */
	public static void awaitGeneration(BeanFactory context, String id, long generation) {
		await(() -> {
			assertThat(generation(context, id)).isEqualTo(generation);
			assertThat(component(context, id).state()).isEqualTo(ChildState.RUNNING);
		});
	}

	/**
	 * The number of successful starts of a component.
	 * @param context the application's context
	 * @param id the id or path of the component
	 * @return the number of its generation
	 */
	public static long generation(BeanFactory context, String id) {
		return component(context, id).generation();
	}

	/**
	 * See a component as it is now.
	 * @param context the application's context
	 * @param id the id or path of the component
	 * @return the snapshot
	 */
	public static TreeSnapshot.Component component(BeanFactory context, String id) {
		TreeSnapshot tree = kernel(context).snapshot();
		TreeSnapshot.Node node = tree.find(id);
		assertThat(node).as("'%s' in %s", id, tree.nodes().map(TreeSnapshot.Node::path).toList()).isNotNull();
		return (TreeSnapshot.Component) node;
	}

	/**
	 * How many calls are in flight in the current generation of a component.
	 * @param context the application's context
	 * @param path the path of the component
	 * @return the number
	 */
	public static long inFlight(BeanFactory context, String path) {
		return context.getBean(SupervisedBeans.class).inFlight(path);
	}

	/**
	 * Ask for an operation and return once it has been accepted.
	 * @param context the application's context
	 * @param id the id or path of the node
	 * @param operation what to do
	 */
	public static void operate(BeanFactory context, String id, Operation operation) {
		Reply reply = kernel(context).operate(id, operation)
			.toCompletableFuture()
			.orTimeout(10, TimeUnit.SECONDS)
			.join();
		assertThat(reply.outcome()).as("%s of '%s'", operation, id).isEqualTo(Reply.Outcome.OK);
	}

	private static SupervisionKernel kernel(BeanFactory context) {
		return context.getBean(SupervisionKernel.class);
	}

	private static void await(ThrowingRunnable condition) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(condition);
	}

}
