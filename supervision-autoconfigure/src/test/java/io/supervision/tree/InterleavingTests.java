package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.supervision.spec.Backoff;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import io.supervision.tree.SupervisionKernel.Operation;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ends, suspicions, operations, requests, hanging starts and stops, all at once and in
 * any order chance gives them: whatever happens, the invariants of a tree hold, and once
 * nothing hangs any more it comes to rest.
 * <p>
 * {@code mvn test -Dtest=InterleavingTests -Djqwik.tries.default=5000} tries more of it
 * than the default run does.
 */
class InterleavingTests {

	@Property
	void treeThatEndsAsInOtpKeepsItsInvariants(@ForAll long seed) {
		new Storm(seed, TreeSpec.GiveUp.END).run();
	}

	@Property
	void treeThatIsolatesKeepsItsInvariants(@ForAll long seed) {
		new Storm(seed, TreeSpec.GiveUp.ISOLATE).run();
	}

	/** One tree and what happens to it. */
	private static final class Storm extends HandDrivenTests {

		private final Random random;

		private final TreeSpec.GiveUp giveUp;

		private final List<String> story = new ArrayList<>();

		private final List<String> ids = new ArrayList<>();

		private final List<String> paths = new ArrayList<>();

		private final List<Held> held = new ArrayList<>();

		private final List<Pending<?>> pending = new ArrayList<>();

		Storm(long seed, TreeSpec.GiveUp giveUp) {
			this.random = new Random(seed);
			this.giveUp = giveUp;
		}

		void run() {
			try {
				rage();
			}
			catch (Throwable ex) {
				this.story.addAll(log());
				throw new AssertionError(ex.getMessage() + "\n" + String.join("\n", this.story), ex);
			}
		}

		private void rage() {
			Backoff backoff = (attempt) -> Duration.ofMillis((attempt == 1) ? 0 : 100L * attempt);
			TreeSpec spec = new TreeSpec(tree("root", "", 0), this.giveUp, backoff, Duration.ofSeconds(7), backoff,
					Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(2), Integer.MAX_VALUE);
			this.story.add(Walk.describe(spec.root(), "\n"));
			start(spec);
			this.world.interleave(this.random);
			for (int i = 0; i < 25 && !kernel().ended().toCompletableFuture().isDone(); i++) {
				this.story.add("--");
				this.world.atOnce(() -> {
					int things = 1 + this.random.nextInt(4);
					for (int thing = 0; thing < things; thing++) {
						something();
					}
				});
				this.story.addAll(log());
				log().clear();
				this.story.add(kernel().snapshot()
					.nodes()
					.map((node) -> node.path() + "=" + node.state()
							+ ((node instanceof TreeSnapshot.Component c) ? " " + c.phase() + " " + c.abandoned() : ""))
					.toList()
					.toString());
				invariantsHold();
			}
			this.story.add("-- coming to rest");
			comesToRest();
			ends();
		}

		private SupervisorSpec tree(String id, String path, int depth) {
			List<ChildSpec> children = new ArrayList<>();
			int count = 1 + this.random.nextInt(3);
			for (int i = 0; i < count; i++) {
				String child = id + i;
				if (depth < 2 && this.random.nextInt(3) == 0) {
					children.add(tree(child, path + "/" + child, depth + 1));
				}
				else {
					this.ids.add(child);
					this.paths.add(path + "/" + child);
					boolean essential = this.random.nextInt(4) == 0;
					RestartType restart = oneOf(RestartType.PERMANENT, RestartType.PERMANENT, RestartType.TRANSIENT,
							RestartType.TEMPORARY);
					children.add(child(child).spec((spec) -> spec.essential(essential)
						.restart(restart)
						.shutdown(Shutdown.within(Duration.ofSeconds(1)))));
				}
			}
			return SupervisorSpec.builder(id)
				.strategy(oneOf(Strategy.values()))
				.intensity(1 + this.random.nextInt(5))
				.children(children)
				.build();
		}

		private void something() {
			TestChild child = child(oneOf(this.ids));
			int kind = this.random.nextInt(20);
			switch (kind) {
				case 0, 1, 2, 3, 4 -> exit(child);
				case 5 -> told("fail next of", child).failNext(1 + this.random.nextInt(3));
				case 6 -> this.held.add(told("hold start of", child).holdStart());
				case 7 -> this.held.add(told("hold stop of", child).holdStop());
				case 8, 9 -> release();
				case 10, 11 -> suspect(child);
				case 12, 13, 14 -> operate();
				case 15, 16 -> request(child.id());
				default -> pass();
			}
		}

		private void exit(TestChild child) {
			if (child.starts() > 0 && this.random.nextInt(4) == 0) {
				told("EXIT", child).exitNormally();
			}
			else if (child.starts() > 0) {
				told("DIE", child).die();
			}
		}

		private void suspect(TestChild child) {
			if (child.starts() > 0) {
				told("SUSPECT", child).suspect();
			}
		}

		private void operate() {
			String path = oneOf(this.paths);
			Operation operation = oneOf(Operation.values());
			this.story.add("> " + operation + " " + path);
			kernel().operate(path, operation);
		}

		private TestChild told(String what, TestChild child) {
			this.story.add("> " + what + " " + child.id());
			return child;
		}

		private void release() {
			List<Held> reached = this.held.stream().filter(Held::reached).toList();
			if (!reached.isEmpty()) {
				this.story.add("> release one");
				oneOf(reached).release();
			}
		}

		private void request(String id) {
			String path = this.paths.get(this.ids.indexOf(id));
			String parent = path.substring(0, Math.max(1, path.lastIndexOf('/')));
			Supervisor supervisor = kernel().find(parent).orElse(null);
			if (supervisor == null || this.pending.size() > 3) {
				return;
			}
			boolean terminate = this.random.nextBoolean();
			this.story.add("> " + (terminate ? "terminate " : "restart ") + path);
			this.pending.add(terminate ? this.world.request(() -> supervisor.terminateChild(id))
					: this.world.request(() -> supervisor.restartChild(id)));
		}

		private void pass() {
			Duration time = Duration.ofMillis(oneOf(1, 50, 150, 500, 1100, 5001, 8000, 25_000));
			this.story.add("> advance " + time);
			this.world.advance(time);
		}

		private void invariantsHold() {
			assertThat(this.world.violations()).isEmpty();
			kernel().snapshot().nodes().forEach((node) -> {
				if (node instanceof TreeSnapshot.Component component) {
					assertThat(child(component.id()).callable()).as("'%s' is %s", node.path(), node.state())
						.isEqualTo(component.state() == ChildState.RUNNING);
				}
				else if (node instanceof TreeSnapshot.Supervisor supervisor) {
					assertThat(supervisor.restartsInPeriod()).isLessThanOrEqualTo(supervisor.intensity());
				}
			});
		}

		/** Nothing hangs or fails any more: nobody is left between two states. */
		private void comesToRest() {
			for (int i = 0; i < 3; i++) {
				List<Held> reached = this.held.stream().filter(Held::reached).toList();
				log().add("released " + reached.size() + " ended " + kernel().ended().toCompletableFuture().isDone());
				reached.forEach(Held::release);
				this.ids.forEach((id) -> child(id).behave());
				this.world.advance(Duration.ofHours(1));
			}
			invariantsHold();
			if (!kernel().ended().toCompletableFuture().isDone()) {
				assertThat(kernel().snapshot()
					.nodes()
					.filter((node) -> node.state() != ChildState.RUNNING && node.state() != ChildState.STOPPED)
					.filter((node) -> kernel().snapshot().find(Paths.parent(node.path())).state() == ChildState.RUNNING)
					.map((node) -> node.path() + " " + node.state())).as("not at rest").isEmpty();
			}
			for (Pending<?> request : this.pending) {
				assertThat(answer(request)).isNotNull();
			}
		}

		private static Object answer(Pending<?> request) {
			try {
				return request.answer();
			}
			catch (Exception ex) {
				throw new AssertionError("a request was never answered", ex);
			}
		}

		private void ends() {
			if (!kernel().ended().toCompletableFuture().isDone()) {
				assertThat(stopping()).isCompleted();
			}
			int attempts = this.ids.stream().mapToInt((id) -> child(id).attempts()).sum();
			this.world.advance(Duration.ofDays(1));
			assertThat(this.ids.stream().mapToInt((id) -> child(id).attempts()).sum()).isEqualTo(attempts);
			protocolWasKept();
		}

		@SafeVarargs
		private final <T> T oneOf(T... choices) {
			return choices[this.random.nextInt(choices.length)];
		}

		private <T> T oneOf(List<T> choices) {
			return choices.get(this.random.nextInt(choices.size()));
		}

	}

}
