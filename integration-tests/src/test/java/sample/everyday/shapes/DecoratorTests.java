package sample.everyday.shapes;

import java.util.List;

import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A decorator of the same type as what it decorates gets that, and never itself,
 * whichever of the two is supervised.
 */
@Timeout(60)
class DecoratorTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource({ "true,true", "true,false", "false,true", "false,false" })
	void decoratorGetsItsDelegate(boolean decorator, boolean core) {
		this.runner.withUserConfiguration(Lives.class, Decorated.class)
			.withPropertyValues("supervision.components.decorator.supervised=" + decorator,
					"supervision.components.core.supervised=" + core)
			.run((context) -> {
				Life life = Life.of(context);
				Runnable check = () -> {
					Name decorated = context.getBean(Name.class);
					assertThat(decorated.name()).isEqualTo("decorated core");
					assertThat(decorated.others()).containsExactly("core");
				};
				check.run();
				for (String id : life.components()) {
					life.throughoutRestarts(id, check);
				}
				int made = context.getBean(Lives.class).of("decorator");
				assertThat(made).isEqualTo(decorator ? 4 : 1);
				assertThat(life.components()).hasSize((decorator ? 1 : 0) + (core ? 1 : 0));
			});
	}

	@Test
	void delegateThatIsDownIsNotTheDecoratorsFault() {
		this.runner.withUserConfiguration(Lives.class, Decorated.class)
			.withPropertyValues("supervision.components.decorator.supervised=true",
					"supervision.components.core.supervised=true")
			.run((context) -> {
				Life life = Life.of(context);
				life.whileDown("core", () -> {
					for (int i = 0; i < 5; i++) {
						assertThatExceptionOfType(ComponentUnavailableException.class)
							.isThrownBy(context.getBean(Name.class)::name)
							.satisfies((ex) -> assertThat(ex.getComponent()).isEqualTo("core"));
					}
				});
				assertThat(life.component("decorator").generation()).isEqualTo(1);
				assertThat(context.getBean(Name.class).name()).isEqualTo("decorated core");
			});
	}

	@Test
	void chainOfDecoratorsStaysInOrder() {
		this.runner.withUserConfiguration(Chain.class).run((context) -> {
			Life life = Life.of(context);
			for (String id : List.of("inner", "middle", "outer")) {
				life.throughoutRestarts(id,
						() -> assertThat(context.getBean(Name.class).name()).isEqualTo("outer middle inner"));
			}
		});
	}

	/** What is decorated. */
	interface Name {

		String name();

		default List<String> others() {
			return List.of();
		}

	}

	@Configuration
	static class Decorated {

		@Bean
		Name core() {
			return () -> "core";
		}

		@Bean
		@Primary
		Decorator decorator(Name delegate, List<Name> all, Lives lives) {
			return new Decorator(delegate, all, lives);
		}

	}

	static class Decorator implements Name {

		private final Name delegate;

		private final List<Name> all;

		Decorator(Name delegate, List<Name> all, Lives lives) {
			this.delegate = delegate;
			this.all = all;
			lives.next("decorator");
		}

		@Override
		public String name() {
			return "decorated " + this.delegate.name();
		}

		@Override
		public List<String> others() {
			return this.all.stream().map(Name::name).toList();
		}

	}

	@Configuration
	static class Chain {

		@Bean
		@Supervised
		Name inner() {
			return () -> "inner";
		}

		@Bean
		@Supervised
		Middle middle(@Qualifier("inner") Name inner) {
			return new Middle(inner);
		}

		@Bean
		@Primary
		@Supervised
		Outer outer(Middle middle) {
			return new Outer(middle);
		}

	}

	static class Middle implements Name {

		private final Name delegate;

		Middle(Name delegate) {
			this.delegate = delegate;
		}

		@Override
		public String name() {
			return "middle " + this.delegate.name();
		}

	}

	static class Outer implements Name {

		private final Name delegate;

		Outer(Name delegate) {
			this.delegate = delegate;
		}

		@Override
		public String name() {
			return "outer " + this.delegate.name();
		}

	}

}
