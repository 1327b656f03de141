package io.supervision.tree;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import ch.qos.logback.classic.Logger;
import io.supervision.spec.Backoff;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import io.supervision.spec.Classification;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Instance;
import io.supervision.spec.Link;
import io.supervision.spec.Phase;
import io.supervision.spec.Shutdown;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.Reply.Outcome;
import io.supervision.tree.SupervisionKernel.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Children, templates, listeners and executors that throw whatever they can: the tree
 * goes on.
 */
class MisbehaviourTests extends HandDrivenTests {

	private final Logger log = (Logger) LoggerFactory.getLogger("io.supervision.tree");

	/** The complaints of thousands of attempts are made, but not worth reading. */
	@BeforeEach
	void quiet() {
		this.log.setAdditive(false);
	}

	@AfterEach
	void loud() {
		this.log.setAdditive(true);
	}

	/** Everything a child or its generation is asked. */
	enum Method {

		START, STARTS_ON, CLASSIFY, IS_ON_CURRENT_THREAD, BECAME, OPEN, FENCE, UNFENCE, DRAIN, STOP, ABANDON

	}

	/** What they throw. */
	enum Throws {

		EXCEPTION {
			@Override
			Throwable make() {
				return new Exception("checked");
			}
		},
		ERROR {
			@Override
			Throwable make() {
				return new NoClassDefFoundError("gone");
			}
		},
		STACK_OVERFLOW {
			@Override
			Throwable make() {
				return new StackOverflowError();
			}
		},
		EVIL {
			@Override
			Throwable make() {
				return new Evil();
			}
		};

		abstract Throwable make();

	}

	/** A throwable none of whose methods works. */
	static final class Evil extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("getMessage");
		}

		@Override
		public String getLocalizedMessage() {
			throw new IllegalStateException("getLocalizedMessage");
		}

		@Override
		public synchronized Throwable getCause() {
			throw new IllegalStateException("getCause");
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new IllegalStateException("getStackTrace");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("toString");
		}

		@Override
		public int hashCode() {
			throw new IllegalStateException("hashCode");
		}

		@Override
		public boolean equals(@Nullable Object other) {
			throw new IllegalStateException("equals");
		}

	}

	/** A child of which one method throws. */
	private static final class Misbehaving implements Child {

		private final Throws thrown;

		private @Nullable Method method;

		private Link link;

		private boolean busy;

		private int starts;

		Misbehaving(Throws thrown) {
			this.thrown = thrown;
		}

		private void maybeThrow(Method method) {
			if (method == this.method) {
				throw Misbehaving.<RuntimeException>sneaky(this.thrown.make());
			}
		}

		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
			throw (T) thrown;
		}

		@Override
		public Instance start(Link link) {
			maybeThrow(Method.START);
			if (this.method == Method.CLASSIFY) {
				throw new IllegalStateException("to be classified");
			}
			this.link = link;
			this.starts++;
			return new Instance() {

				@Override
				public void open() {
					maybeThrow(Method.OPEN);
				}

				@Override
				public void fence() {
					maybeThrow(Method.FENCE);
				}

				@Override
				public void unfence() {
					maybeThrow(Method.UNFENCE);
				}

				@Override
				public boolean drain(Duration limit) {
					maybeThrow(Method.DRAIN);
					return !Misbehaving.this.busy;
				}

				@Override
				public void stop(ExitReason reason, @Nullable Duration limit) {
					maybeThrow(Method.STOP);
				}

				@Override
				public void abandon(Runnable ended) {
					maybeThrow(Method.ABANDON);
					ended.run();
				}

				@Override
				public List<String> stragglers() {
					maybeThrow(Method.ABANDON);
					return List.of();
				}

			};
		}

		@Override
		public Executor startsOn(Executor workers) {
			maybeThrow(Method.STARTS_ON);
			return workers;
		}

		@Override
		public Classification classify(Throwable cause) {
			maybeThrow(Method.CLASSIFY);
			return Classification.COMPONENT;
		}

		@Override
		public boolean isOnCurrentThread() {
			maybeThrow(Method.IS_ON_CURRENT_THREAD);
			return false;
		}

		@Override
		public void became(Transition transition) {
			maybeThrow(Method.BECAME);
		}

	}

	private static SupervisorSpec.Builder generous() {
		return SupervisorSpec.builder("root").intensity(1000);
	}

	@ParameterizedTest
	@EnumSource(Throws.class)
	void whateverAChildThrowsItsSiblingRunsAndTheTreeEnds(Throws thrown) throws Exception {
		for (Method method : Method.values()) {
			Misbehaving bad = new Misbehaving(thrown);
			ComponentSpec spec = ComponentSpec.builder("bad", bad)
				.startOptional(true)
				.shutdown((method == Method.ABANDON) ? Shutdown.NOW : Shutdown.within(Duration.ofSeconds(1)))
				.build();
			Supervisor root = start(TreeSpec.isolating(generous().children(spec, child("good").spec()).build(),
					Backoff.NONE, (attempt) -> Duration.ofSeconds(1)));
			bad.method = method;
			bad.busy = true;
			bad.link.suspected(io.supervision.spec.Fault.suspicion(Detector.EXCEPTION, thrown.make()));
			bad.busy = false;
			bad.link.exited(ExitReason.failure(Detector.SELF, thrown.make()));
			operate("/bad", Operation.RESET);
			assertThat(this.world.request(() -> root.terminateChild("bad")).answer().ok()).as("%s", method).isTrue();
			this.world.request(() -> root.restartChild("bad")).answer();
			child("good").die();
			assertThat(component("good").state()).as("%s", method).isEqualTo(ChildState.RUNNING);
			bad.method = null;
			this.world.request(() -> root.restartChild("bad")).answer();
			assertThat(states()).as("%s", method).containsExactly("bad=RUNNING", "good=RUNNING");
			bad.method = method;
			assertThat(stopping()).as("%s", method).isCompleted();
			anew();
		}
	}

	@ParameterizedTest
	@EnumSource(Throws.class)
	void startThatThrowsIsAFailedStart(Throws thrown) {
		Misbehaving bad = new Misbehaving(thrown);
		start(isolating(SupervisorSpec.builder("root").children(ComponentSpec.of("bad", bad), child("good").spec())));
		bad.method = Method.START;
		bad.link.exited(ExitReason.failure(Detector.SELF, new Exception("end")));
		assertThat(states()).containsExactly("bad=ISOLATED", "good=RUNNING");
	}

	@Test
	void faultThatCannotBeDescribedIsAFaultAllTheSame() {
		start(isolating(generous().children(child("a").spec())));
		child("a").exit(ExitReason.failure(Detector.SELF, new Evil()));
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(component("a").lastFailure().causes().get(0).type()).isEqualTo(Evil.class.getName());
		child("a").instance().link().suspected(io.supervision.spec.Fault.dependency(Detector.EXCEPTION, new Evil()));
		assertThat(component("a").degradedReason()).contains(Evil.class.getName());
	}

	@Test
	void abandonThatThrowsDoesNotCountForEver() {
		Misbehaving bad = new Misbehaving(Throws.EVIL);
		start(isolating(SupervisorSpec.builder("root")
			.children(ComponentSpec.builder("bad", bad).shutdown(Shutdown.NOW).build())));
		bad.method = Method.ABANDON;
		bad.link.exited(ExitReason.failure(Detector.SELF, new Exception("end")));
		assertThat(component("bad").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("bad").abandoned()).isZero();
	}

	@ParameterizedTest
	@EnumSource(Throws.class)
	void templateThatThrowsIsAnInvalidSpec(Throws thrown) throws Exception {
		SupervisorSpec.Dynamic dynamic = SupervisorSpec.Dynamic.of((arguments) -> {
			throw Misbehaving.<RuntimeException>sneaky(thrown.make());
		});
		Supervisor root = start(isolating(generous().dynamic(dynamic)));
		Reply reply = this.world.request(() -> root.startDynamicChild("x")).answer();
		assertThat(reply.outcome()).isEqualTo(Outcome.INVALID_SPEC);
		assertThat(states()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Throws.class)
	void listenersThatThrowDisturbNobody(Throws thrown) {
		List<TreeSnapshot> seen = new ArrayList<>();
		SupervisionKernel kernel = SupervisionKernel.of(isolating(generous().children(child("a").spec())),
				new Ports(this.world, this.world, this.world.owner(), this.world.workers(), (event) -> {
					throw Misbehaving.<RuntimeException>sneaky(thrown.make());
				}, (snapshot) -> {
					seen.add(snapshot);
					throw Misbehaving.<RuntimeException>sneaky(thrown.make());
				}));
		assertThat(kernel.start()).isCompleted();
		child("a").die();
		assertThat(child("a").starts()).isEqualTo(2);
		assertThat(seen).isNotEmpty();
		assertThat(kernel.stop(null)).isCompleted();
	}

	@Test
	void backoffThatMisbehavesDelaysButDoesNotStopRestarts() {
		List<Backoff> backoffs = List.of((attempt) -> {
			throw new NoClassDefFoundError("resilience4j");
		}, (attempt) -> null, (attempt) -> {
			throw new Evil();
		});
		for (Backoff backoff : backoffs) {
			start(TreeSpec.isolating(generous().children(child("a").spec()).build(), backoff, Backoff.NONE));
			child("a").die();
			assertThat(component("a").state()).isEqualTo(ChildState.RESTARTING);
			this.world.advance(Duration.ofSeconds(1));
			assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
			anew();
		}
		start(TreeSpec.isolating(generous().children(child("a").spec()).build(),
				(attempt) -> Duration.ofSeconds(Long.MAX_VALUE), Backoff.NONE));
		child("a").die();
		assertThat(component("a").phase()).isEqualTo(Phase.WAITING);
	}

	@Test
	void workersThatRefuseAreAFailureOfWhatTheyShouldHaveDone() {
		boolean[] refusing = { false };
		Executor workers = this.world.workers();
		SupervisionKernel kernel = SupervisionKernel.of(
				TreeSpec.isolating(generous().children(child("a").overlapping().spec()).build(),
						(attempt) -> Duration.ofSeconds(1), Backoff.NONE),
				new Ports(this.world, this.world, this.world.owner(), (task) -> {
					if (refusing[0]) {
						throw new RejectedExecutionException("full");
					}
					workers.execute(task);
				}, (event) -> {
				}, (snapshot) -> {
				}));
		assertThat(kernel.start()).isCompleted();
		refusing[0] = true;
		child("a").suspect();
		assertThat(child("a").callable()).as("the drain is called off").isTrue();
		child("a").die();
		this.world.advance(Duration.ofSeconds(3));
		refusing[0] = false;
		this.world.advance(Duration.ofSeconds(3));
		assertThat(kernel.snapshot().find("/a").state()).isEqualTo(ChildState.RUNNING);
		assertThat(child("a").callable()).isTrue();
	}

	@Test
	void listenerMayAskTheTreeFromTheOwnersThread() {
		List<Object> answers = new ArrayList<>();
		SupervisionKernel[] kernel = new SupervisionKernel[1];
		kernel[0] = SupervisionKernel.of(isolating(generous().children(child("a").spec())),
				new Ports(this.world, this.world, this.world.owner(), this.world.workers(), (event) -> {
					Supervisor root = kernel[0].root();
					answers.add(root.childSpec("a").isPresent());
					answers.add(root.whichChildren().size());
					answers.add(root.terminateChild("nobody").outcome());
					answers.add(root.startChild(ComponentSpec.of("a", child("a"))).outcome());
				}, (snapshot) -> {
				}));
		assertThat(kernel[0].start()).isCompleted();
		assertThat(answers).containsExactly(true, 1, Outcome.ACCEPTED, Outcome.ACCEPTED);
	}

	@Test
	void listenerMayStopASupervisorFromTheOwnersThread() {
		SupervisionKernel[] kernel = new SupervisionKernel[1];
		kernel[0] = SupervisionKernel.of(isolating(generous().children(child("a").spec())),
				new Ports(this.world, this.world, this.world.owner(), this.world.workers(), (event) -> {
					if (child("a").starts() == 2) {
						assertThat(kernel[0].root().stop(ExitReason.shutdown(), Duration.ofSeconds(20))).isFalse();
					}
				}, (snapshot) -> {
				}));
		assertThat(kernel[0].start()).isCompleted();
		child("a").die();
		assertThat(kernel[0].ended()).isCompleted();
	}

}
