package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.TreeModel.Kid;
import io.supervision.tree.TreeModel.Sup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A walk of a tree beside its model.
 */
final class Walk extends HandDrivenTests {

	private static final List<Integer> TIMES = List.of(1, 40, 131, 700, 1501, 2500, 5003, 7000, 10_007, 20_000, 61_001);

	private final List<String> ids = new ArrayList<>();

	private final List<String> taken = new ArrayList<>();

	private TreeModel model;

	private int added;

	private int seen;

	@Override
	TestChild child(String id) {
		if (!this.ids.contains(id)) {
			this.ids.add(id);
		}
		return super.child(id);
	}

	void run(TreeSpec spec, TreeModel model, List<Step> steps) {
		this.model = model;
		this.taken.add(describe(spec.root(), "\n"));
		CompletableFuture<Void> started = starting(spec);
		assertThat(model.boot()).isEqualTo(!started.isCompletedExceptionally());
		bothAgree();
		for (Step step : steps) {
			if (model.ended) {
				break;
			}
			take(step);
			bothAgree();
		}
		nothingStartsAfterTheEnd();
		protocolWasKept();
	}

	private void nothingStartsAfterTheEnd() {
		if (!this.model.ended) {
			assertThat(stopping()).isCompleted();
		}
		List<String> before = attempts();
		this.world.advance(Duration.ofDays(1));
		assertThat(attempts()).isEqualTo(before);
		assertThat(this.ids).noneMatch((id) -> child(id).callable());
	}

	private List<String> attempts() {
		return this.ids.stream().map((id) -> id + "=" + child(id).attempts()).toList();
	}

	// Steps

	private void take(Step step) {
		List<Sup> sups = this.model.supervisors().toList();
		Sup sup = sups.get(step.a() % sups.size());
		switch (step.kind()) {
			case DIE, EXIT_NORMALLY -> exit(step);
			case FAIL_NEXT, IGNORE_NEXT -> script(step);
			case ADVANCE -> advance(TIMES.get(step.a() % TIMES.size()));
			case START -> start(sup, step.b());
			case STOP_SUPERVISOR -> stop(sup, step.b());
			default -> request(step.kind(), sup, step.b());
		}
	}

	private void exit(Step step) {
		List<Kid> running = this.model.supervisors()
			.flatMap((sup) -> sup.kids.stream())
			.filter((kid) -> kid.state == ChildState.RUNNING && kid.spec instanceof ComponentSpec)
			.toList();
		List<String> serving = (this.model instanceof IsolatingModel isolating) ? isolating.serving() : List.of();
		if (running.isEmpty() && serving.isEmpty()) {
			return;
		}
		int chosen = step.a() % (running.size() + serving.size());
		boolean clean = step.kind() == Kind.EXIT_NORMALLY;
		boolean works = step.b() % 3 == 0;
		if (chosen < running.size()) {
			Kid kid = running.get(chosen);
			this.taken.add(step.kind() + (works ? " WORKER " : " ") + kid.path);
			this.model.exit(kid, clean, works);
			exit(child(kid.spec.id()), clean, works);
		}
		else {
			String path = serving.get(chosen - running.size());
			this.taken.add(step.kind() + " serving " + path);
			((IsolatingModel) this.model).exitServing(path);
			exit(child(Paths.id(path)), clean, works);
		}
	}

	private static void exit(TestChild child, boolean clean, boolean works) {
		if (clean) {
			child.exitNormally();
		}
		else if (works) {
			child.loseWorker();
		}
		else {
			child.die();
		}
	}

	private void script(Step step) {
		String id = this.ids.get(step.a() % this.ids.size());
		this.taken.add(step.kind() + " " + id);
		if (step.kind() == Kind.FAIL_NEXT) {
			for (int i = 0; i <= step.b() % 4; i++) {
				this.model.failNext(id);
				child(id).failNext(1);
			}
		}
		else {
			this.model.ignoreNext(id);
			child(id).ignoreNext();
		}
	}

	private void advance(int millis) {
		this.taken.add("ADVANCE " + millis);
		this.model.advance(millis);
		this.world.advance(Duration.ofMillis(millis));
	}

	private void start(Sup sup, int number) {
		RestartType restart = List.of(RestartType.values()).get(number % 3);
		boolean twice = number % 7 == 0 && !sup.kids.isEmpty();
		ChildSpec spec = twice ? sup.kids.get(0).spec : child("n" + ++this.added).spec(restart);
		this.taken.add("START " + spec.id() + " " + restart + " in " + sup.path);
		Reply reply = supervisor(sup.path).startChild(spec);
		assertThat(this.model.startChild(sup, spec)).as(this::story).isEqualTo(reply.outcome());
	}

	private void stop(Sup sup, int number) {
		if (sup.self == null) {
			return;
		}
		this.taken.add("STOP_SUPERVISOR " + sup.path);
		ExitReason reason = (number % 2 == 0) ? ExitReason.normal() : ExitReason.shutdown();
		this.model.stop(sup, true);
		assertThat(supervisor(sup.path).stop(reason, Duration.ofSeconds(1))).isTrue();
	}

	private void request(Kind kind, Sup sup, int number) {
		if (sup.kids.isEmpty()) {
			return;
		}
		String id = sup.kids.get(number % sup.kids.size()).spec.id();
		this.taken.add(kind + " " + id + " in " + sup.path);
		Supervisor supervisor = supervisor(sup.path);
		Reply reply = switch (kind) {
			case TERMINATE -> supervisor.terminateChild(id);
			case RESTART -> supervisor.restartChild(id);
			default -> supervisor.deleteChild(id);
		};
		assertThat(switch (kind) {
			case TERMINATE -> this.model.terminate(sup, id);
			case RESTART -> this.model.restart(sup, id);
			default -> this.model.delete(sup, id);
		}).as(this::story).isEqualTo(reply.outcome());
	}

	private String story() {
		return String.join("\n", this.taken);
	}

	static String describe(ChildSpec child, String indent) {
		StringBuilder text = new StringBuilder(indent).append(child.id()).append(' ').append(child.restart());
		text.append(child.significant() ? " significant" : "");
		if (child instanceof SupervisorSpec sup) {
			text.append(" %s %d in %d/%d ms %s %s".formatted(sup.strategy(), sup.intensity(), sup.period().toMillis(),
					sup.nestedPeriod().toMillis(), sup.budget(), sup.autoShutdown()));
			sup.children().forEach((below) -> text.append(describe(below, indent + "  ")));
		}
		else if (child instanceof ComponentSpec component && component.essential()) {
			text.append(" essential");
		}
		return text.toString();
	}

	/**
	 * What both did in this step. While children are isolated, others start.
	 */
	private void logsAgree() {
		List<String> log = log().stream().filter((line) -> !line.startsWith("close")).toList();
		List<String> seen = new ArrayList<>(log.subList(Math.min(this.seen, log.size()), log.size()));
		List<String> expected = new ArrayList<>(this.model.log.subList(this.seen, this.model.log.size()));
		if (this.model instanceof IsolatingModel) {
			Collections.sort(seen);
			Collections.sort(expected);
		}
		assertThat(seen).as(this::story).isEqualTo(expected);
		this.seen = log.size();
	}

	// What holds after each

	private void bothAgree() {
		logsAgree();
		assertThat(kernel().ended().toCompletableFuture().isDone()).as(this::story).isEqualTo(this.model.ended);
		this.model.supervisors().forEach(this::bothAgreeOn);
		for (String id : this.ids) {
			assertThat(child(id).callable()).as("'%s' takes calls: %s", id, story()).isEqualTo(runs(id));
			assertThat(alive(child(id))).isLessThanOrEqualTo(1);
		}
		if (this.model instanceof IsolatingModel isolating) {
			assertThat(kernel().snapshot()
				.nodes()
				.filter((node) -> node instanceof TreeSnapshot.Component component && component.serving())
				.map(TreeSnapshot.Node::path)).as(this::story).hasSameElementsAs(isolating.serving());
			assertThat(kernel().snapshot().gaveUp()).as(this::story).isEqualTo(isolating.gaveUp());
		}
		assertThat(this.world.violations()).as(this::story).isEmpty();
	}

	private boolean runs(String id) {
		return (this.model instanceof IsolatingModel isolating && isolating.serves(id)) || this.model.supervisors()
			.flatMap((sup) -> sup.kids.stream())
			.anyMatch((kid) -> kid.spec.id().equals(id) && kid.state == ChildState.RUNNING);
	}

	private void bothAgreeOn(Sup sup) {
		TreeSnapshot.Supervisor seen = (TreeSnapshot.Supervisor) kernel().snapshot().find(sup.path);
		List<String> states = sup.kids.stream().map((kid) -> kid.spec.id() + "=" + this.model.visible(kid)).toList();
		assertThat(states(sup.path)).as("children of '%s': %s", sup.path, story()).isEqualTo(states);
		assertThat(seen.restartsInPeriod()).as("restarts of '%s': %s", sup.path, story())
			.isLessThanOrEqualTo(sup.spec.intensity());
		Supervisor.Counts counts = supervisor(sup.path).countChildren();
		assertThat(counts.specs()).isEqualTo(seen.children().size());
		assertThat(counts.workers() + counts.supervisors()).isEqualTo(seen.children().size());
		assertThat((long) counts.active())
			.isEqualTo(seen.children().stream().filter((child) -> child.state() == ChildState.RUNNING).count());
	}

	/** What a step does. */
	enum Kind {

		DIE, EXIT_NORMALLY, FAIL_NEXT, IGNORE_NEXT, ADVANCE, TERMINATE, RESTART, DELETE, START, STOP_SUPERVISOR

	}

	/**
	 * One step; the numbers choose whom it concerns.
	 */
	record Step(Kind kind, int a, int b) {
	}

}
