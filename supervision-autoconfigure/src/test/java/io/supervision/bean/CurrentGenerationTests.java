package io.supervision.bean;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.supervision.Generation;
import io.supervision.spec.Detector;
import io.supervision.spec.ExitReason;
import io.supervision.spec.Fault;
import io.supervision.spec.RestartType;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class CurrentGenerationTests {

	@Test
	void constructorFieldAndSetterGetTheSameHandleInEachGeneration() throws Exception {
		try (TestComponent component = TestComponent.of(Injected.class)) {
			for (int generation = 1; generation <= 4; generation++) {
				TestComponent.Run run = component.open();
				Injected bean = (Injected) component.target();
				assertThat(bean.constructor).isSameAs(bean.field).isSameAs(bean.setter);
				assertThat(bean.constructor.component()).isEqualTo(TestComponent.NAME);
				assertThat(bean.constructor.number()).isEqualTo(generation);
				component.stop(run);
			}
			assertThat(component.child().started()).isEqualTo(4);
		}
	}

	@Test
	void beanMethodParameterGetsTheHandleTooInEachGeneration() throws Exception {
		try (TestComponent component = new TestComponent(Injected.class, RestartType.PERMANENT,
				(context) -> context.register(Factory.class))
			.refresh()) {
			for (int generation = 1; generation <= 4; generation++) {
				TestComponent.Run run = component.open();
				Injected bean = (Injected) component.target();
				assertThat(bean.constructor).isSameAs(bean.field).isSameAs(bean.setter);
				assertThat(bean.constructor.number()).isEqualTo(generation);
				component.stop(run);
			}
		}
	}

	@Test
	void unsupervisedBeanHasNoGenerationHoweverItAsks() {
		for (Class<?> type : List.of(Injected.class, FieldInjected.class, SetterInjected.class, Factory.class)) {
			try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
				context.addBeanFactoryPostProcessor((beanFactory) -> CurrentGeneration.makeInjectable(beanFactory));
				context.register(type);
				assertThatException().as(type.getSimpleName())
					.isThrownBy(context::refresh)
					.withMessageContaining("Error creating bean with name")
					.withMessageContaining("Only supervised beans have a Generation");
			}
		}
	}

	@Test
	void startThatFailsDoesNotCount() throws Exception {
		try (TestComponent component = TestComponent.of(FailsEverySecondTime.class)) {
			FailsEverySecondTime.numbers.clear();
			for (int attempt = 1; attempt <= 4; attempt++) {
				TestComponent.Run run = component.begin();
				run.instance.handle((instance, failure) -> instance).get(20, TimeUnit.SECONDS);
				if (!run.instance.isCompletedExceptionally()) {
					run.instance().open();
				}
			}
			assertThat(FailsEverySecondTime.numbers).containsExactly(1L, 2L, 2L, 3L);
		}
	}

	@Test
	void failureAndCompletionGoToTheSupervisor() throws Exception {
		try (TestComponent component = TestComponent.of(Injected.class)) {
			TestComponent.Run run = component.open();
			Injected bean = (Injected) component.target();
			IllegalStateException cause = new IllegalStateException("broken");
			bean.field.fail(cause);
			bean.field.complete();
			assertThat(run.link.exits).containsExactly(new ExitReason.Failure(Fault.failure(Detector.SELF, cause)),
					ExitReason.normal());
		}
	}

	@Test
	void executorsBelongToTheGenerationAndEndWithIt() throws Exception {
		try (TestComponent component = TestComponent.of(Injected.class)) {
			TestComponent.Run run = component.open();
			Generation generation = ((Injected) component.target()).field;
			assertThat(generation.executor()).isSameAs(generation.executor());
			Thread executing = generation.executor().submit(Thread::currentThread).get();
			Thread scheduled = generation.scheduler().schedule(Thread::currentThread, 0, TimeUnit.SECONDS).get();
			assertThat(executing.getName()).isEqualTo("component-executor-1");
			assertThat(scheduled.getName()).isEqualTo("component-scheduler-1");
			assertThat(executing.getThreadGroup()).isSameAs(scheduled.getThreadGroup())
				.isInstanceOf(GenerationThreads.class);
			Future<?> later = generation.scheduler().schedule(() -> {
			}, 1, TimeUnit.HOURS);
			component.stop(run);
			assertThat(generation.executor().isTerminated()).isTrue();
			assertThat(generation.scheduler().isTerminated()).isTrue();
			assertThat(later.isCancelled()).isTrue();
		}
	}

	@Test
	void executorAskedForAfterTheEndTakesNothing() throws Exception {
		try (TestComponent component = TestComponent.of(Injected.class)) {
			TestComponent.Run run = component.open();
			Generation generation = ((Injected) component.target()).field;
			component.stop(run);
			assertThat(generation.executor().isShutdown()).isTrue();
			assertThat(generation.scheduler().isShutdown()).isTrue();
		}
	}

	static class Injected {

		Generation constructor;

		@Autowired
		Generation field;

		Generation setter;

		Injected() {
		}

		@Autowired
		Injected(Generation constructor) {
			this.constructor = constructor;
		}

		@Autowired
		void setSetter(Generation setter) {
			this.setter = setter;
		}

	}

	static class FieldInjected {

		@Autowired
		Generation field;

	}

	static class SetterInjected {

		@Autowired
		void setSetter(Generation setter) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Factory {

		@Bean
		Injected component(Generation generation) {
			Injected injected = new Injected();
			injected.constructor = generation;
			return injected;
		}

	}

	static class FailsEverySecondTime {

		static final List<Long> numbers = new CopyOnWriteArrayList<>();

		FailsEverySecondTime() {
		}

		@Autowired
		FailsEverySecondTime(Generation generation) {
			numbers.add(generation.number());
			if (numbers.size() % 2 == 0) {
				throw new IllegalStateException("no");
			}
		}

	}

}
