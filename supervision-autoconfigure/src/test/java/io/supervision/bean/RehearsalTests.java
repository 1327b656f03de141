package io.supervision.bean;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A rehearsal goes all the way, and nobody notices.
 */
@ExtendWith(OutputCaptureExtension.class)
class RehearsalTests {

	@Test
	@Timeout(60)
	void componentsAreRestartedAndNothingIsLeftOfThem(CapturedOutput output) throws Exception {
		ThreadGroup group = new ThreadGroup("stage");
		ExecutorService workers = Executors.newCachedThreadPool((task) -> new Thread(group, task));
		assertThat(workers.submit(() -> new Rehearsal(workers).play()).get()).isEqualTo(3);
		workers.shutdown();
		assertThat(workers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		assertThat(group.activeGroupCount()).isZero();
		assertThat(output).doesNotContain("rehearsal");
	}

	@Test
	void applicationThatIsReadyHasItRehearsedLaterUnlessItIsClosed() {
		GenericApplicationContext context = new StaticApplicationContext();
		TreeThreads threads = new TreeThreads(null);
		RehearsalWhenReady listener = new RehearsalWhenReady(context, threads);
		listener.onApplicationEvent(ready(new StaticApplicationContext()));
		assertThat(threads.timers()).isZero();
		listener.onApplicationEvent(ready(context));
		assertThat(threads.timers()).isEqualTo(1);
		threads.close();
		assertThat(threads.timers()).isZero();
	}

	private static ApplicationReadyEvent ready(GenericApplicationContext context) {
		return new ApplicationReadyEvent(new SpringApplication(), new String[0], context, null);
	}

}
