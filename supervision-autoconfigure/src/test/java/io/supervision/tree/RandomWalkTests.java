package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Backoff;
import io.supervision.spec.Budget;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * A random walk of a random tree beside a small model of what a tree does: after every
 * step both are in the same state, have started and stopped the same children in the same
 * order, and the invariants hold. Each run prints its seed.
 */
class RandomWalkTests {

	private static final long RESET_AFTER = 7000;

	private static final long COOL_DOWN = 20_000;

	private static final long MAX_COOL_DOWN = 80_000;

	@Property(tries = 1500)
	void treeBehavesAsInOtp(@ForAll long tree, @ForAll("steps") List<Walk.Step> steps) {
		Walk walk = new Walk();
		SupervisorSpec root = new RandomTree(tree, false, walk::child).root();
		TreeModel model = new TreeModel(root, (attempt) -> 0, RESET_AFTER);
		walk.run(spec(root, TreeSpec.GiveUp.END, Backoff.NONE), model, steps);
	}

	@Property(tries = 1500)
	void treeBehavesAsInOtpWhenRestartsWait(@ForAll long tree, @ForAll("steps") List<Walk.Step> steps) {
		Walk walk = new Walk();
		SupervisorSpec root = new RandomTree(tree, false, walk::child).root();
		TreeModel model = new TreeModel(root, RandomWalkTests::waiting, RESET_AFTER);
		Backoff backoff = (attempt) -> Duration.ofMillis(waiting(attempt));
		walk.run(spec(root, TreeSpec.GiveUp.END, backoff), model, steps);
	}

	@Property(tries = 1500)
	void treeIsolatesAsItsRulesSay(@ForAll long tree, @ForAll("steps") List<Walk.Step> steps) {
		Walk walk = new Walk();
		SupervisorSpec root = new RandomTree(tree, true, walk::child).root();
		TreeModel model = new IsolatingModel(root, RandomWalkTests::waiting, RESET_AFTER, COOL_DOWN, MAX_COOL_DOWN);
		Backoff backoff = (attempt) -> Duration.ofMillis(waiting(attempt));
		walk.run(spec(root, TreeSpec.GiveUp.ISOLATE, backoff), model, steps);
	}

	private static long waiting(int attempt) {
		return (attempt == 1) ? 0 : 130L << Math.min(attempt, 6);
	}

	private static TreeSpec spec(SupervisorSpec root, TreeSpec.GiveUp giveUp, Backoff backoff) {
		return new TreeSpec(root, giveUp, backoff, Duration.ofMillis(RESET_AFTER), Backoff.NONE,
				Duration.ofMillis(COOL_DOWN), Duration.ofMillis(MAX_COOL_DOWN), Duration.ofSeconds(2),
				Integer.MAX_VALUE);
	}

	@Provide
	Arbitrary<List<Walk.Step>> steps() {
		Arbitrary<Walk.Kind> kinds = Arbitraries.frequencyOf(Tuple.of(10, Arbitraries.just(Walk.Kind.DIE)),
				Tuple.of(2, Arbitraries.of(Walk.Kind.EXIT_NORMALLY, Walk.Kind.FAIL_NEXT)),
				Tuple.of(1, Arbitraries.of(Walk.Kind.class)), Tuple.of(4, Arbitraries.just(Walk.Kind.ADVANCE)));
		Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 1000);
		return Combinators.combine(kinds, numbers, numbers).as(Walk.Step::new).list().ofMaxSize(80);
	}

	/** Makes trees. */
	private static final class RandomTree {

		private final Random random;

		private final boolean isolating;

		private final Function<String, TestChild> made;

		private int components;

		private int supervisors;

		RandomTree(long seed, boolean isolating, Function<String, TestChild> made) {
			this.random = new Random(seed);
			this.isolating = isolating;
			this.made = made;
		}

		SupervisorSpec root() {
			return supervisor("root", 0, AutoShutdown.NEVER, RestartType.PERMANENT);
		}

		private SupervisorSpec supervisor(String id, int depth, AutoShutdown above, RestartType restart) {
			AutoShutdown autoShutdown = oneOf(AutoShutdown.NEVER, AutoShutdown.NEVER, AutoShutdown.ANY_SIGNIFICANT,
					AutoShutdown.ALL_SIGNIFICANT);
			if (depth == 0 && this.isolating) {
				autoShutdown = AutoShutdown.NEVER;
			}
			List<ChildSpec> children = new ArrayList<>();
			int count = 1 + this.random.nextInt(4);
			for (int i = 0; i < count; i++) {
				boolean nested = depth < 2 && this.random.nextInt(3) == 0;
				RestartType type = oneOf(RestartType.PERMANENT, RestartType.PERMANENT, RestartType.PERMANENT,
						RestartType.TRANSIENT, RestartType.TEMPORARY);
				children.add(nested ? supervisor("s" + ++this.supervisors, depth + 1, autoShutdown, type)
						: component(autoShutdown, type));
			}
			return SupervisorSpec.builder(id)
				.strategy(oneOf(Strategy.values()))
				.intensity(this.random.nextInt(4))
				.period(Duration.ofMillis(1000 + this.random.nextInt(9000)))
				.nestedPeriod(Duration.ofMillis(1000 + this.random.nextInt(20_000)))
				.budget(oneOf(Budget.values()))
				.restart(restart)
				.significant(significant(above, restart))
				.autoShutdown(autoShutdown)
				.children(children)
				.build();
		}

		private ChildSpec component(AutoShutdown above, RestartType restart) {
			String id = "c" + ++this.components;
			boolean essential = this.random.nextBoolean();
			boolean significant = significant(above, restart);
			return this.made.apply(id)
				.spec((spec) -> spec.restart(restart).significant(significant).essential(essential));
		}

		private boolean significant(AutoShutdown above, RestartType restart) {
			return above != AutoShutdown.NEVER && restart != RestartType.PERMANENT && this.random.nextBoolean();
		}

		@SafeVarargs
		private final <T> T oneOf(T... choices) {
			return choices[this.random.nextInt(choices.length)];
		}

	}

}
