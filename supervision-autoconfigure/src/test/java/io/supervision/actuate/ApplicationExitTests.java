package io.supervision.actuate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationExit}.
 */
class ApplicationExitTests {

	@Test
	void contextIsClosedBeforeTheProcessEndsWithCodeOne() throws Exception {
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		CompletableFuture<String> end = new CompletableFuture<>();
		new ApplicationExit(context, (code) -> end.complete(code + " " + context.isActive())).run();
		assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo("1 false");
	}

}
