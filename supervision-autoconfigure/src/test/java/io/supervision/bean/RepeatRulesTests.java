package io.supervision.bean;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.supervision.annotation.Probe;
import io.supervision.annotation.SafeToRepeat;
import io.supervision.annotation.Supervised;
import io.supervision.annotation.Worker;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatRulesTests {

	private static List<String> repeated(Class<?> type) {
		return new ProxiedMethods(type, List.of(), type).passed()
			.stream()
			.filter(ProxiedMethods.Passed::repeated)
			.map((passed) -> passed.method().getName() + (passed.method().isBridge() ? " bridge" : ""))
			.sorted()
			.toList();
	}

	@Test
	void annotationIsFoundOnTheClassItsInterfacesAndInOtherAnnotations() {
		assertThat(repeated(Fine.class)).containsExactly("composed", "generic", "generic bridge", "inherited",
				"ofInterface", "own");
		assertThat(repeated(Shown.class)).containsExactly("generic", "ofInterface");
		assertThat(FoundTree.problems(Fine.class)).isEmpty();
	}

	@Test
	void whatCannotBeRepeatedIsRefused() {
		String name = "The supervised bean 'bean' ";
		String later = name + "must not have methods with @SafeToRepeat whose result comes later: 'Wrong.";
		String again = ", which are run again anyway: 'Wrong.";
		String unseen = name + "must not have private or static methods with @SafeToRepeat, which its proxy does not "
				+ "pass on: 'Wrong.";
		assertThat(FoundTree.problems(Wrong.class)).extracting(Problem::message)
			.containsExactlyInAnyOrder(later + "mono'", later + "stage'",
					name + "must not have methods with @SafeToRepeat and @Worker" + again + "worker'",
					name + "must not have methods with @SafeToRepeat and @Probe" + again + "probe'",
					name + "must not have methods with @SafeToRepeat and @Scheduled" + again + "scheduled'",
					unseen + "hidden'", unseen + "shared'");
		assertThat(FoundTree.problems(Wrong.class)).extracting(Problem::remedy)
			.contains("Remove @SafeToRepeat.", "Make it an instance method that others see, or remove it.",
					"Remove @SafeToRepeat, and let callers try again, such as with 'retry' of a Mono.");
	}

	@SafeToRepeat
	@Retention(RetentionPolicy.RUNTIME)
	@interface Reading {

	}

	interface Shown<T> {

		@SafeToRepeat
		void ofInterface();

		@SafeToRepeat
		void generic(T argument);

	}

	static class Base {

		@SafeToRepeat
		void inherited() {
		}

	}

	@Component("bean")
	@Supervised
	static class Fine extends Base implements Shown<String> {

		@SafeToRepeat
		void own() {
		}

		@Reading
		void composed() {
		}

		@Override
		public void ofInterface() {
		}

		@Override
		public void generic(String argument) {
		}

		void plain() {
		}

	}

	@Component("bean")
	@Supervised
	static class Wrong {

		@SafeToRepeat
		@Worker
		void worker() {
		}

		@SafeToRepeat
		@Probe
		void probe() {
		}

		@SafeToRepeat
		@Scheduled(fixedDelay = 1000)
		void scheduled() {
		}

		@SafeToRepeat
		Mono<String> mono() {
			return Mono.empty();
		}

		@SafeToRepeat
		CompletionStage<String> stage() {
			throw new IllegalStateException();
		}

		@SafeToRepeat
		static void shared() {
		}

		void calls() {
			hidden();
		}

		@SafeToRepeat
		private void hidden() {
		}

	}

}
