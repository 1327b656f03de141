package io.supervision.bean;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.interceptor.DebugInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.test.util.AopTestUtils;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Spring makes of a proxy of ours.
 */
class ProxyInSpringTests {

	private final CallGate gate = Gates.gate("mailer");

	@Test
	void springLooksBehindTheProxy() {
		Mailer proxy = Gates.proxy(this.gate, Mailer.class);
		assertThat(AopUtils.isAopProxy(proxy)).isTrue();
		assertThat(AopUtils.getTargetClass(proxy)).isEqualTo(Mailer.class);
		assertThat(AopProxyUtils.ultimateTargetClass(proxy)).isEqualTo(Mailer.class);
		Mailer first = new Mailer("first");
		Gates.open(this.gate, first);
		assertThat(AopTestUtils.<Mailer>getTargetObject(proxy)).isSameAs(first);
		Mailer second = new Mailer("second");
		Gates.open(this.gate, second);
		assertThat(AopTestUtils.<Mailer>getUltimateTargetObject(proxy)).isSameAs(second);
		assertThat(this.gate.inFlight()).isZero();
	}

	@Test
	void targetThatSpringHasAdvisedIsCalled() {
		ProxyFactory advised = new ProxyFactory(new Mailer("advised"));
		advised.setProxyTargetClass(true);
		advised.addAdvice(new DebugInterceptor());
		Object target = advised.getProxy(getClass().getClassLoader());
		assertThat(target.getClass().getName()).contains("$$SpringCGLIB$$");
		Mailer proxy = Gates.proxy(this.gate, Mailer.class);
		Gates.open(this.gate, target);
		assertThat(proxy.name()).isEqualTo("advised");
		assertThat(proxy.hidden(1)).isEqualTo("advised1");
		assertThat(AopTestUtils.<Mailer>getUltimateTargetObject(proxy).name).isEqualTo("advised");
	}

	@Test
	void adviceCannotBePutBehindTheGate() {
		Advised proxy = (Advised) (Object) Gates.proxy(this.gate, Mailer.class);
		assertThat(proxy.isFrozen()).isTrue();
		assertThatExceptionOfType(AopConfigException.class).isThrownBy(() -> proxy.addAdvice(new DebugInterceptor()));
	}

	@Test
	void asynchronousCallReachesTheGenerationThatRunsWhenItIsMade() throws Exception {
		try (Pool pool = new Pool()) {
			AsyncAnnotationBeanPostProcessor async = new AsyncAnnotationBeanPostProcessor();
			async.setExecutor(pool.executor);
			async.setBeanFactory(withDefinition());
			Mailer wrapped = (Mailer) async.postProcessAfterInitialization(Gates.proxy(this.gate, Mailer.class),
					"mailer");
			Gates.open(this.gate, new Mailer("first"));
			CompletableFuture<Void> busy = new CompletableFuture<>();
			pool.executor.execute(busy::join);
			CompletableFuture<String> sent = wrapped.send();
			Gates.open(this.gate, new Mailer("second"));
			busy.complete(null);
			assertThat(sent.get()).isEqualTo("second on async");
			assertThat(AopProxyUtils.ultimateTargetClass(wrapped)).isEqualTo(Mailer.class);
		}
	}

	/**
	 * The interfaces of Spring's own on a proxy would make post-processors believe that
	 * the bean is known by interfaces, were it not for this attribute.
	 */
	private static DefaultListableBeanFactory withDefinition() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		RootBeanDefinition definition = new RootBeanDefinition(Mailer.class);
		definition.setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE, true);
		beans.registerBeanDefinition("mailer", definition);
		return beans;
	}

	@Test
	void postProcessorThatKnowsTheBeanWrapsTheProxy() {
		MethodValidationPostProcessor validation = new MethodValidationPostProcessor();
		validation.setProxyTargetClass(true);
		validation.setValidatedAnnotationType(Checked.class);
		validation.afterPropertiesSet();
		Advised proxy = (Advised) (Object) Gates.proxy(this.gate, Mailer.class);
		Object wrapped = validation.postProcessAfterInitialization(proxy, "mailer");
		assertThat(wrapped).isNotSameAs(proxy).isInstanceOf(Mailer.class);
		assertThat(proxy.getAdvisors()).isEmpty();
		Gates.open(this.gate, new Mailer("validated"));
		assertThat(((Mailer) wrapped).name()).isEqualTo("validated");
	}

	@Test
	void beanWhoseMethodsLookLikeSpringsOwnKeepsThem() {
		Account proxy = Gates.proxy(this.gate, Account.class);
		assertThat(proxy).isInstanceOf(SpringProxy.class).isNotInstanceOf(Advised.class);
		Gates.open(this.gate, new Account());
		assertThat(proxy.isFrozen()).isFalse();
	}

	@Test
	void orderNeverFailsAndIsRemembered() {
		Sorted proxy = Gates.proxy(this.gate, Sorted.class);
		assertThat(proxy.getOrder()).isEqualTo(Ordered.LOWEST_PRECEDENCE);
		Sorted target = new Sorted();
		target.order = 7;
		GenerationCalls calls = Gates.open(this.gate, target);
		assertThat(proxy.getOrder()).isEqualTo(7);
		target.order = -1;
		assertThat(proxy.getOrder()).isEqualTo(7);
		assertThat(calls.inFlight()).isZero();
		calls.fence();
		target.order = 8;
		assertThat(proxy.getOrder()).isEqualTo(7);
		assertThat(this.gate.rejected()).isZero();
	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Checked {

	}

	@Checked
	static class Mailer {

		private final String name;

		Mailer(String name) {
			this.name = name;
		}

		public String name() {
			return this.name;
		}

		String hidden(int a) {
			return this.name + a;
		}

		@Async
		public CompletableFuture<String> send() {
			return CompletableFuture.completedFuture(this.name + " on " + Thread.currentThread().getName());
		}

	}

	static class Account {

		public boolean isFrozen() {
			return false;
		}

	}

	static class Sorted implements Ordered {

		private int order;

		@Override
		public int getOrder() {
			if (this.order < 0) {
				throw new IllegalStateException();
			}
			return this.order;
		}

	}

	private static final class Pool implements AutoCloseable {

		private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> new Thread(task, "async"));

		@Override
		public void close() {
			this.executor.shutdownNow();
		}

	}

}
