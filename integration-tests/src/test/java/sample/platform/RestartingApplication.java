package sample.platform;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.SupervisionKernel.Operation;
import io.supervision.tree.TreeSnapshot;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * An application that has DevTools restart it, three times, and prints what it sees. What
 * one run tells the next is kept by the virtual machine: each has classes of its own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
@Import({ RestartingApplication.Feed.class, RestartingApplication.Desk.class })
public class RestartingApplication {

	private static final int RUNS = 4;

	public static void main(String[] args) {
		SpringApplication.run(RestartingApplication.class, args);
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		List<WeakReference<ClassLoader>> loaders = kept("sample.loaders", new CopyOnWriteArrayList<>());
		ClassLoader own = getClass().getClassLoader();
		loaders.add(new WeakReference<>(own));
		ConfigurableApplicationContext context = event.getApplicationContext();
		Desk desk = context.getBean(Desk.class);
		SupervisionKernel kernel = context.getBean(SupervisionKernel.class);
		kernel.operate("feed", Operation.RESTART).toCompletableFuture().join();
		Awaitility.await().until(() -> ((TreeSnapshot.Component) kernel.snapshot().find("feed")).generation() == 2);
		desk.ticked();
		report(loaders.size() + ": " + desk.text() + ", alive " + alive() + ", " + own.getClass().getSimpleName()
				+ ", one loader " + (desk.getClass().getClassLoader() == own));
		if (loaders.size() < RUNS) {
			new Thread(() -> Restarter.getInstance().restart(), "restart").start();
		}
		else {
			// Off the thread that runs this application, whose locals keep it.
			new Thread(() -> end(loaders), "end").start();
		}
	}

	private static void end(List<WeakReference<ClassLoader>> loaders) {
		try {
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
				System.gc();
				return between(loaders) == 0;
			});
		}
		catch (ConditionTimeoutException ex) {
			// Reported below.
		}
		report(between(loaders) + " kept");
		System.exit(0);
	}

	/**
	 * How many class loaders are left of the runs that are over. Not counted is that of
	 * the first, which the thread keeps that Boot has registered as its shutdown hook.
	 */
	private static long between(List<WeakReference<ClassLoader>> loaders) {
		return loaders.subList(1, RUNS - 1).stream().filter((loader) -> loader.get() != null).count();
	}

	private static void report(String line) {
		System.out.println("REPORT " + line);
	}

	private static Queue<String> alive() {
		return kept("sample.alive", new ConcurrentLinkedQueue<>());
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <T> T kept(String name, Object first) {
		Object known = System.getProperties().putIfAbsent(name, first);
		return (T) ((known != null) ? known : first);
	}

	@Supervised
	@Component("feed")
	static class Feed {

		@PostConstruct
		void begin() {
			alive().add("feed");
		}

		@PreDestroy
		void end() {
			alive().remove("feed");
		}

		@Worker
		void poll() throws InterruptedException {
			new CountDownLatch(1).await();
		}

		String text() {
			return "feed";
		}

	}

	@Supervised
	@Component("desk")
	static class Desk {

		private final CountDownLatch ticked = new CountDownLatch(1);

		private final Feed feed;

		Desk(Feed feed) {
			this.feed = feed;
		}

		@PostConstruct
		void begin() {
			alive().add("desk");
		}

		@PreDestroy
		void end() {
			alive().remove("desk");
		}

		@Scheduled(fixedRate = 10)
		void tick() {
			this.ticked.countDown();
		}

		void ticked() {
			try {
				this.ticked.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		String text() {
			return "desk of " + this.feed.text();
		}

	}

}
