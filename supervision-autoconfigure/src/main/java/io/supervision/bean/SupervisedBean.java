package io.supervision.bean;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import io.supervision.FailureClassifier;
import io.supervision.bean.ComponentDefinition.Detection;
import io.supervision.detect.Blame;
import io.supervision.detect.DetectionSettings;
import io.supervision.spec.Child;
import io.supervision.tree.Ports;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanDefinitionVisitor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A component in an application: its definition, the way into it, and its proxy. It is
 * there from before the first bean is made until the application is gone.
 */
final class SupervisedBean {

	private static final Logger logger = LoggerFactory.getLogger(SupervisedBean.class);

	private final ComponentDefinition definition;

	private final CallGate gate;

	private final ProxyClass proxyClass;

	private final Object proxy;

	private final Deliveries deliveries;

	private final StartHooks startHooks;

	private volatile @Nullable Standby standby;

	/**
	 * Make the proxy. The bean itself is not made yet.
	 * @param definition the component
	 * @param rules how calls wait
	 * @param startEvents the start of the application
	 * @throws IllegalArgumentException if there can be no proxy of the bean's type
	 */
	SupervisedBean(ComponentDefinition definition, WaitRules rules, StartEvents startEvents) {
		this.definition = definition;
		this.gate = new CallGate(definition.id(), rules);
		this.proxyClass = ProxyClass.of(definition.id(), definition.beanClass());
		this.proxy = this.proxyClass.proxy(this.gate);
		this.deliveries = new Deliveries(this.gate, definition.listening());
		this.startHooks = new StartHooks(definition.listening().replaysStartEvents(), startEvents);
		pointOut(this.proxyClass.unreachable());
	}

	/** The framework's own packages know of proxies. */
	private void pointOut(List<Method> unreachable) {
		Set<String> names = new TreeSet<>();
		for (Method method : unreachable) {
			if (!Modifier.isFinal(method.getModifiers())
					&& !method.getDeclaringClass().getName().startsWith("org.springframework.")) {
				names.add(BeanRules.name(method));
			}
		}
		if (!names.isEmpty()) {
			logger.warn("'{}' has package-private methods of another package, which run on the proxy and see none "
					+ "of its state if that package calls them: {}", id(), names);
		}
	}

	String id() {
		return this.definition.id();
	}

	ComponentDefinition definition() {
		return this.definition;
	}

	CallGate gate() {
		return this.gate;
	}

	ProxyClass proxyClass() {
		return this.proxyClass;
	}

	Object proxy() {
		return this.proxy;
	}

	Deliveries deliveries() {
		return this.deliveries;
	}

	StartHooks startHooks() {
		return this.startHooks;
	}

	/**
	 * Make what the supervisor starts.
	 * @param application the application's context
	 * @param classifier decides whose fault a throwable is
	 * @param blame who is to blame for what in this tree
	 * @param ports the tree's
	 * @param surveillance what looks after all components of the tree
	 */
	Child child(ConfigurableApplicationContext application, FailureClassifier classifier, Blame blame, Ports ports,
			Surveillance surveillance) {
		BeanBlueprint blueprint = new BeanBlueprint(application, id(), definition(application.getBeanFactory()),
				Arrays.asList(this.proxyClass.methods()), this.definition.watching(), this.startHooks);
		Detection declared = this.definition.detection();
		DetectionSettings settings = new DetectionSettings(id(), declared.failOn(), declared.ignore(),
				declared.failureThreshold(), declared.onSuspicion(),
				this.definition.supervision().dependencyPatience());
		io.supervision.detect.Detection detection = new io.supervision.detect.Detection(settings, classifier, blame,
				ports.clock()::nanos,
				(verdict) -> surveillance.errors().blamed(id(), verdict, declared.observes(verdict.detector())));
		this.gate.delayed().use(ports.timers(), ports.workers());
		this.deliveries.use(ports.workers());
		WorkerRules workers = new WorkerRules(this.definition.supervision().restart(), surveillance.pauses(),
				ports.timers());
		BeanChild child = new BeanChild(blueprint, this.gate, detection, workers,
				new Watchdogs(surveillance.hangs(), surveillance.breakers().of(this, detection)));
		if (!this.definition.supervision().standby()) {
			return child;
		}
		Standby kept = new Standby(child, id(), this.definition.supervision().startTimeout(),
				this.definition.supervision().shutdown().limit());
		this.standby = kept;
		return kept;
	}

	/** Tell when the standby that was last not needed has been closed. */
	CompletableFuture<?> standbyClosed() {
		Standby kept = this.standby;
		return (kept != null) ? kept.discarded() : CompletableFuture.completedFuture(null);
	}

	/**
	 * What replaces placeholders in definitions has not seen this one, which was moved
	 * before.
	 */
	private RootBeanDefinition definition(ConfigurableBeanFactory factory) {
		RootBeanDefinition resolved = this.definition.definition().cloneBeanDefinition();
		new BeanDefinitionVisitor((value) -> {
			String text = factory.resolveEmbeddedValue(value);
			return (text != null) ? text : value;
		}).visitBeanDefinition(resolved);
		LookupMethods.note(resolved, this.definition.beanClass());
		return resolved;
	}

}
