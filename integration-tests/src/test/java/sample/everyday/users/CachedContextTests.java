package sample.everyday.users;

import java.util.List;

import io.supervision.SupervisionTree;
import io.supervision.spec.ChildState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test classes share contexts. A cached one keeps its tree running between them, and ends
 * with it.
 */
class CachedContextTests {

	@Test
	void classesShareAContextWhoseTreeGoesOn() throws Exception {
		TestContextManager first = new TestContextManager(First.class);
		ApplicationContext context = start(first, new First());
		SupervisionTree tree = context.getBean(SupervisionTree.class);
		Trees.restart(tree, "priceFeed");
		int made = PriceFeed.made(context);
		first.afterTestClass();

		TestContextManager mocked = new TestContextManager(Mocked.class);
		ApplicationContext other = start(mocked, new Mocked());
		assertThat(other).isNotSameAs(context);
		assertThat(Trees.components(tree)).contains("priceFeed");

		TestContextManager second = new TestContextManager(Second.class);
		assertThat(start(second, new Second())).isSameAs(context);
		assertThat(tree.snapshot().find("priceFeed").state()).isEqualTo(ChildState.RUNNING);
		assertThat(context.getBean(Orders.class).total("a", 0)).isZero();
		assertThat(PriceFeed.made(context)).isEqualTo(made);
		second.afterTestClass();
		mocked.afterTestClass();
	}

	@Test
	void dirtyContextIsClosedWithItsTree() throws Exception {
		TestContextManager dirty = new TestContextManager(Dirty.class);
		ApplicationContext context = start(dirty, new Dirty());
		SupervisionTree tree = context.getBean(SupervisionTree.class);
		assertThat(threads()).isNotEmpty();
		int ended = PriceFeed.ended();
		dirty.afterTestClass();
		assertThat(((ConfigurableApplicationContext) context).isActive()).isFalse();
		assertThat(PriceFeed.ended()).isEqualTo(ended + 1);
		assertThat(tree.snapshot().root().state()).isEqualTo(ChildState.STOPPED);
		TestContextManager again = new TestContextManager(Dirty.class);
		ApplicationContext fresh = start(again, new Dirty());
		assertThat(fresh).isNotSameAs(context);
		assertThat(fresh.getBean(Orders.class).total("a", 0)).isZero();
		List<Thread> own = threads();
		again.afterTestClass();
		Awaitility.await().until(() -> threads().size() < own.size());
	}

	private static ApplicationContext start(TestContextManager manager, Object test) throws Exception {
		manager.beforeTestClass();
		manager.prepareTestInstance(test);
		return manager.getTestContext().getApplicationContext();
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("supervision-timer"))
			.toList();
	}

	@SpringBootTest(properties = "caching=shared")
	static class First {

	}

	@SpringBootTest(properties = "caching=shared")
	static class Second {

	}

	@SpringBootTest(properties = "caching=shared")
	static class Mocked {

		@MockitoBean
		PriceFeed feed;

	}

	@SpringBootTest(properties = "caching=dirty")
	@DirtiesContext
	static class Dirty {

	}

}
