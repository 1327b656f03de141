package io.supervision.tree;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.supervision.event.SupervisionEvent.SupervisorTerminated;
import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Backoff;
import io.supervision.spec.Budget;
import io.supervision.spec.ChildSpec;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stop of the whole tree, and supervisors that end by themselves.
 */
class ShutdownTests extends HandDrivenTests {

	private static TreeSpec tree(Strategy strategy, ChildSpec... children) {
		return isolating(SupervisorSpec.builder("root").strategy(strategy).children(children));
	}

	private ComponentSpec uses(String id, String... used) {
		return child(id).spec((spec) -> spec.uses(Set.of(used)));
	}

	private ComponentSpec patient(String id) {
		return child(id).spec((spec) -> spec.shutdown(Shutdown.INFINITY));
	}

	private CompletableFuture<List<String>> stopping(Duration limit) {
		return kernel().stop(limit).toCompletableFuture();
	}

	@Test
	void oneForOneChildrenAreStoppedInParallel() {
		start(tree(Strategy.ONE_FOR_ONE, child("a").spec(), child("b").spec(), child("c").spec()));
		Held a = child("a").holdStop();
		Held b = child("b").holdStop();
		Held c = child("c").holdStop();
		CompletableFuture<List<String>> stopped = stopping();
		assertThat(a.reached() && b.reached() && c.reached()).isTrue();
		b.release();
		a.release();
		c.release();
		assertThat(stopped).isCompletedWithValue(List.of());
	}

	@Test
	void usersAreStoppedBeforeWhatTheyUse() {
		start(tree(Strategy.ONE_FOR_ONE, child("a").spec(), uses("b", "a"), uses("c", "b", "a"), child("d").spec()));
		Held c = child("c").holdStop();
		CompletableFuture<List<String>> stopped = stopping();
		assertThat(log().subList(4, log().size())).containsExactly("stop d", "stop c");
		c.release();
		assertThat(log().subList(6, log().size())).containsExactly("stop b", "stop a");
		assertThat(stopped).isCompleted();
	}

	@Test
	void groupsAreStoppedAfterTheGroupsWhoseMembersUseThem() {
		SupervisorSpec catalog = SupervisorSpec.builder("catalog").children(child("stock").spec()).build();
		SupervisorSpec checkout = SupervisorSpec.builder("checkout").children(uses("orders", "stock")).build();
		start(tree(Strategy.ONE_FOR_ONE, catalog, checkout, uses("front", "orders")));
		Held front = child("front").holdStop();
		Held orders = child("orders").holdStop();
		CompletableFuture<List<String>> stopped = stopping();
		assertThat(orders.reached()).isFalse();
		front.release();
		assertThat(log()).doesNotContain("stop stock");
		orders.release();
		assertThat(log()).endsWith("stop stock");
		assertThat(stopped).isCompleted();
	}

	@Test
	void stopForWhichThereIsNoThreadIsTriedAgain() {
		boolean[] exhausted = { false };
		Executor workers = (task) -> {
			if (exhausted[0]) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			this.world.workers().execute(task);
		};
		SupervisionKernel kernel = SupervisionKernel.of(tree(Strategy.ONE_FOR_ONE, child("a").spec()),
				new Ports(this.world, this.world, this.world.owner(), workers, this.events::add, (snapshot) -> {
				}));
		kernel.start();
		exhausted[0] = true;
		child("a").die();
		assertThat(child("a").instance().wasStopped()).isFalse();
		assertThat(child("a").starts()).isEqualTo(1);
		exhausted[0] = false;
		this.world.advance(Duration.ofSeconds(1));
		assertThat(child("a").instances().get(0).wasStopped()).isTrue();
		assertThat(child("a").starts()).isEqualTo(2);
		kernel.stop(null);
	}

	@Test
	void circlesOfUseDoNotKeepTheTreeFromEnding() {
		start(tree(Strategy.ONE_FOR_ONE, uses("a", "b"), uses("b", "a"), uses("c", "c"), uses("d", "nobody"),
				uses("e", "a")));
		Held e = child("e").holdStop();
		CompletableFuture<List<String>> stopped = stopping();
		e.release();
		assertThat(stopped).isCompleted();
		for (String id : List.of("a", "b", "c", "d", "e")) {
			assertThat(child(id).instance().wasStopped()).as(id).isTrue();
		}
	}

	@Test
	void groupStrategiesStopInReverseOrder() {
		for (Strategy strategy : List.of(Strategy.ONE_FOR_ALL, Strategy.REST_FOR_ONE)) {
			start(tree(strategy, child("a").spec(), child("b").spec(), child("c").spec()));
			Held c = child("c").holdStop();
			CompletableFuture<List<String>> stopped = stopping();
			assertThat(log()).endsWith("stop c");
			c.release();
			assertThat(log()).endsWith("stop c", "stop b", "stop a");
			assertThat(stopped).isCompleted();
			anew();
		}
	}

	@Test
	void oneDeadlineHoldsForAllAndNamesWhoWasAbandoned() {
		SupervisorSpec group = SupervisorSpec.builder("group")
			.strategy(Strategy.ONE_FOR_ALL)
			.children(patient("b"), patient("c"), patient("d"))
			.build();
		start(tree(Strategy.ONE_FOR_ONE, patient("a"), group));
		Held a = child("a").holdStop();
		Held c = child("c").holdStop();
		CompletableFuture<List<String>> stopped = stopping(Duration.ofSeconds(10));
		this.world.advance(Duration.ofSeconds(10).minusNanos(1));
		assertThat(stopped).isNotDone();
		this.world.advance(Duration.ofNanos(1));
		assertThat(stopped).isCompleted();
		assertThat(stopped.join()).containsExactlyInAnyOrder("/a", "/group/c", "/group/b");
		assertThat(child("b").callable()).isFalse();
		assertThat(child("b").instance().wasAbandoned()).isTrue();
		a.release();
		c.release();
		assertThat(kernel().snapshot().root().state()).isEqualTo(ChildState.STOPPED);
	}

	@Test
	void childGetsTheSmallerOfItsOwnLimitAndWhatIsLeft() {
		start(tree(Strategy.ONE_FOR_ONE,
				child("a").spec((spec) -> spec.shutdown(Shutdown.within(Duration.ofSeconds(3)))), patient("b")));
		Held a = child("a").holdStop();
		Held b = child("b").holdStop();
		CompletableFuture<List<String>> stopped = stopping(Duration.ofSeconds(10));
		this.world.advance(Duration.ofSeconds(3));
		assertThat(child("a").instance().wasAbandoned()).isTrue();
		assertThat(child("b").instance().wasAbandoned()).isFalse();
		b.release();
		assertThat(stopped).isCompletedWithValue(List.of("/a"));
		a.release();
	}

	@Test
	void stopAskedForTwiceEndsOnceAndNamesTheSame() {
		start(tree(Strategy.ONE_FOR_ONE,
				child("a").spec((spec) -> spec.shutdown(Shutdown.within(Duration.ofSeconds(3)))), patient("b")));
		Held a = child("a").holdStop();
		Held b = child("b").holdStop();
		CompletableFuture<List<String>> first = stopping(Duration.ofSeconds(10));
		this.world.advance(Duration.ofSeconds(3));
		CompletableFuture<List<String>> second = stopping(Duration.ofSeconds(10));
		b.release();
		assertThat(first).isCompletedWithValue(List.of("/a"));
		assertThat(second).isCompletedWithValue(List.of("/a"));
		assertThat(events(SupervisorTerminated.class)).hasSize(1);
		a.release();
		assertThat(stopping(Duration.ZERO)).isCompleted();
	}

	@Test
	void nothingStartsAfterAStopWasAskedFor() {
		TreeSpec spec = TreeSpec.isolating(SupervisorSpec.builder("root")
			.intensity(1)
			.budget(Budget.PER_CHILD)
			.children(child("waiting").spec(), child("isolated").spec(), child("held").spec(), child("hanging").spec(),
					child("fine").spec())
			.build(), (attempt) -> Duration.ofSeconds(10), (attempt) -> Duration.ofSeconds(10));
		start(spec);
		child("isolated").die();
		this.world.advance(Duration.ofSeconds(10));
		child("isolated").die();
		child("held").classification(io.supervision.spec.Classification.DEPENDENCY);
		child("held").failing(true);
		this.world.advance(Duration.ofSeconds(30));
		child("held").die();
		this.world.advance(Duration.ofSeconds(40));
		child("waiting").die();
		assertThat(states()).containsExactly("waiting=RESTARTING", "isolated=ISOLATED", "held=RESTARTING",
				"hanging=RUNNING", "fine=RUNNING");
		Held stop = child("hanging").holdStop();
		CompletableFuture<List<String>> stopped = stopping();
		List<String> before = List.copyOf(log());
		this.world.atOnce(() -> {
			child("fine").instance().link().exited(ExitReason.normal());
			child("hanging").die();
		});
		this.world.advance(Duration.ofSeconds(4));
		stop.release();
		assertThat(stopped).isCompleted();
		this.world.advance(Duration.ofHours(3));
		assertThat(log()).isEqualTo(before);
		assertThat(this.world.nextTimer()).as("timers left").isNull();
	}

	@Test
	void nothingStartsWhenTheStopComesFirst() {
		make(tree(Strategy.ONE_FOR_ONE, child("a").spec()));
		assertThat(stopping()).isCompleted();
		CompletableFuture<Void> started = kernel().start().toCompletableFuture();
		assertThat(started).isCompletedExceptionally();
		assertThat(child("a").attempts()).isZero();
	}

	@Test
	void treeIsStartedOnce() {
		start(tree(Strategy.ONE_FOR_ONE, child("a").spec()));
		assertThat(kernel().start()).isCompleted();
		assertThat(child("a").attempts()).isEqualTo(1);
	}

	@Test
	void stopDuringTheBootFailsTheStart() {
		Held start = child("b").holdStart();
		CompletableFuture<Void> started = starting(
				tree(Strategy.ONE_FOR_ONE, child("a").spec(), child("b").spec(), child("c").spec()));
		CompletableFuture<List<String>> stopped = stopping();
		start.release();
		assertThat(stopped).isCompleted();
		assertThat(started).isCompletedExceptionally();
		assertThat(child("c").attempts()).isZero();
		assertThat(child("b").callable()).isFalse();
	}

	@Test
	void stopThatThrowsIsAStop() {
		start(tree(Strategy.ONE_FOR_ONE, child("a").spec(), child("b").spec()));
		child("a").throwingOnStop();
		stop();
	}

	@Test
	void givingUpIsAnAbnormalEnd() {
		SupervisorSpec.Builder group = SupervisorSpec.builder("group").intensity(0);
		for (RestartType restart : RestartType.values()) {
			start(isolating(SupervisorSpec.builder("root")
				.retainsEnded(true)
				.children(group.restart(restart).children(child("a").spec()).build(), child("b").spec())));
			child("a").die();
			TreeSnapshot.Supervisor ended = (TreeSnapshot.Supervisor) kernel().snapshot().find("/group");
			if (restart == RestartType.TEMPORARY) {
				assertThat(ended.state()).isEqualTo(ChildState.STOPPED);
				assertThat(ended.ended()).isInstanceOf(ExitReason.Failure.class);
				assertThat(child("a").starts()).isEqualTo(1);
				assertThat(component("a").state()).isEqualTo(ChildState.STOPPED);
			}
			else {
				assertThat(ended.state()).isEqualTo(ChildState.RUNNING);
				assertThat(child("a").starts()).isEqualTo(2);
			}
			anew();
		}
	}

	@Test
	void componentThatEndedForGoodKeepsItsPlaceAndItsLastFailure() {
		start(isolating(SupervisorSpec.builder("root")
			.retainsEnded(true)
			.children(child("a").spec(RestartType.TEMPORARY), child("b").spec(RestartType.TRANSIENT))));
		child("a").die();
		child("b").exitNormally();
		assertThat(states()).containsExactly("a=STOPPED", "b=STOPPED");
		assertThat(component("a").ended()).isInstanceOf(ExitReason.Failure.class);
		assertThat(component("a").lastFailure().decision()).contains("not restarted");
		assertThat(component("b").ended()).isInstanceOf(ExitReason.Normal.class);
		assertThat(component("b").lastFailure()).isNull();
	}

	@Test
	void isolatedSignificantChildIsNotAlive() {
		start(isolating(SupervisorSpec.builder("root")
			.intensity(0)
			.autoShutdown(AutoShutdown.ALL_SIGNIFICANT)
			.retainsEnded(true)
			.children(significant("a"), significant("b"), child("c").spec())));
		child("a").die();
		assertThat(states()).containsExactly("a=ISOLATED", "b=RUNNING", "c=RUNNING");
		isUp();
		child("b").exitNormally();
		hasShutDown();
	}

	@Test
	void isolationIsNoEndBySelf() {
		start(isolating(SupervisorSpec.builder("root")
			.intensity(0)
			.autoShutdown(AutoShutdown.ANY_SIGNIFICANT)
			.children(significant("a"), child("c").spec())));
		child("a").die();
		assertThat(states()).containsExactly("a=ISOLATED", "c=RUNNING");
		isUp();
	}

	private ComponentSpec significant(String id) {
		return child(id).spec((spec) -> spec.restart(RestartType.TRANSIENT).significant(true));
	}

	@Test
	void rootThatEndedByItselfStartsNothingAnyMore() {
		start(TreeSpec.isolating(SupervisorSpec.builder("root")
			.autoShutdown(AutoShutdown.ANY_SIGNIFICANT)
			.children(significant("a"), child("b").spec())
			.build(), (attempt) -> Duration.ofSeconds(10), Backoff.NONE));
		child("b").die();
		child("a").exitNormally();
		hasShutDown();
		this.world.advance(Duration.ofHours(1));
		assertThat(child("b").starts()).isEqualTo(1);
		assertThat(this.world.nextTimer()).isNull();
	}

}
