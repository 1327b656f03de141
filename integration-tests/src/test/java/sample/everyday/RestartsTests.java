package sample.everyday;

import io.supervision.ComponentUnavailableException;
import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@ActiveProfiles("plain")
class RestartsTests {

	@Autowired
	ApplicationContext context;

	@Autowired
	Counter counter;

	@Test
	void callsReachTheNextGenerationAndFailWhileDown() throws Throwable {
		long first = this.counter.generation();
		Restarts.restart(this.context, "counter", 3);
		assertThat(this.counter.generation()).isEqualTo(first + 3);
		Restarts.whileDown(this.context, "counter", () -> assertThatExceptionOfType(ComponentUnavailableException.class)
			.isThrownBy(this.counter::generation));
		assertThat(this.counter.generation()).isEqualTo(first + 4);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Counter.class)
	static class Application {

	}

	@Supervised
	@Component("counter")
	static class Counter {

		private final Generation generation;

		Counter(Generation generation) {
			this.generation = generation;
		}

		long generation() {
			return this.generation.number();
		}

	}

}
