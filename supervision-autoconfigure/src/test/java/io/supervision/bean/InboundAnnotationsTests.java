package io.supervision.bean;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.supervision.ComponentUnavailableException;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class InboundAnnotationsTests {

	private static final List<Object> TICKED = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		TICKED.clear();
	}

	@Test
	void ticksReachTheCurrentGenerationAndTasksStayAsTheyAre() throws Exception {
		try (TestComponent component = TestComponent.of(Ticking.class, Scheduling.class)) {
			component.restart(100);
			component.open();
			assertThat(tasks(component)).isEqualTo(2);
			TICKED.clear();
			Object current = component.target();
			Awaitility.await().until(() -> TICKED.size() >= 6);
			assertThat(TICKED).containsOnly(current);
		}
	}

	@Test
	void tickOfAComponentThatIsDownIsSkippedAndLoggedOnce(CapturedOutput output) throws Exception {
		try (TestComponent component = TestComponent.of(Ticking.class, Scheduling.class)) {
			TestComponent.Run run = component.open();
			Awaitility.await().until(() -> !TICKED.isEmpty());
			component.stop(run);
			component.child().became(new Child.Transition(ChildState.STOPPED, 0, null));
			long rejected = component.gate.rejected();
			Awaitility.await().until(() -> component.gate.rejected() > rejected + 5);
			assertThat(StringUtils.countOccurrencesOf(output.toString(), "Scheduled calls of 'component' are skipped"))
				.isEqualTo(1);
			assertThat(output).doesNotContain("Unexpected error occurred in scheduled task");
			TICKED.clear();
			component.open();
			component.child().became(new Child.Transition(ChildState.RUNNING, 0, null));
			Awaitility.await().until(() -> TICKED.size() > 2);
			assertThat(output).containsPattern("'component' is back .*; \\d+ ticks were skipped");
		}
	}

	@Test
	void whatATickThrowsOtherwiseIsSpringsToHandle(CapturedOutput output) throws Exception {
		try (TestComponent component = TestComponent.of(Failing.class, Scheduling.class)) {
			component.open();
			Failing bean = (Failing) component.target();
			Awaitility.await().until(() -> bean.ticks.get() > 4);
			assertThat(StringUtils.countOccurrencesOf(output.toString(), "Unexpected error occurred in scheduled task"))
				.isGreaterThan(2);
			assertThat(output).contains("another is down").doesNotContain("are skipped");
		}
	}

	@Test
	void beanWithoutScheduledMethodsIsLeftAlone() {
		try (TestComponent component = TestComponent.of(Idle.class, Scheduling.class)) {
			assertThat(component.proxy(Idle.class)).isNotNull();
			assertThat(tasks(component)).isZero();
		}
	}

	@Test
	void applicationWithoutSchedulingSchedulesNothing() throws Exception {
		try (TestComponent component = TestComponent.of(Ticking.class)) {
			component.open();
			assertThat(component.proxy(Ticking.class)).isNotNull();
		}
	}

	private static int tasks(TestComponent component) {
		return component.application.getBean(ScheduledAnnotationBeanPostProcessor.class).getScheduledTasks().size();
	}

	static class Idle {

	}

	static class Ticking {

		@Scheduled(fixedDelay = 5)
		void delayed() {
			TICKED.add(this);
		}

		@Scheduled(fixedRate = 5)
		public void rated() {
			TICKED.add(this);
		}

	}

	static class Failing {

		final AtomicInteger ticks = new AtomicInteger();

		@Scheduled(fixedDelay = 5)
		void tick() {
			this.ticks.incrementAndGet();
			throw new ComponentUnavailableException("another", ChildState.RESTARTING, Duration.ZERO, "another is down");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setPoolSize(2);
			return scheduler;
		}

	}

}
