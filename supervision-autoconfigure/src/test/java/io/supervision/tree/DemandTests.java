package io.supervision.tree;

import java.util.concurrent.CompletableFuture;

import io.supervision.spec.ChildState;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.HandDriven.Held;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Components that are called before it is their turn to start.
 */
class DemandTests extends HandDrivenTests {

	private CompletableFuture<Void> demand(String path) {
		return kernel().demand(path, null).toCompletableFuture();
	}

	private TreeSpec abc() {
		return isolating(
				SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec(), child("c").spec()));
	}

	private TreeSpec nested() {
		return isolating(SupervisorSpec.builder("root")
			.children(child("a").spec(),
					SupervisorSpec.builder("group").children(child("b").spec(), child("c").spec()).build()));
	}

	@Test
	void startsBeforeTheTreeAndIsAdopted() {
		make(abc());
		assertThat(demand("/c")).isCompleted();
		assertThat(child("c").callable()).isTrue();
		assertThat(kernel().start()).isCompleted();
		assertThat(log()).containsExactly("start c", "start a", "start b");
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
		assertThat(component("c").generation()).isEqualTo(1);
		assertThat(component("c").startedAt()).isNotNull();
	}

	@Test
	void startsInANestedSupervisorThatIsNotThereYet() {
		make(nested());
		assertThat(demand("/group/c")).isCompleted();
		assertThat(kernel().start()).isCompleted();
		assertThat(log()).containsExactly("start c", "start a", "start b");
		assertThat(child("c").starts()).isEqualTo(1);
	}

	@Test
	void isStartedOnceHoweverOftenItIsDemanded() {
		make(abc());
		Held start = child("b").holdStart();
		CompletableFuture<Void> first = demand("/b");
		CompletableFuture<Void> second = demand("/b");
		assertThat(kernel().start().toCompletableFuture()).isNotDone();
		CompletableFuture<Void> third = demand("/b");
		assertThat(child("b").attempts()).isEqualTo(1);
		start.release();
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(third).isCompleted();
		assertThat(demand("/b")).isCompleted();
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
	}

	@Test
	void duringTheBootItIsStartedBeforeItsTurn() {
		Held start = child("a").holdStart();
		CompletableFuture<Void> started = starting(abc());
		assertThat(demand("/b")).isCompleted();
		CompletableFuture<Void> first = demand("/a");
		assertThat(first).isNotDone();
		start.release();
		assertThat(first).isCompleted();
		assertThat(started).isCompleted();
		assertThat(child("a").attempts()).isEqualTo(1);
		assertThat(child("b").attempts()).isEqualTo(1);
	}

	@Test
	void failureIsTheBootsFailure() {
		make(abc());
		child("b").failNext(1);
		assertThat(demand("/b")).isCompletedExceptionally();
		assertThat(demand("/b")).isCompletedExceptionally();
		CompletableFuture<Void> started = kernel().start().toCompletableFuture();
		assertThat(started).isCompletedExceptionally();
		assertThat(child("b").attempts()).isEqualTo(1);
		assertThat(log()).containsExactly("fail b", "start a", "stop a");
		assertThat(child("c").starts()).isZero();
	}

	@Test
	void failingOptionalComponentIsHeld() {
		TreeSpec spec = TreeSpec.isolating(SupervisorSpec.builder("root")
			.children(child("a").spec((component) -> component.startOptional(true)), child("b").spec())
			.build(), io.supervision.spec.Backoff.NONE, (attempt) -> java.time.Duration.ofSeconds(1));
		make(spec);
		child("a").failNext(1);
		assertThat(demand("/a")).isCompletedExceptionally();
		assertThat(kernel().start()).isCompleted();
		assertThat(states()).containsExactly("a=RESTARTING", "b=RUNNING");
		this.world.advance(java.time.Duration.ofSeconds(1));
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING");
	}

	@Test
	void whatItsSupervisorDoesNotComeToIsStoppedWhenTheBootFails() {
		make(abc());
		demand("/c");
		child("b").failNext(1);
		assertThat(kernel().start().toCompletableFuture()).isCompletedExceptionally();
		assertThat(log()).containsExactly("start c", "start a", "fail b", "stop a", "stop c");
		assertThat(alive(child("c"))).isZero();
	}

	@Test
	void oneThatDoesNotWantToRunSaysSo() {
		make(abc());
		child("b").ignoreNext();
		assertThat(demand("/b")).isCompletedExceptionally();
		assertThat(demand("/b")).isCompletedExceptionally();
		assertThat(kernel().start()).isCompleted();
		assertThat(states()).containsExactly("a=RUNNING", "b=STOPPED", "c=RUNNING");
		assertThat(child("b").attempts()).isEqualTo(1);
	}

	@Test
	void callerOfOneThatIsStartingAndDoesNotWantToRunIsTold() {
		Held start = child("a").holdStart();
		child("a").ignoreNext();
		starting(abc());
		CompletableFuture<Void> caller = demand("/a");
		start.release();
		assertThat(caller).isCompletedExceptionally();
	}

	@Test
	void endBetweenIsHandledAfterTheAdoption() {
		make(abc());
		demand("/b");
		child("b").die();
		assertThat(child("b").starts()).isEqualTo(1);
		assertThat(kernel().start()).isCompleted();
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING", "c=RUNNING");
		assertThat(child("b").starts()).isEqualTo(2);
		assertThat(kernel().snapshot().root().restartsInPeriod()).isEqualTo(1);
		assertThat(log()).containsExactly("start b", "start a", "start c", "close b", "start b");
	}

	@Test
	void stopBeforeTheAdoptionStopsIt() {
		make(abc());
		demand("/b");
		Held start = child("c").holdStart();
		CompletableFuture<Void> caller = demand("/c");
		CompletableFuture<?> stopped = stopping();
		assertThat(caller).isCompletedExceptionally();
		assertThat(child("b").callable()).isFalse();
		start.release();
		assertThat(stopped).isCompleted();
		assertThat(alive(child("b"))).isZero();
		assertThat(alive(child("c"))).isZero();
		assertThat(demand("/a")).isCompletedExceptionally();
	}

	@Test
	void callersAreToldWhenTheTreeStopsDuringTheBoot() {
		Held start = child("a").holdStart();
		CompletableFuture<Void> started = starting(abc());
		CompletableFuture<Void> caller = demand("/a");
		CompletableFuture<?> stopped = stopping();
		assertThat(caller).isCompletedExceptionally();
		start.release();
		assertThat(stopped).isCompleted();
		assertThat(started).isCompletedExceptionally();
	}

	@Test
	void callersOfOneBeingStartedOnDemandAreToldWhenTheTreeStops() {
		make(abc());
		Held start = child("a").holdStart();
		CompletableFuture<Void> caller = demand("/a");
		kernel().start();
		CompletableFuture<?> stopped = stopping();
		assertThat(caller).isCompletedExceptionally();
		start.release();
		assertThat(stopped).isCompleted();
	}

	@Test
	void childThatWasTerminatedIsNotStartedOnDemand() throws Exception {
		Held a = child("a").holdStart();
		Held b = child("b").holdStart();
		starting(abc());
		Pending<Reply> terminated = this.world.request(() -> kernel().root().terminateChild("a"));
		a.release();
		assertThat(terminated.answer().ok()).isTrue();
		assertThat(demand("/a")).isCompletedExceptionally();
		b.release();
		assertThat(states()).containsExactly("a=STOPPED", "b=RUNNING", "c=RUNNING");
		assertThat(alive(child("a"))).isZero();
	}

	@Test
	void onceTheTreeRunsNothingIsStartedOnDemand() {
		start(abc());
		assertThat(demand("/b")).isCompleted();
		kernel().operate("/b", SupervisionKernel.Operation.STOP);
		assertThat(demand("/b")).isCompletedExceptionally();
		assertThat(demand("/nobody")).isCompletedExceptionally();
		assertThat(component("b").state()).isEqualTo(ChildState.STOPPED);
	}

	@Test
	void startThatTakesTooLongFailsTheBoot() {
		make(abc());
		Held start = child("b").holdStart();
		CompletableFuture<Void> caller = demand("/b");
		CompletableFuture<Void> started = kernel().start().toCompletableFuture();
		this.world.advance(java.time.Duration.ofSeconds(30));
		assertThat(caller).isCompletedExceptionally();
		assertThat(started).isCompletedExceptionally();
		start.release();
		assertThat(alive(child("b"))).isZero();
	}

}
