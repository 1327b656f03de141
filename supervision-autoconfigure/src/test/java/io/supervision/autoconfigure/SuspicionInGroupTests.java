package io.supervision.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.spec.ChildState;
import io.supervision.tree.TreeSnapshot.Component;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a suspicion of one component means for good calls that go through others of its
 * group and then through it.
 */
@Timeout(60)
class SuspicionInGroupTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withBean("gate", Gate.class)
		.withBean("inner", Inner.class)
		.withBean("outer", Outer.class)
		.withPropertyValues("supervision.components.inner.group=g", "supervision.components.outer.group=g");

	@ParameterizedTest
	@ValueSource(strings = { "rest-for-one", "one-for-all" })
	void callInFlightThroughTheGroupSucceeds(String strategy) {
		this.runner
			.withPropertyValues("supervision.groups.g.strategy=" + strategy, "supervision.defaults.wait-timeout=30s")
			.run((context) -> {
				Gate gate = context.getBean(Gate.class);
				CompletableFuture<String> good = begin(context);
				poison(context);
				Awaitility.await().until(() -> component(context, "outer").state() == ChildState.RESTARTING);
				gate.open.countDown();
				assertThat(good.get(20, TimeUnit.SECONDS)).isEqualTo("good");
				Awaitility.await()
					.until(() -> component(context, "inner").generation() == 2
							&& component(context, "outer").generation() == 2);
			});
	}

	@Test
	void callThatWaitsWhileARestartIsCalledOffSucceeds() {
		this.runner.withPropertyValues("supervision.groups.g.strategy=rest-for-one").run((context) -> {
			Gate gate = context.getBean(Gate.class);
			CompletableFuture<String> slow = begin(context);
			poison(context);
			Awaitility.await().until(() -> component(context, "outer").state() == ChildState.RESTARTING);
			String second = context.getBean(Outer.class).quick();
			assertThat(second).isEqualTo("good");
			assertThat(component(context, "outer").generation()).as("called off").isOne();
			gate.open.countDown();
			assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo("good");
		});
	}

	private static CompletableFuture<String> begin(ApplicationContext context) throws InterruptedException {
		CompletableFuture<String> call = CompletableFuture.supplyAsync(context.getBean(Outer.class)::slow);
		context.getBean(Gate.class).entered.await();
		return call;
	}

	private static void poison(ApplicationContext context) {
		for (int i = 0; i < 3; i++) {
			assertThatIllegalStateException().isThrownBy(context.getBean(Inner.class)::poison);
		}
	}

	private static Component component(ApplicationContext context, String id) {
		return (Component) context.getBean(SupervisionTree.class).snapshot().find(id);
	}

	static class Gate {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch open = new CountDownLatch(1);

	}

	@Supervised
	static class Inner {

		String good() {
			return "good";
		}

		void poison() {
			throw new IllegalStateException("no");
		}

	}

	@Supervised
	static class Outer {

		private final Gate gate;

		private final Inner inner;

		Outer(Gate gate, Inner inner) {
			this.gate = gate;
			this.inner = inner;
		}

		String quick() {
			return this.inner.good();
		}

		String slow() {
			this.gate.entered.countDown();
			try {
				this.gate.open.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return this.inner.good();
		}

	}

}
