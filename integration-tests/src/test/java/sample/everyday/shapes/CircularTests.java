package sample.everyday.shapes;

import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that need one another: each gets the proxy of the other, so that what does not
 * start without supervision does with it.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class CircularTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class));

	@Test
	void componentsMayNeedOneAnotherInTheirConstructors(CapturedOutput output) {
		this.runner.withBean("left", Left.class).withBean("right", Right.class).run((context) -> {
			Life life = Life.of(context);
			Runnable check = () -> {
				assertThat(context.getBean(Left.class).viaRight()).isEqualTo("right knows left");
				assertThat(context.getBean(Right.class).viaLeft()).isEqualTo("left knows right");
			};
			life.throughoutRestarts("left", check);
			life.throughoutRestarts("right", check);
			assertThat(output).contains("left").contains("right");
		});
	}

	@Test
	void withoutSupervisionTheyDoNotStart() {
		this.runner.withBean("left", Left.class)
			.withBean("right", Right.class)
			.withPropertyValues("supervision.enabled=false")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(BeanCurrentlyInCreationException.class));
	}

	@Test
	void oneOfTheTwoIsEnough() {
		for (String one : new String[] { "left", "right" }) {
			String other = "left".equals(one) ? "right" : "left";
			this.runner.withBean("left", Left.class)
				.withBean("right", Right.class)
				.withPropertyValues("supervision.components." + other + ".supervised=false")
				.run((context) -> {
					Life life = Life.of(context);
					assertThat(life.components()).containsExactly(one);
					life.throughoutRestarts(one,
							() -> assertThat(context.getBean(Left.class).viaRight()).isEqualTo("right knows left"));
				});
		}
	}

	@Test
	void fieldsMayBeCircularToo() {
		this.runner.withBean("here", Here.class).withBean("there", There.class).run((context) -> {
			Life life = Life.of(context);
			Runnable check = () -> {
				assertThat(context.getBean(Here.class).there.text()).isEqualTo("there");
				assertThat(context.getBean(There.class).viaHere()).isEqualTo("there");
			};
			life.throughoutRestarts("there", check);
		});
	}

	@Test
	void componentMayInjectItself() {
		this.runner.withBean("self", Self.class).run((context) -> {
			Life life = Life.of(context);
			life.throughoutRestarts("self", () -> assertThat(context.getBean(Self.class).viaSelf()).isEqualTo("self"));
			assertThat(context.getBean(Self.class).injected()).isSameAs(context.getBean(Self.class));
		});
	}

	@Test
	void constructorThatCallsWhatNeedsItFailsWithTheCycle() {
		this.runner.withBean("chicken", Chicken.class).withBean("egg", Egg.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause().message().contains("chicken").contains("egg");
		});
	}

	@Supervised
	static class Left {

		private final Right right;

		Left(Right right) {
			this.right = right;
		}

		String text() {
			return "left";
		}

		String viaRight() {
			return this.right.text() + " knows " + text();
		}

	}

	@Supervised
	static class Right {

		private final Left left;

		Right(Left left) {
			this.left = left;
		}

		String text() {
			return "right";
		}

		String viaLeft() {
			return this.left.text() + " knows " + text();
		}

	}

	static class Here {

		@Autowired
		There there;

		String text() {
			return this.there.text();
		}

	}

	@Supervised
	static class There {

		@Autowired
		private Here here;

		String text() {
			return "there";
		}

		String viaHere() {
			return this.here.text();
		}

	}

	@Supervised
	static class Self {

		@Autowired
		private Self self;

		String text() {
			return "self";
		}

		String viaSelf() {
			return this.self.text();
		}

		Self injected() {
			return this.self;
		}

	}

	@Supervised
	static class Chicken {

		Chicken(Egg egg) {
			egg.hatch();
		}

		void cluck() {
		}

	}

	@Supervised
	static class Egg {

		Egg(Chicken chicken) {
			chicken.cluck();
		}

		void hatch() {
		}

	}

}
