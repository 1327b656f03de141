package sample.everyday.shapes;

import java.io.Serializable;
import java.util.Random;
import java.util.function.Function;

import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Classes of all kinds behind a proxy: what can be extended is, everything else is known
 * by its interface.
 */
@Timeout(60)
class ClassShapeTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withBean("lives", Lives.class);

	@Test
	void recordFinalClassLambdaAndEnumBehindAnInterface() {
		this.runner.withUserConfiguration(ByInterface.class).run((context) -> {
			Life life = Life.of(context);
			for (String id : new String[] { "byRecord", "byFinal", "byLambda", "byEnum", "bySealed" }) {
				Greeting greeting = (Greeting) context.getBean(id);
				life.throughoutRestarts(id, () -> assertThat(greeting.hello("you")).isEqualTo(id + " you"));
				life.whileDown(id, () -> assertThatExceptionOfType(ComponentUnavailableException.class)
					.isThrownBy(() -> greeting.hello("you")));
				assertThat(greeting.twice("x")).isEqualTo(id + " x" + id + " x");
			}
			assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(RecordGreeting.class));
		});
	}

	@Test
	void finalKotlinLikeClassIsRefusedUnlessItsInterfaceIsTheType() {
		this.runner.withUserConfiguration(ByFinalClass.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).message()
				.contains("The supervised bean 'byClass' must not be of a final class: '"
						+ FinalGreeting.class.getName() + "'")
				.contains("The supervised bean 'byRecord' must not be of a record class: '"
						+ RecordGreeting.class.getName() + "'");
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void hiddenClassesConstructorsAndMethods() {
		this.runner.withUserConfiguration(HiddenBeans.class).run((context) -> {
			Life life = Life.of(context);
			Hidden hidden = context.getBean(Hidden.class);
			life.throughoutRestarts("hidden", () -> {
				assertThat(hidden.packagePrivate()).isEqualTo("hidden");
				assertThat(hidden.inherited()).isEqualTo("inherited of hidden");
				assertThat(hidden.abstractOne()).isEqualTo("made concrete");
				assertThat(hidden.hello("it")).isEqualTo("default hidden it");
				assertThat(hidden.<String>generic("a")).isEqualTo("a");
				assertThat(hidden.apply("3")).isEqualTo(3);
				assertThat(((Function<Object, Object>) (Function<?, ?>) hidden).apply("4")).isEqualTo(4);
			});
			life.whileDown("hidden", () -> assertThatExceptionOfType(ComponentUnavailableException.class)
				.isThrownBy(hidden::packagePrivate));
			assertThat(context.getBean(Lives.class).of("hidden")).isEqualTo(5);
		});
	}

	@Test
	void classOfTheJdk() {
		this.runner.withUserConfiguration(Elsewhere.class).run((context) -> {
			Life life = Life.of(context);
			Random random = context.getBean(Random.class);
			int first = new Random(42).nextInt();
			life.throughoutRestarts("elsewhere", () -> {
				life.restart("elsewhere", 1);
				assertThat(random.nextInt()).isEqualTo(first);
			});
		});
	}

	@Test
	void constructorRunsOncePerLifeAndNeverForTheProxy() {
		this.runner.withBean("counted", Counted.class).run((context) -> {
			Life.of(context).restart("counted", 3);
			assertThat(context.getBean(Lives.class).of("counted")).isEqualTo(4);
			assertThat(context.getBean(Counted.class).field).as("of the proxy").isNull();
			assertThat(context.getBean(Counted.class).field()).isEqualTo("set");
		});
	}

	/** What final classes are known by. */
	interface Greeting {

		String hello(String to);

		default String twice(String to) {
			return hello(to) + hello(to);
		}

	}

	record RecordGreeting(String name) implements Greeting {

		@Override
		public String hello(String to) {
			return this.name + " " + to;
		}

	}

	static final class FinalGreeting implements Greeting {

		private final String name;

		FinalGreeting(String name) {
			this.name = name;
		}

		@Override
		public final String hello(String to) {
			return this.name + " " + to;
		}

	}

	enum EnumGreeting implements Greeting {

		ONLY;

		@Override
		public String hello(String to) {
			return "byEnum " + to;
		}

	}

	abstract static sealed class SealedGreeting implements Greeting permits OnlyGreeting {

	}

	static final class OnlyGreeting extends SealedGreeting {

		@Override
		public String hello(String to) {
			return "bySealed " + to;
		}

	}

	@Configuration
	static class ByInterface {

		@Bean
		@Supervised
		Greeting byRecord() {
			return new RecordGreeting("byRecord");
		}

		@Bean
		@Supervised
		Greeting byFinal() {
			return new FinalGreeting("byFinal");
		}

		@Bean
		@Supervised
		Greeting byLambda() {
			return (to) -> "byLambda " + to;
		}

		@Bean
		@Supervised
		Greeting byEnum() {
			return EnumGreeting.ONLY;
		}

		@Bean
		@Supervised
		Greeting bySealed() {
			return new OnlyGreeting();
		}

	}

	@Configuration
	static class ByFinalClass {

		@Bean
		@Supervised
		FinalGreeting byClass() {
			return new FinalGreeting("byClass");
		}

		@Bean
		@Supervised
		RecordGreeting byRecord() {
			return new RecordGreeting("byRecord");
		}

	}

	abstract static class Base<T extends Comparable<T>> implements Function<String, T>, Greeting {

		protected final String name;

		private final Lives lives;

		protected Base(String name, Lives lives) {
			this.name = name;
			this.lives = lives;
			this.lives.next(name);
		}

		protected abstract String abstractOne();

		String inherited() {
			return "inherited of " + this.name;
		}

		@Override
		public String hello(String to) {
			return "default " + this.name + " " + to;
		}

	}

	@Supervised
	private static class Hidden extends Base<Integer> implements Serializable {

		private static final long serialVersionUID = 1L;

		@Autowired
		private Hidden(Lives lives) {
			super("hidden", lives);
		}

		String packagePrivate() {
			return this.name;
		}

		@Override
		protected String abstractOne() {
			return "made concrete";
		}

		<T extends CharSequence & Comparable<T>> T generic(T value) {
			return value;
		}

		@Override
		public Integer apply(String text) {
			return Integer.valueOf(text);
		}

	}

	@Configuration
	static class HiddenBeans {

		@Bean
		Hidden hidden(Lives lives) {
			return new Hidden(lives);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Elsewhere {

		@Bean
		@Supervised
		Random elsewhere() {
			return new Random(42);
		}

	}

	@Supervised
	static class Counted {

		final String field;

		Counted(Lives lives) {
			this.field = "set";
			lives.next("counted");
		}

		String field() {
			return this.field;
		}

	}

}
