package sample.everyday.events;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.Generation;
import io.supervision.actuate.ComponentDetails;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import io.supervision.autoconfigure.SupervisionEventAutoConfiguration;
import io.supervision.event.SupervisionEvent;
import io.supervision.spec.ChildState;
import io.supervision.spec.WhenDown;
import io.supervision.tree.SupervisionKernel.Operation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import sample.everyday.Restarts;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.AbstractApplicationEventMulticaster;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of events while the component that listens to them is down, is isolated,
 * or hangs in one.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class WhenDownTests {

	private static volatile CountDownLatch start = new CountDownLatch(0);

	private static volatile boolean working = true;

	private static volatile boolean hanging;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void begin() {
		start = new CountDownLatch(0);
		working = true;
		hanging = false;
		Told.taken();
	}

	@AfterEach
	void stop() {
		start.countDown();
		this.context.close();
	}

	private void run(String... properties) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "supervision.backoff.initial-delay=1ms",
					"supervision.backoff.max-delay=1ms")
			.properties(properties)
			.run();
	}

	/** Keep the next generation from starting until told to. */
	private void takeDown(String id) {
		start = new CountDownLatch(1);
		Restarts.operate(this.context, id, Operation.RESTART);
		Awaitility.await().until(() -> Restarts.component(this.context, id).state() == ChildState.RESTARTING);
	}

	private void publish(String... events) {
		for (String event : events) {
			this.context.publishEvent(new Letter(event));
		}
	}

	@Test
	void eventsAreKeptInOrderForTheNextGeneration(CapturedOutput output) {
		run("supervision.components.clerk.when-down=queue", "supervision.max-queued-events=3");
		takeDown("clerk");
		publish("a", "b", "c", "d");
		assertThat(Told.taken()).containsExactly("other a", "other b", "other c", "other d");
		assertThat(dropped("clerk")).isEqualTo(1);
		start.countDown();
		Awaitility.await().until(() -> Told.all().size() == 3);
		assertThat(Told.taken()).containsExactly("clerk 2 a", "clerk 2 b", "clerk 2 c");
		publish("e");
		Awaitility.await().until(() -> Told.all().size() == 2);
		assertThat(Told.taken()).containsExactlyInAnyOrder("clerk 2 e", "other e");
		assertThat(output).containsOnlyOnce("Events for 'clerk' are dropped: 3 are waiting for it");
		Awaitility.await().until(() -> output.toString().contains("is told of events again; 1 were dropped"));
		assertThat(Clerk.threads).allMatch((name) -> name.equals("main") || name.startsWith("supervision-worker"));
	}

	@Test
	void publisherWaitsWhereThatIsSaid() throws Exception {
		run("supervision.defaults.when-down=wait", "supervision.defaults.wait-timeout=1m");
		takeDown("clerk");
		CompletableFuture<Void> published = CompletableFuture.runAsync(() -> publish("a"));
		Awaitility.await().until(() -> Told.all().isEmpty() && !published.isDone());
		start.countDown();
		published.get(30, TimeUnit.SECONDS);
		assertThat(Told.taken()).containsExactly("clerk 2 a", "other a");
		assertThat(dropped("clerk")).isZero();
	}

	@Test
	void publisherDoesNotWaitForLong() {
		run("supervision.defaults.when-down=wait", "supervision.defaults.wait-timeout=1ms");
		takeDown("clerk");
		publish("a");
		assertThat(Told.taken()).containsExactly("other a");
		assertThat(dropped("clerk")).isEqualTo(1);
	}

	@Test
	void componentThatWasTakenOutIsNotSetGoing() {
		run("supervision.root.intensity=0");
		working = false;
		Awaitility.await().until(() -> Restarts.component(this.context, "clerk").serving());
		publish("a");
		assertThat(this.context.getBean(Clerk.class).call()).as("calls are answered").isEqualTo("called");
		assertThat(Told.taken()).containsExactly("other a");
		working = true;
		Restarts.operate(this.context, "clerk", Operation.RESTART);
		Awaitility.await().until(() -> Restarts.component(this.context, "clerk").state() == ChildState.RUNNING);
		publish("b");
		assertThat(Told.taken()).hasSize(2).first().asString().endsWith(" b");
	}

	@Test
	void hungListenerHoldsUpOnlyThePublisherUntilItIsRestarted() throws Exception {
		run("supervision.components.clerk.call-timeout=100ms");
		hanging = true;
		CompletableFuture<Void> published = CompletableFuture.runAsync(() -> publish("a"));
		Restarts.awaitGeneration(this.context, "clerk", 2);
		assertThat(published).failsWithin(30, TimeUnit.SECONDS)
			.withThrowableOfType(ExecutionException.class)
			.withRootCauseInstanceOf(InterruptedException.class);
		hanging = false;
		publish("b");
		assertThat(Told.taken()).containsExactly("clerk 2 b", "other b");
	}

	@Test
	void componentWhoseFirstStartFailsIsNoConcernOfPublishers() {
		run("supervision.components.never.supervised=true");
		publish("a");
		assertThat(Told.taken()).containsExactly("clerk 1 a", "other a");
		assertThat(dropped("never")).isEqualTo(1);
	}

	@Test
	void eventThatComesBeforeTheTreeHasStartedMakesTheComponentStart() {
		run("early=true");
		assertThat(Told.taken()).containsExactly("clerk 1 early", "other early");
		assertThat(dropped("clerk")).isZero();
	}

	@Test
	void listenerOfAnotherFactoryIsGuardedToo() {
		run();
		this.context.publishEvent(new Parcel("a"));
		Restarts.stop(this.context, "clerk");
		this.context.publishEvent(new Parcel("b"));
		Restarts.start(this.context, "clerk");
		this.context.publishEvent(new Parcel("c"));
		assertThat(Told.taken()).containsExactly("parcel 1 a", "other a", "other b", "parcel 2 c", "other c");
		assertThat(dropped("clerk")).isEqualTo(1);
	}

	@Test
	void beanThatIsNotSupervisedIsLeftAlone() {
		run();
		Collection<?> listeners = ReflectionTestUtils.invokeMethod(
				this.context.getBean("applicationEventMulticaster", AbstractApplicationEventMulticaster.class),
				"getApplicationListeners");
		assertThat(listeners)
			.filteredOn(
					(listener) -> listener.toString().startsWith("void") && listener.toString().contains("Other.on"))
			.hasExactlyElementsOfTypes(ApplicationListenerMethodAdapter.class);
		assertThat(listeners).filteredOn(ParcelListener.class::isInstance)
			.extracting((listener) -> ((ParcelListener) listener).name())
			.containsExactly("other");
	}

	@Test
	void componentMayListenToWhatTheTreeDoesWithIt() {
		run();
		Restarts.restart(this.context, "clerk", 3);
		Awaitility.await().until(() -> Observer.SEEN.get() >= 6);
		assertThat(Restarts.component(this.context, "observer").restarts()).isZero();
	}

	@Test
	void publicationsFromInsideGoOnWhileItDrains() throws Exception {
		run();
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		Clerk clerk = this.context.getBean(Clerk.class);
		CompletableFuture<Void> call = CompletableFuture.runAsync(() -> clerk.publish(() -> {
			inside.countDown();
			awaitQuietly(goOn);
		}));
		inside.await();
		Restarts.operate(this.context, "clerk", Operation.RESTART);
		Awaitility.await().until(() -> Restarts.component(this.context, "clerk").state() == ChildState.RESTARTING);
		goOn.countDown();
		call.get(30, TimeUnit.SECONDS);
		assertThat(Told.taken()).containsExactly("clerk 1 inner", "other inner");
		assertThat(dropped("clerk")).isZero();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Long dropped(String id) {
		return this.context.getBean(ComponentDetails.class).droppedEvents("/" + id);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SupervisionAutoConfiguration.class, SupervisionEventAutoConfiguration.class })
	static class Application {

		@Bean
		@Supervised
		Clerk clerk(Generation generation, ApplicationEventPublisher publisher) throws InterruptedException {
			return new Clerk(generation, publisher);
		}

		@Bean
		@Supervised(whenDown = WhenDown.DROP, startOptional = true)
		Never never(ApplicationContext context) {
			return new Never(context.getEnvironment().containsProperty("supervision.components.never.supervised"));
		}

		@Bean
		@Supervised
		Observer observer() {
			return new Observer();
		}

		@Bean
		Other other() {
			return new Other();
		}

		@Bean
		static ParcelListenerFactory parcels(ApplicationContext context) {
			return new ParcelListenerFactory(context);
		}

		@Bean
		SmartInitializingSingleton early(ApplicationContext context) {
			return () -> {
				if (context.getEnvironment().containsProperty("early")) {
					context.publishEvent(new Letter("early"));
				}
			};
		}

	}

	record Letter(String text) {
	}

	record Parcel(String text) {
	}

	static class Clerk {

		static List<String> threads = new CopyOnWriteArrayList<>();

		private final Generation generation;

		private final ApplicationEventPublisher publisher;

		Clerk(Generation generation, ApplicationEventPublisher publisher) throws InterruptedException {
			start.await();
			this.generation = generation;
			this.publisher = publisher;
		}

		@EventListener
		@Order(1)
		void on(Letter letter) throws InterruptedException {
			threads.add(Thread.currentThread().getName());
			if (hanging) {
				new CountDownLatch(1).await();
			}
			Told.that("clerk " + this.generation.number() + " " + letter.text());
		}

		@EventListener
		@Order(1)
		void on(Parcel parcel) {
			Told.that("parcel " + this.generation.number() + " " + parcel.text());
		}

		void publish(Runnable before) {
			before.run();
			this.publisher.publishEvent(new Letter("inner"));
		}

		String call() {
			return "called";
		}

		@Worker
		void work() throws InterruptedException {
			CountDownLatch end = new CountDownLatch(1);
			while (working) {
				end.await(5, TimeUnit.MILLISECONDS);
			}
			throw new IllegalStateException("does not work");
		}

	}

	static class Never {

		Never(boolean fails) {
			if (fails) {
				throw new IllegalStateException("never starts");
			}
		}

		@EventListener
		@Order(0)
		void on(Letter letter) {
			if (letter.text().equals("never")) {
				Told.that("never");
			}
		}

	}

	static class Observer {

		static final AtomicInteger SEEN = new AtomicInteger();

		@EventListener
		void on(SupervisionEvent event) {
			SEEN.incrementAndGet();
			throw new IllegalStateException("fails to handle " + event.path());
		}

	}

	static class Other {

		@EventListener
		@Order(2)
		void on(Letter letter) {
			Told.that("other " + letter.text());
		}

		@EventListener
		@Order(2)
		void on(Parcel parcel) {
			Told.that("other " + parcel.text());
		}

	}

	/** Makes listeners of its own for parcels. */
	static class ParcelListenerFactory implements EventListenerFactory, Ordered {

		private final ApplicationContext context;

		ParcelListenerFactory(ApplicationContext context) {
			this.context = context;
		}

		@Override
		public int getOrder() {
			return 5;
		}

		@Override
		public boolean supportsMethod(Method method) {
			return method.getParameterCount() == 1 && method.getParameterTypes()[0] == Parcel.class;
		}

		@Override
		public ApplicationListener<?> createApplicationListener(String name, Class<?> type, Method method) {
			return new ParcelListener(this.context, name, method);
		}

	}

	record ParcelListener(ApplicationContext context, String name,
			Method method) implements ApplicationListener<PayloadApplicationEvent<Parcel>>, Ordered {

		@Override
		public int getOrder() {
			return this.method.getAnnotation(Order.class).value();
		}

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<Parcel> event) {
			try {
				this.method.setAccessible(true);
				this.method.invoke(this.context.getBean(this.name), event.getPayload());
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
