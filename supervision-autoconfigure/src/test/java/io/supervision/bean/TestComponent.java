package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.supervision.detect.Blame;
import io.supervision.detect.BuiltInClassifier;
import io.supervision.detect.Detection;
import io.supervision.detect.DetectionSettings;
import io.supervision.detect.HangWatchdog;
import io.supervision.spec.Backoff;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.tree.Timers;

import org.springframework.aop.scope.ScopedProxyFactoryBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * One supervised bean named {@code component} in an application of its own, whose
 * supervisor is the test.
 */
final class TestComponent implements AutoCloseable {

	static final String NAME = "component";

	final AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();

	final CallGate gate = Gates.gate(NAME);

	private final ProxyClass proxies;

	private final Class<?> type;

	private final RestartType restart;

	private Backoff pauses = (attempt) -> Duration.ofMillis(10L * attempt);

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private BeanBlueprint blueprint;

	private BeanChild child;

	TestComponent(Class<?> type, RestartType restart, Class<?>... others) {
		this(type, restart, (context) -> {
			context.registerBean(NAME, type);
			if (others.length > 0) {
				context.register(others);
			}
		});
	}

	TestComponent(Class<?> type, RestartType restart, Consumer<AnnotationConfigApplicationContext> definitions) {
		this.type = type;
		this.restart = restart;
		this.proxies = ProxyClass.of(NAME, type);
		definitions.accept(this.application);
		this.application.addBeanFactoryPostProcessor(move());
	}

	static TestComponent of(Class<?> type, Class<?>... others) {
		return new TestComponent(type, RestartType.PERMANENT, others).refresh();
	}

	TestComponent refresh() {
		this.application.refresh();
		this.child = new BeanChild(this.blueprint, this.gate, detection(),
				new WorkerRules(this.restart, this.pauses, timers()), watchdogs());
		return this;
	}

	TestComponent pauses(Backoff pauses) {
		this.pauses = pauses;
		return this;
	}

	BeanChild child() {
		return this.child;
	}

	/** The way everybody else in the application sees the component. */
	<T> T proxy(Class<T> type) {
		return this.application.getBean(NAME, type);
	}

	/** The instance behind the proxy. */
	Object target() {
		return this.gate.target();
	}

	/** A call that stays in flight until it is told to leave. */
	CallSet call() {
		return this.gate.enter();
	}

	Run start() throws Exception {
		Run run = begin();
		run.instance.get(20, TimeUnit.SECONDS);
		return run;
	}

	Run open() throws Exception {
		Run run = start();
		run.instance().open();
		return run;
	}

	Run begin() {
		Run run = new Run();
		this.child.startsOn(Runnable::run).execute(() -> {
			run.starter = Thread.currentThread();
			try {
				run.instance.complete((BeanInstance) this.child.start(run.link));
			}
			catch (Throwable ex) {
				run.instance.completeExceptionally(ex);
			}
		});
		return run;
	}

	void stop(Run run) {
		stop(run, Duration.ofSeconds(5));
	}

	void stop(Run run, Duration limit) {
		run.instance().fence();
		try {
			run.instance().stop(ExitReason.shutdown(), limit);
		}
		catch (TimeoutException ex) {
			throw new AssertionError("calls hang", ex);
		}
	}

	void restart(int times) throws Exception {
		for (int i = 0; i < times; i++) {
			stop(open());
		}
	}

	@Override
	public void close() {
		this.application.close();
		this.scheduler.shutdownNow();
	}

	private Detection detection() {
		return new Detection(DetectionSettings.of(NAME), new BuiltInClassifier(), new Blame(), System::nanoTime);
	}

	private Watchdogs watchdogs() {
		return new Watchdogs(new HangWatchdog(System::nanoTime, timers(),
				Callers.frames(Map.of(this.proxies.proxyClass().getName(), NAME))), null);
	}

	private Timers timers() {
		return (delay, task) -> {
			ScheduledFuture<?> timer = this.scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> timer.cancel(false);
		};
	}

	private BeanFactoryPostProcessor move() {
		return (beanFactory) -> {
			DefaultListableBeanFactory factory = (DefaultListableBeanFactory) beanFactory;
			RootBeanDefinition definition = (RootBeanDefinition) factory.getMergedBeanDefinition(NAME);
			this.blueprint = new BeanBlueprint(this.application, NAME, new RootBeanDefinition(definition),
					List.of(this.proxies.methods()), ComponentDefinition.Watching.NOTHING);
			RootBeanDefinition proxy = new RootBeanDefinition(Proxy.class, () -> new Proxy(this));
			proxy.setSynthetic(true);
			proxy.setPrimary(definition.isPrimary());
			proxy.setTargetType(this.type);
			proxy.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, this.type);
			factory.removeBeanDefinition(NAME);
			factory.registerBeanDefinition(NAME, proxy);
			CurrentGeneration.makeInjectable(factory);
		};
	}

	/** One start and what came of it. */
	static final class Run {

		final RecordingLink link = new RecordingLink();

		final CompletableFuture<BeanInstance> instance = new CompletableFuture<>();

		volatile Thread starter;

		BeanInstance instance() {
			return this.instance.join();
		}

	}

	static final class Proxy extends ScopedProxyFactoryBean {

		private static final long serialVersionUID = 1L;

		private final transient TestComponent component;

		Proxy(TestComponent component) {
			this.component = component;
		}

		@Override
		public void setBeanFactory(org.springframework.beans.factory.BeanFactory beanFactory) {
		}

		@Override
		public Object getObject() {
			Object proxy = this.component.proxies.proxy(this.component.gate);
			InboundAnnotations.apply(proxy, this.component.gate, this.component.application.getBeanFactory());
			return proxy;
		}

		@Override
		public Class<?> getObjectType() {
			return this.component.type;
		}

	}

}
