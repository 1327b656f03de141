package sample.everyday;

import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import io.supervision.tree.SupervisionKernel.Operation;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.ApplicationStartupAware;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceAware;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.stereotype.Component;
import org.springframework.util.StringValueResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each callback of a supervised bean's life is called once per generation, in Spring's
 * order.
 */
class LifecycleTests {

	private static final String[] START = { "constructor", "injection", "beanName", "beanClassLoader", "beanFactory",
			"environment", "embeddedValueResolver", "resourceLoader", "applicationEventPublisher", "messageSource",
			"applicationStartup", "applicationContext", "postConstruct", "afterPropertiesSet", "init",
			"afterSingletonsInstantiated", "start" };

	private static final String[] STOP = { "stop", "preDestroy", "destroy", "shutDown" };

	@Test
	void everyCallbackComesOncePerGenerationInOrder() {
		ConfigurableApplicationContext context = run(Everything.class);
		Journal journal = context.getBean(Journal.class);
		try (context) {
			assertThat(journal.take()).containsExactly(START);
			for (int restart = 1; restart <= 3; restart++) {
				Restarts.restart(context, "subject");
				assertThat(journal.take())
					.containsExactly(Stream.of(STOP, START).flatMap(Stream::of).toArray(String[]::new));
			}
			Restarts.stop(context, "subject");
			assertThat(journal.take()).containsExactly(STOP);
			Restarts.start(context, "subject");
			assertThat(journal.take()).containsExactly(START);
		}
		assertThat(journal.take()).containsExactly(STOP);
	}

	@Test
	void awareCallbacksGetWhatBelongsToTheApplication() throws Throwable {
		try (ConfigurableApplicationContext context = run(Everything.class)) {
			Subject subject = context.getBean(Subject.class);
			Restarts.beforeAndAfterThree(context, "subject", () -> {
				assertThat(subject.context()).isSameAs(context);
				assertThat(subject.factory()).isSameAs(context.getBeanFactory());
				assertThat(subject.environment()).isSameAs(context.getEnvironment());
				assertThat(subject.name()).isEqualTo("subject");
				assertThat(subject.loader()).isSameAs(context);
				assertThat(subject.publisher()).isSameAs(context);
				assertThat(subject.messages()).isSameAs(context);
				assertThat(subject.resolved()).isEqualTo("here");
			});
		}
	}

	@Test
	void aBeanThatIsNotToBeStartedIsNotStarted() {
		ConfigurableApplicationContext context = run(Manual.class);
		Journal journal = context.getBean(Journal.class);
		try (context) {
			ManualStart manual = context.getBean(ManualStart.class);
			Restarts.restart(context, "manual", 3);
			assertThat(journal.take()).isEmpty();
			assertThat(manual.isRunning()).isFalse();
			manual.start();
			assertThat(manual.isRunning()).isTrue();
			Restarts.restart(context, "manual");
			assertThat(journal.take()).containsExactly("start", "stop");
			assertThat(manual.isRunning()).isFalse();
			manual.start();
		}
		assertThat(journal.take()).containsExactly("start", "stop");
	}

	@Test
	void aStopThatReportsLaterIsWaitedFor() {
		ConfigurableApplicationContext context = run(Slow.class);
		Journal journal = context.getBean(Journal.class);
		try (context) {
			Restarts.restart(context, "slow");
			assertThat(journal.take()).containsExactly("start", "stopping", "stopped", "destroyed", "start");
		}
	}

	@Test
	void phasesOrderComponentsOnlyAgainstWhatIsNotSupervised() {
		ConfigurableApplicationContext context = run(Phases.class);
		Journal journal = context.getBean(Journal.class);
		try (context) {
			assertThat(journal.take()).containsExactly("early start", "component start", "late start");
			Restarts.restart(context, "component");
			assertThat(journal.take()).containsExactly("component stop", "component start");
		}
		assertThat(journal.take()).containsExactly("late stop", "component stop", "early stop");
	}

	@Test
	void inferredAndNamedMethodsAreCalledOncePerGeneration() {
		ConfigurableApplicationContext context = run(Methods.class);
		Journal journal = context.getBean(Journal.class);
		try (context) {
			assertThat(journal.take()).containsExactly("begin");
			Restarts.restart(context, "inferred", 3);
			assertThat(journal.take()).containsExactly("close", "close", "close");
			Restarts.restart(context, "named", 3);
			assertThat(journal.take()).containsExactly("end", "begin", "end", "begin", "end", "begin");
			Restarts.restart(context, "untouched", 3);
			assertThat(journal.take()).isEmpty();
		}
		assertThat(journal.take()).containsExactlyInAnyOrder("close", "end");
	}

	@Test
	void aFailingCallbackIsAFailedStartAndWhatWasMadeIsDestroyed() {
		ConfigurableApplicationContext context = run(Failing.class);
		try (context) {
			Journal journal = context.getBean(Journal.class);
			Fragile.FAILURES.set(1);
			journal.take();
			Restarts.operate(context, "fragile", Operation.RESTART);
			Restarts.awaitGeneration(context, "fragile", 2);
			assertThat(journal.take()).containsExactly("destroyed", "made", "made");
		}
	}

	private static ConfigurableApplicationContext run(Class<?> application) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.profiles("plain")
			.properties("where=here", "logging.level.io.supervision=warn")
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Base {

		@Bean
		Journal journal() {
			return new Journal();
		}

	}

	@Import(Base.class)
	static class Everything {

		@Bean(initMethod = "init", destroyMethod = "shutDown")
		@Supervised
		Subject subject(Journal journal) {
			return new Subject(journal);
		}

	}

	static class Subject implements BeanNameAware, BeanClassLoaderAware, BeanFactoryAware, EnvironmentAware,
			EmbeddedValueResolverAware, ResourceLoaderAware, ApplicationEventPublisherAware, MessageSourceAware,
			ApplicationStartupAware, ApplicationContextAware, InitializingBean, DisposableBean,
			SmartInitializingSingleton, SmartLifecycle {

		private final Journal journal;

		private BeanFactory factory;

		private Environment environment;

		private String name;

		private String resolved;

		private ResourceLoader loader;

		private ApplicationEventPublisher publisher;

		private MessageSource messages;

		private ApplicationContext context;

		private boolean running;

		Subject(Journal journal) {
			this.journal = journal;
			journal.write("constructor");
		}

		@Autowired
		void inject(Journal same) {
			same.write("injection");
		}

		@Override
		public void setBeanName(String name) {
			this.name = name;
			this.journal.write("beanName");
		}

		@Override
		public void setBeanClassLoader(ClassLoader classLoader) {
			this.journal.write("beanClassLoader");
		}

		@Override
		public void setBeanFactory(BeanFactory beanFactory) {
			this.factory = beanFactory;
			this.journal.write("beanFactory");
		}

		@Override
		public void setEnvironment(Environment environment) {
			this.environment = environment;
			this.journal.write("environment");
		}

		@Override
		public void setEmbeddedValueResolver(StringValueResolver resolver) {
			this.resolved = resolver.resolveStringValue("${where}");
			this.journal.write("embeddedValueResolver");
		}

		@Override
		public void setResourceLoader(ResourceLoader resourceLoader) {
			this.loader = resourceLoader;
			this.journal.write("resourceLoader");
		}

		@Override
		public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
			this.publisher = publisher;
			this.journal.write("applicationEventPublisher");
		}

		@Override
		public void setMessageSource(MessageSource messageSource) {
			this.messages = messageSource;
			this.journal.write("messageSource");
		}

		@Override
		public void setApplicationStartup(ApplicationStartup applicationStartup) {
			this.journal.write("applicationStartup");
		}

		@Override
		public void setApplicationContext(ApplicationContext context) {
			this.context = context;
			this.journal.write("applicationContext");
		}

		@PostConstruct
		void postConstruct() {
			this.journal.write("postConstruct");
		}

		@Override
		public void afterPropertiesSet() {
			this.journal.write("afterPropertiesSet");
		}

		void init() {
			this.journal.write("init");
		}

		@Override
		public void afterSingletonsInstantiated() {
			this.journal.write("afterSingletonsInstantiated");
		}

		@Override
		public void start() {
			this.running = true;
			this.journal.write("start");
		}

		@Override
		public void stop() {
			this.running = false;
			this.journal.write("stop");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@PreDestroy
		void preDestroy() {
			this.journal.write("preDestroy");
		}

		@Override
		public void destroy() {
			this.journal.write("destroy");
		}

		void shutDown() {
			this.journal.write("shutDown");
		}

		ApplicationContext context() {
			return this.context;
		}

		BeanFactory factory() {
			return this.factory;
		}

		Environment environment() {
			return this.environment;
		}

		String name() {
			return this.name;
		}

		ResourceLoader loader() {
			return this.loader;
		}

		ApplicationEventPublisher publisher() {
			return this.publisher;
		}

		MessageSource messages() {
			return this.messages;
		}

		String resolved() {
			return this.resolved;
		}

	}

	@Import({ Base.class, ManualStart.class })
	static class Manual {

	}

	@Supervised
	@Component("manual")
	static class ManualStart implements SmartLifecycle {

		private final Journal journal;

		private volatile boolean running;

		ManualStart(Journal journal) {
			this.journal = journal;
		}

		@Override
		public boolean isAutoStartup() {
			return false;
		}

		@Override
		public void start() {
			this.running = true;
			this.journal.write("start");
		}

		@Override
		public void stop() {
			this.running = false;
			this.journal.write("stop");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	@Import({ Base.class, SlowStop.class })
	static class Slow {

	}

	/** Its stop goes on in a thread of its own. */
	@Supervised
	@Component("slow")
	static class SlowStop implements SmartLifecycle {

		private final Journal journal;

		private final Generation generation;

		private volatile boolean running;

		SlowStop(Journal journal, Generation generation) {
			this.journal = journal;
			this.generation = generation;
		}

		@Override
		public void start() {
			this.running = true;
			this.journal.write("start");
		}

		@Override
		public void stop() {
			throw new IllegalStateException("The one with the callback is to be called");
		}

		@Override
		public void stop(Runnable callback) {
			this.journal.write("stopping");
			CountDownLatch begun = new CountDownLatch(1);
			new Thread(() -> {
				begun.countDown();
				this.running = false;
				this.journal.write("stopped");
				callback.run();
			}).start();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@PreDestroy
		void destroyed() {
			this.journal.write("destroyed");
		}

	}

	@Import(Base.class)
	static class Phases {

		@Bean
		Phased early(Journal journal) {
			return new Phased(journal, "early", 0);
		}

		@Bean
		@Supervised
		Phased component(Journal journal) {
			return new Phased(journal, "component", Integer.MIN_VALUE);
		}

		@Bean
		Phased late(Journal journal) {
			return new Phased(journal, "late", Integer.MAX_VALUE);
		}

	}

	static class Phased implements SmartLifecycle {

		private final Journal journal;

		private final String name;

		private final int phase;

		private volatile boolean running;

		Phased(Journal journal, String name, int phase) {
			this.journal = journal;
			this.name = name;
			this.phase = phase;
		}

		@Override
		public void start() {
			this.running = true;
			this.journal.write(this.name + " start");
		}

		@Override
		public void stop() {
			this.running = false;
			this.journal.write(this.name + " stop");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

	@Import(Base.class)
	static class Methods {

		@Bean
		@Supervised
		Inferred inferred(Journal journal) {
			return new Inferred(journal);
		}

		@Bean(initMethod = "begin", destroyMethod = "end")
		@Supervised
		Named named(Journal journal) {
			return new Named(journal);
		}

		@Bean(destroyMethod = "")
		@Supervised
		Inferred untouched(Journal journal) {
			return new Inferred(journal);
		}

	}

	static class Inferred implements Closeable {

		private final Journal journal;

		Inferred(Journal journal) {
			this.journal = journal;
		}

		@Override
		public void close() {
			this.journal.write("close");
		}

	}

	static class Named {

		private final Journal journal;

		Named(Journal journal) {
			this.journal = journal;
		}

		void begin() {
			this.journal.write("begin");
		}

		void end() {
			this.journal.write("end");
		}

	}

	@Import({ Base.class, Fragile.class })
	static class Failing {

	}

	@Supervised
	@Component("fragile")
	static class Fragile implements DisposableBean {

		static final AtomicInteger FAILURES = new AtomicInteger();

		private final Journal journal;

		Fragile(Journal journal) {
			this.journal = journal;
		}

		@PostConstruct
		void start() {
			this.journal.write("made");
			if (FAILURES.getAndDecrement() > 0) {
				throw new IllegalStateException("not yet");
			}
		}

		@Override
		public void destroy() {
			this.journal.write("destroyed");
		}

	}

}
