package sample.everyday.users;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.management.ObjectName;

import io.supervision.SupervisionTree;
import io.supervision.spec.ChildState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several applications in one JVM know nothing of one another.
 */
class ParallelApplicationsTests {

	/** There is one in the JVM, and two applications must not set it up at once. */
	@BeforeEach
	void leaveTheLogAlone() {
		System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
	}

	@AfterEach
	void reset() {
		System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
	}

	@Test
	void applicationsThatStartAtOnceHaveTheirOwnTrees() throws Exception {
		Set<Thread> before = threads();
		ExecutorService starters = Executors.newFixedThreadPool(2);
		try {
			CountDownLatch both = new CountDownLatch(2);
			Callable<ConfigurableApplicationContext> start = () -> {
				both.countDown();
				both.await();
				return application();
			};
			Future<ConfigurableApplicationContext> one = starters.submit(start);
			Future<ConfigurableApplicationContext> two = starters.submit(start);
			ConfigurableApplicationContext left = one.get();
			try (ConfigurableApplicationContext right = two.get()) {
				theyAreApart(left, right);
				left.close();
				assertThat(right.getBean(Orders.class).total("a", 0)).isZero();
				Trees.restart(right.getBean(SupervisionTree.class), "priceFeed");
				assertThat(right.getBean(Orders.class).total("a", 0)).isZero();
				assertThat(endpoints()).hasSize(1);
			}
			finally {
				left.close();
			}
		}
		finally {
			starters.shutdownNow();
		}
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
	}

	private static void theyAreApart(ConfigurableApplicationContext left, ConfigurableApplicationContext right)
			throws Exception {
		PriceFeed leftFeed = left.getBean(PriceFeed.class);
		PriceFeed rightFeed = right.getBean(PriceFeed.class);
		assertThat(leftFeed.getClass()).as("a frame tells the application").isNotEqualTo(rightFeed.getClass());
		leftFeed.price("a");
		assertThat(left.getBean(PriceFeed.class).price("a")).isEqualTo(11);
		assertThat(rightFeed.price("a")).isEqualTo(10);
		left.getBean(SupervisionTree.class).root().terminateChild("priceFeed");
		assertThat(right.getBean(SupervisionTree.class).snapshot().find("priceFeed").state())
			.isEqualTo(ChildState.RUNNING);
		assertThat(rightFeed.price("a")).isEqualTo(11);
		assertThat(PriceFeed.made(left)).isEqualTo(1);
		assertThat(PriceFeed.made(right)).isEqualTo(1);
		assertThat(endpoints()).hasSize(2);
	}

	private static ConfigurableApplicationContext application() {
		return new SpringApplicationBuilder(UserApplication.class).web(WebApplicationType.NONE)
			.properties("spring.jmx.enabled=true", "spring.jmx.unique-names=true",
					"management.endpoints.jmx.exposure.include=supervision", "spring.main.banner-mode=off")
			.run();
	}

	private static Set<ObjectName> endpoints() throws Exception {
		return ManagementFactory.getPlatformMBeanServer()
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Supervision,*"), null);
	}

	/** Those that live as long as their application. Pools of cached ones come and go. */
	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> Stream
				.of("supervision-timer", "supervision-events", "supervision-availability", "priceFeed", "orders")
				.anyMatch(thread.getName()::startsWith))
			.collect(Collectors.toSet());
	}

}
