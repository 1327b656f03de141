package io.supervision.autoconfigure;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.tree.TreeSnapshot.Component;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the failure of one component means for good calls that are in flight in others of
 * its group and then go through it. They can wait longer than any of these tests takes.
 */
@Timeout(60)
class RestartInGroupTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withBean("script", Script.class)
		.withBean("payments", Payments.class)
		.withBean("orders", Orders.class)
		.withBean("front", Front.class)
		.withPropertyValues("supervision.defaults.wait-timeout=10m", "supervision.defaults.shutdown-timeout=10m",
				"supervision.components.payments.group=g", "supervision.components.orders.group=g",
				"supervision.components.front.group=g");

	@ParameterizedTest
	@ValueSource(strings = { "rest-for-one", "one-for-all" })
	void callThatComesToTheComponentWhileItsOwnIsStoppedSucceeds(String strategy) {
		this.runner.withPropertyValues("supervision.groups.g.strategy=" + strategy).run((context) -> {
			Script script = context.getBean(Script.class);
			CompletableFuture<String> call = script.begin(context.getBean(Orders.class)::place);
			fail(context);
			Awaitility.await().until(() -> component(context, "orders").state() == ChildState.RESTARTING);
			script.pay.countDown();
			assertThatAllWentWell(context, call);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest-for-one", "one-for-all" })
	void callThatWaitsForTheComponentBeforeItsOwnIsStoppedSucceeds(String strategy) {
		this.runner.withPropertyValues("supervision.groups.g.strategy=" + strategy).run((context) -> {
			Script script = context.getBean(Script.class);
			script.close = new CountDownLatch(1);
			CompletableFuture<String> call = script.begin(context.getBean(Orders.class)::place);
			fail(context);
			script.pay.countDown();
			script.awaitThatAllWait();
			assertThat(component(context, "orders").state()).isEqualTo(ChildState.RUNNING);
			script.close.countDown();
			assertThatAllWentWell(context, call);
		});
	}

	@Test
	void callThatIsInSeveralComponentsOfTheGroupSucceeds() {
		this.runner.withPropertyValues("supervision.groups.g.strategy=rest-for-one").run((context) -> {
			Script script = context.getBean(Script.class);
			CompletableFuture<String> far = script.begin(context.getBean(Front.class)::place);
			CompletableFuture<String> near = script.begin(context.getBean(Orders.class)::placeAgain);
			fail(context);
			Awaitility.await().until(() -> component(context, "front").state() == ChildState.RESTARTING);
			script.pay.countDown();
			assertThatAllWentWell(context, far, near);
		});
	}

	@Test
	void callThatIsNotHeldUpIsWaitedForFirst() {
		this.runner.withPropertyValues("supervision.groups.g.strategy=rest-for-one").run((context) -> {
			Script script = context.getBean(Script.class);
			CompletableFuture<String> busy = script.begin(context.getBean(Orders.class)::work);
			CompletableFuture<String> held = script.begin(context.getBean(Orders.class)::place);
			fail(context);
			script.pay.countDown();
			script.awaitThatAllWait();
			Awaitility.await().until(() -> component(context, "orders").state() == ChildState.RESTARTING);
			assertThat(component(context, "payments").generation()).isOne();
			script.work.countDown();
			assertThatAllWentWell(context, busy, held);
		});
	}

	@SafeVarargs
	private static void assertThatAllWentWell(ApplicationContext context, CompletableFuture<String>... calls)
			throws Exception {
		for (CompletableFuture<String> call : calls) {
			assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("well");
		}
		Awaitility.await()
			.until(() -> List.of("payments", "orders", "front")
				.stream()
				.map((id) -> component(context, id))
				.allMatch((component) -> component.state() == ChildState.RUNNING && component.generation() == 2));
		List<String> log = context.getBean(Script.class).log;
		assertThat(log).containsSubsequence("close payments", "make payments", "close orders", "make orders");
	}

	private static void fail(ApplicationContext context) {
		context.getBean(Payments.class).fail();
		Awaitility.await().until(() -> component(context, "payments").state() == ChildState.RESTARTING);
	}

	private static Component component(ApplicationContext context, String id) {
		return (Component) context.getBean(SupervisionTree.class).snapshot().find(id);
	}

	/** Where calls stop on their way. */
	static class Script {

		final List<String> log = new CopyOnWriteArrayList<>();

		final CountDownLatch pay = new CountDownLatch(1);

		final CountDownLatch work = new CountDownLatch(1);

		volatile CountDownLatch close = new CountDownLatch(0);

		private final BlockingQueue<Thread> entered = new LinkedBlockingQueue<>();

		private final List<Thread> payers = new CopyOnWriteArrayList<>();

		CompletableFuture<String> begin(Call call) throws InterruptedException {
			CompletableFuture<String> result = new CompletableFuture<>();
			new Thread(() -> {
				try {
					result.complete(call.make());
				}
				catch (Throwable ex) {
					result.completeExceptionally(ex);
				}
			}).start();
			Thread caller = this.entered.take();
			if (!caller.getName().equals("busy")) {
				this.payers.add(caller);
			}
			return result;
		}

		void await(CountDownLatch latch) {
			this.entered.add(Thread.currentThread());
			awaitQuietly(latch);
		}

		static void awaitQuietly(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/** Calls that wait for a component do so for a limited time, others do not. */
		void awaitThatAllWait() {
			Awaitility.await()
				.until(() -> this.payers.stream().allMatch((payer) -> payer.getState() == Thread.State.TIMED_WAITING));
		}

		interface Call {

			String make();

		}

	}

	@Supervised
	static class Payments {

		private final Script script;

		private final Generation generation;

		Payments(Script script, Generation generation) {
			this.script = script;
			this.generation = generation;
			script.log.add("make payments");
		}

		void charge() {
		}

		void fail() {
			this.generation.fail(new IllegalStateException("no"));
		}

		@PreDestroy
		void close() {
			Script.awaitQuietly(this.script.close);
			this.script.log.add("close payments");
		}

	}

	@Supervised
	static class Orders {

		private final Script script;

		private final Payments payments;

		private volatile boolean closed;

		Orders(Script script, Payments payments) {
			this.script = script;
			this.payments = payments;
			script.log.add("make orders");
		}

		String place() {
			this.script.await(this.script.pay);
			this.payments.charge();
			return this.closed ? "closed meanwhile" : "well";
		}

		String placeAgain() {
			return place();
		}

		String work() {
			Thread.currentThread().setName("busy");
			this.script.await(this.script.work);
			return this.closed ? "closed meanwhile" : "well";
		}

		@PreDestroy
		void close() {
			this.closed = true;
			this.script.log.add("close orders");
		}

	}

	@Supervised
	static class Front {

		private final Orders orders;

		Front(Orders orders) {
			this.orders = orders;
		}

		String place() {
			return this.orders.place();
		}

	}

}
