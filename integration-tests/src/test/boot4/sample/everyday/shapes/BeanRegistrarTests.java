package sample.everyday.shapes;

import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that are registered in the way of Spring Framework 7.
 */
class BeanRegistrarTests {

	@Test
	void registeredBeansAreSupervised() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
			.withBean("lives", Lives.class)
			.withUserConfiguration(Registered.class)
			.withPropertyValues("supervision.components.supplied.supervised=true")
			.run((context) -> {
				Life life = Life.of(context);
				assertThat(life.components()).containsExactlyInAnyOrder("annotated", "supplied");
				for (String id : life.components()) {
					life.throughoutRestarts(id,
							() -> assertThat(((Feed) context.getBean(id)).price()).isEqualTo(id.length()));
					assertThat(context.getBean(Lives.class).of(id)).isEqualTo(4);
				}
			});
	}

	/** Registers two beans. */
	static class Registrar implements BeanRegistrar {

		@Override
		public void register(BeanRegistry registry, Environment environment) {
			registry.registerBean("annotated", AnnotatedFeed.class);
			registry.registerBean("supplied", Feed.class, (spec) -> spec.primary()
				.supplier((beans) -> new Feed("supplied", beans.bean(Lives.class))));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Registrar.class)
	static class Registered {

	}

	static class Feed {

		private final int price;

		Feed(String name, Lives lives) {
			lives.next(name);
			this.price = name.length();
		}

		int price() {
			return this.price;
		}

	}

	@Supervised
	static class AnnotatedFeed extends Feed {

		AnnotatedFeed(Lives lives) {
			super("annotated", lives);
		}

	}

}
